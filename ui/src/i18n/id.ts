/** Indonesian: the default, and the list of all texts there are. What one area says stands in its own folder. */
import { backupId } from '../features/backup/texts';
import { restoreId } from '../features/door/restoreTexts';
import { doorId } from '../features/door/texts';
import { evaluationId } from '../features/evaluation/texts';
import { forwardingId } from '../features/forwarding/texts';
import { frameId } from '../features/frame/texts';
import { handoverId } from '../features/handover/texts';
import { helpId } from '../features/help/texts';
import { homeId } from '../features/home/texts';
import { papersId } from '../features/papers/texts';
import { practiceId } from '../features/practice/texts';
import { planId } from '../features/plan/texts';
import { printId } from '../features/print/texts';
import { sendingId } from '../features/sending/texts';
import { settingsId } from '../features/settings/texts';
import { staffId } from '../features/staff/texts';
import { versionsId } from '../features/versions/texts';
import { windowId } from '../features/window/texts';
import { officeId } from './office';

export const id = {
  ...backupId,
  ...doorId,
  ...evaluationId,
  ...forwardingId,
  ...frameId,
  ...handoverId,
  ...helpId,
  ...homeId,
  ...officeId,
  ...papersId,
  ...practiceId,
  ...planId,
  ...printId,
  ...restoreId,
  ...sendingId,
  ...settingsId,
  ...staffId,
  ...versionsId,
  ...windowId,
  'language.other': 'English',
  'nav.help': 'Bantuan',
  'nav.home': 'Beranda',
  'nav.staff': 'Pegawai',
  'nav.plan': 'Rencana Kinerja',
  'nav.evaluation': 'Evaluasi',
  'nav.print': 'Cetak & Tanda Tangan',
  'nav.settings': 'Pengaturan',
  'frame.period': 'Periode',
  'frame.search': 'Cari nama atau NIP',
  'frame.user': 'Kantor dan bahasa',
  'frame.lock': 'Kunci dan keluar',
  'period.quarter': 'Triwulan {number} {year}',
  'period.annual': 'Tahunan {year}',
  'frame.skip': 'Lewati ke isi',
  'frame.menu': 'Menu',
  'frame.navigation': 'Menu utama',
  'frame.offline': 'Tanpa internet',
  'frame.offline.works': 'semua berfungsi',
  'frame.saved': 'Tersimpan di laptop ini, {time}',
  'frame.practice': 'LATIHAN',
  'frame.practice.name': 'Mode Latihan',
  'frame.practice.leave': 'Keluar dari latihan',
  'state.draft': 'Draf',
  'state.final': 'Final',
  'state.final.hint': 'Masih bisa dibuka lagi dengan alasan',
  'state.sent': 'Terkirim',
  'signed.day': 'Tanggal keputusan {name}',
  'signed.paper': 'Lembar yang ditandatangani',
  'signed.paper.help': 'Nomor lembarnya, atau tempat lembar itu disimpan.',
  'signed.missing': 'Isi dulu tanggal keputusan dan lembarnya.',
  'field.optional': 'boleh kosong',
  'field.show': 'Tampilkan',
  'field.hide': 'Sembunyikan',
  'field.letters.left': '{count} huruf lagi',
  'field.letters.over': '{count} huruf terlalu banyak',
  'field.number.wrong': 'Tulis angka, misalnya 1.250,5.',
  'field.date.help': 'Misalnya 21-11-2026 atau 21 Nov 2026.',
  'field.date.wrong': 'Tanggal ini belum terbaca. Tulis tanggal, bulan, tahun.',
  'rating.below': 'Di bawah ekspektasi',
  'rating.below.short': 'Di bawah',
  'rating.meets': 'Sesuai ekspektasi',
  'rating.meets.short': 'Sesuai',
  'rating.above': 'Di atas ekspektasi',
  'rating.above.short': 'Di atas',
  'rating.unrated': 'Belum dinilai',
  'rating.unrated.short': 'Belum',
  'rating.no_data': 'Belum ada data',
  'rating.no_data.short': 'Belum ada data',
  'message.more': '{count} lagi',
  'screen.coming': 'Layar sedang dibuka.',
  'screen.again': 'Coba lagi',
  'search.nobody': 'Tidak ada yang bernama atau ber-NIP “{typed}”.',
  'search.failed': 'Pencarian belum berhasil. {reason}',
  'search.found': '{count} ditemukan',
  'dialog.cancel': 'Batal',
  'dialog.word': 'Ketik {word}',
  'dialog.word.missing': 'Ketik dulu kata {word}.',
  'job.stage.copying': 'Membuat salinan cadangan …',
  'job.stage.handing_over': 'Berkas dibuat, dibuka kembali, dan dicocokkan …',
  'job.stage.minutes': 'Berita acara dibuat …',
  'job.of': '{done} dari {total}',
  'job.goes_on': 'Anda boleh bekerja di layar lain.',
  'job.cancel': 'Hentikan',
  'message.undo': 'Urungkan',
  'why.predicate': 'Predikat',
  'why.ask': 'mengapa?',
  'why.results': 'Hasil kerja',
  'why.results.short': 'Hasil',
  'why.behaviour': 'Perilaku kerja',
  'why.change': 'Ubah dengan alasan',
  'why.meet': 'Hasil kerja {results} bertemu perilaku kerja {behaviour}: {predicate}.',
  'table.density': 'Jarak baris',
  'table.density.roomy': 'Lega',
  'table.density.dense': 'Rapat',
  'steps.of': 'Langkah {step} dari {all}',
  'steps.done': 'Selesai:',
  'file.pick': 'Pilih berkas',
  'file.other': 'Pilih berkas lain',
  'paper.draft': 'RANCANGAN',
  'failure.title': 'Ada yang belum berhasil',
  'failure.office.not_open': 'Kantor belum dibuka. Masukkan kata sandi dulu.',
  'failure.office.session_ended': 'Kantor sudah dikunci sebelum pekerjaan ini selesai. Buka kantor, lalu ulangi.',
  'failure.shell.unreachable': 'Aplikasi tidak menjawab. Tutup jendela ini, lalu buka Tilik sekali lagi.',
  'failure.shell.part_missing': 'Satu bagian aplikasi tidak termuat. Tutup jendela ini, lalu buka Tilik sekali lagi; bila tetap begitu, pasang Tilik kembali. Data kantor tidak terpengaruh.',
  'failure.shell.no_program': 'Tidak ada program di laptop ini yang dapat membuka {path}. Pasang pembaca PDF, lalu buka berkas itu dari foldernya.',
  'failure.other': 'Ada yang tidak berhasil. Sampaikan kode {code} kepada petugas TI.',
};

export type TextKey = keyof typeof id;
export type Catalogue = Readonly<Record<TextKey, string>>;
