/** What the program's window itself has to say, whatever screen is shown. */
export const windowId = {
  'window.title': '{office} – Tilik',
  'window.seen': 'Mengerti',
  'window.file': 'Berkas {name} belum dapat dibuka di sini',
  'window.file.why': 'Ini berkas Tilik yang dikirim dari laptop lain. Versi Tilik ini belum dapat menerimanya. Berkas tidak diubah: biarkan di tempatnya, dan terima nanti lewat Kirim & Cadangan setelah Tilik diperbarui.',
  'window.other_office': 'Tilik sudah terbuka untuk kantor lain',
  'window.other_office.why': 'Kantor di {folder} tidak dibuka, karena satu laptop mengerjakan satu kantor pada satu waktu. Tutup jendela ini dulu, lalu buka kantor itu.',
  'window.restored': 'Tampilan sempat berhenti dan dibuka lagi',
  'window.restored.why': 'Yang sudah tersimpan tetap ada. Periksa isian terakhir Anda sebelum melanjutkan.',
  'window.close': 'Tutup Tilik sekarang?',
  'window.close.unsaved': '{count} isian belum tersimpan: {names}. Jika Tilik ditutup sekarang, isian itu hilang.',
  'window.close.stay': 'Kembali ke isian',
  'window.close.leave': 'Tutup tanpa menyimpan',
} as const;

export const windowEn: Readonly<Record<keyof typeof windowId, string>> = {
  'window.title': '{office} – Tilik',
  'window.seen': 'Understood',
  'window.file': 'The file {name} cannot be opened here yet',
  'window.file.why': 'It is a file of Tilik, sent from another laptop. This version of Tilik cannot take it in yet. The file was not changed: leave it where it is, and take it in later under Send & Backup once Tilik is updated.',
  'window.other_office': 'Tilik is already open for another office',
  'window.other_office.why': 'The office in {folder} was not opened, because a laptop works at one office at a time. Close this window first, then open that office.',
  'window.restored': 'The display stopped and was opened again',
  'window.restored.why': 'What was saved is still there. Look at what you entered last before you go on.',
  'window.close': 'Close Tilik now?',
  'window.close.unsaved': '{count} entries are not saved: {names}. If Tilik is closed now, they are lost.',
  'window.close.stay': 'Back to the entries',
  'window.close.leave': 'Close without saving',
};
