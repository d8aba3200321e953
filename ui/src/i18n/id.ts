/** Indonesian: the default, and the list of all texts there are. */
export const id = {
  'language.other': 'English',
  'welcome.title': 'Selamat datang.',
  'welcome.lead': 'Semua tersimpan di laptop ini. Internet tidak diperlukan.',
  'welcome.opening': 'Kantor sedang dibuka.',
  'office.staff': 'pegawai',
  'office.skps': 'SKP',
  'office.closed': 'dari {all} evaluasi sudah ditutup',
  'failure.title': 'Kantor belum dapat dibuka.',
  'failure.office.not_open': 'Belum ada kantor yang dibuka. Jalankan Tilik bersama folder dan kata sandi kantor.',
  'failure.shell.misread': 'Jawaban aplikasi tidak terbaca ({field}). Pasang ulang Tilik; data kantor tidak berubah.',
  'failure.shell.unreachable': 'Aplikasi tidak menjawab. Tutup jendela ini, lalu buka Tilik sekali lagi.',
  'failure.other': 'Ada yang tidak berhasil. Sampaikan kode {code} kepada operator.',
};

export type TextKey = keyof typeof id;
export type Catalogue = Readonly<Record<TextKey, string>>;
