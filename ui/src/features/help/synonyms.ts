/** Other words for what the guide calls by one name: what people type into the search who know it from elsewhere. Each line is one thing. */
import type { Language } from '../../i18n/index.svelte';

const things: Readonly<Record<Language, readonly (readonly string[])[]>> = {
  id: [
    ['undo', 'urungkan', 'mengurungkan', 'batalkan', 'membatalkan'],
    ['hapus', 'menghapus', 'delete', 'buang', 'keluarkan'],
    ['printer', 'pencetak'],
    ['print', 'cetak', 'ngeprint'],
    ['password', 'sandi', 'pin', 'passphrase'],
    ['backup', 'cadangan', 'back-up'],
    ['restore', 'pulihkan', 'memulihkan'],
    ['atasan', 'pejabat penilai'],
    ['distribusi', 'sebaran'],
    ['logout', 'log-out', 'lock', 'mengunci', 'kunci dan keluar'],
    ['login', 'log-in', 'nama masuk', 'buka kantor'],
    ['skor', 'nilai', 'rating', 'menilai'],
    ['upload', 'unggah', 'impor', 'import'],
    ['unduh', 'download', 'ekspor', 'export', 'simpan pdf'],
    ['flashdisk', 'flashdisc', 'flesdis', 'flash', 'usb'],
    ['finalisasi', 'finalkan', 'menutup', 'tutup'],
    ['mutasi', 'pindah', 'pensiun'],
    ['shortcut', 'pintasan', 'daftar tombol', 'keyboard'],
    ['setting', 'setelan', 'pengaturan'],
    ['user', 'akun', 'pengguna'],
    ['demo', 'simulasi', 'latihan'],
    ['font', 'huruf'],
    ['ttd', 'tanda tangan', 'paraf'],
    ['scan', 'pindai', 'pindaian', 'skan'],
    ['barcode', 'qr', 'keaslian', 'asli'],
    ['banding', 'keberatan', 'protes'],
  ],
  en: [
    ['undo', 'take back', 'revert'],
    ['delete', 'remove', 'leaves or moves'],
    ['password', 'passphrase', 'pin'],
    ['safety copy', 'backup', 'copy'],
    ['superior', 'assessor', 'boss', 'supervisor'],
    ['logout', 'log-out', 'lock'],
    ['login', 'log in', 'log-in'],
    ['score', 'rate', 'rating', 'grade'],
    ['upload', 'import'],
    ['download', 'export', 'save pdf'],
    ['flash', 'thumb', 'usb', 'stick'],
    ['finalise', 'finalize', 'close', 'make final'],
    ['reopen', 'open again'],
    ['reprint', 'print again'],
    ['fix', 'freeze'],
    ['transfer', 'leaves', 'retires'],
    ['shortcut', 'keys', 'keyboard'],
    ['account', 'user'],
    ['demo', 'practice'],
    ['font', 'letters'],
  ],
};

/** The other names of what was typed. What is typed half is enough from the third letter on. */
export function othersFor(word: string, language: Language): readonly string[] {
  const isMeant = (name: string) => name === word || (word.length >= 3 && name.startsWith(word));
  return things[language].filter((names) => names.some(isMeant)).flatMap((names) => names.filter((name) => name !== word));
}
