/**
 * What a window says differently from a terminal about codes of the office: whoever sits before it has screens and people to turn to, no commands.
 * *Operator* is the office's own; *petugas TI* is whoever looks after the laptop.
 */
export const officeId = {
  'failure.devhost.token': 'Alamat halaman ini tidak lengkap. Salin seluruh alamat yang diberikan kepada Anda, sampai huruf terakhir.',
  'failure.job.crashed':
    'Pekerjaan berhenti karena kesalahan di aplikasi. Yang sudah tersimpan tidak berubah. Tutup Tilik, buka lagi, dan sampaikan ini kepada petugas TI.',
  'failure.office.name_missing': 'Nama kantor belum diisi. Isi dulu namanya.',
  'failure.plan.missing': 'SKP tahun {year} untuk pegawai ini belum ada. Buka Rencana Kinerja untuk menulis atau mengimpornya.',
  'failure.plan.unreadable': 'SKP {id} tidak lengkap di data kantor ini. Data lain tidak berubah. Sampaikan ini kepada petugas TI.',
  'failure.print.failed': 'Lembar tidak berhasil dibuat. Data Anda tidak berubah. Sampaikan ini kepada petugas TI.',
  'failure.roster.looks_like_ratings': 'Berkas ini berisi rating, bukan daftar pegawai. Pilih berkas daftar pegawai, misalnya DUK.',
  'failure.roster.nip_damaged': 'NIP rusak: {reason}. Ketik angka terakhirnya di sini. Angka yang benar ada di SK atau kartu pegawai.',
  'failure.roster.superior_nip_damaged': 'NIP atasan rusak: {reason}. Ketik angka terakhirnya di sini. Angka yang benar ada di SK atau kartu pegawai.',
  'failure.roster.nip_invalid': 'NIP {value} salah: {reason}. Cocokkan dengan SK.',
  'failure.store.cipher': 'Penyandian data tidak berhasil. Tidak ada yang disimpan. Sampaikan ini kepada petugas TI.',
  'failure.store.database':
    'Data kantor tidak dapat dibaca atau ditulis. Coba sekali lagi. Bila tetap demikian, tutup Tilik, biarkan folder kantor apa adanya, dan sampaikan ini kepada petugas TI.',
  'failure.store.database_damaged':
    'Data kantor ini rusak dan tidak dibuka. Tidak ada yang dihapus. Minta petugas TI memulihkan salinan cadangan terakhir. Berkas yang rusak sekarang ada di {quarantined_at}.',
  'failure.store.database_damaged_in_place':
    'Data kantor ini rusak dan tidak dibuka. Berkasnya tetap di tempatnya; tidak ada yang dipindahkan atau dihapus. Minta petugas TI memulihkan salinan cadangan terakhir.',
  'failure.store.database_missing':
    'Data kantor (berkas tilik.db) tidak ada di foldernya. Mungkin dipindahkan, atau rusak dan diamankan di folder quarantine. Jangan membuat kantor baru; minta petugas TI mencari berkas itu atau memulihkan salinan cadangan terakhir.',
  'failure.store.folder_gone':
    'Belum tersimpan: folder kantor tidak ada lagi di tempatnya. Yang harus dilakukan ada di kabar paling atas.',
  'failure.store.folder_missing':
    'Folder {path} tidak ada. Bila data kantor disimpan di USB atau di jaringan, sambungkan dulu, lalu coba lagi. Bila tidak, sampaikan ini kepada petugas TI.',
  'failure.store.keys_damaged':
    'Berkas kunci kantor (tilik.keys) rusak, jadi kantor tidak dapat dibuka. Data tidak berubah. Biarkan folder kantor apa adanya, dan minta petugas TI mengembalikan berkas itu dari salinan cadangan.',
  'failure.store.keys_do_not_fit':
    'Berkas kunci (tilik.keys) bukan pasangan data kantor ini, misalnya karena diambil dari salinan cadangan lama. Tidak ada yang diubah atau dipindahkan. Minta petugas TI mengembalikan berkas kunci yang terbaru.',
  'failure.store.keys_missing':
    'Berkas kunci kantor (tilik.keys) tidak ada di foldernya. Tanpa berkas itu kantor tidak dapat dibuka. Biarkan folder kantor apa adanya, dan minta petugas TI mengembalikan berkas itu dari salinan cadangan.',
  'failure.store.keys_tampered':
    'Berkas kunci kantor (tilik.keys) diubah oleh pihak yang tidak memegang kuncinya. Jangan lanjutkan. Biarkan folder kantor apa adanya, lalu laporkan kepada kepala kantor dan petugas TI.',
  'failure.store.migration_failed':
    'Data kantor tidak berhasil disesuaikan dengan versi Tilik ini. Data lama tidak berubah. Sampaikan ini kepada petugas TI.',
  'failure.store.not_a_backup': 'Berkas ini bukan salinan cadangan Tilik. Pilih berkas lain.',
  'failure.store.not_founded': 'Belum ada kantor di sini. Minta petugas TI menyiapkan kantor, atau menerima dulu data dari laptop pertama.',
  'failure.superior.dates': 'Tanggal akhir lebih awal daripada tanggal mulai. Periksa kedua tanggal itu.',
  'failure.superior.missing': 'Pejabat penilai belum dipilih. Pilih dari daftar pegawai, atau tulis namanya bila ia di luar kantor ini.',
  'failure.user.person_missing': 'Pengguna berperan penilai atau pegawai harus disertai NIP-nya. Isi dulu NIP-nya.',
  'failure.user.unknown': 'Pengguna “{login}” tidak ada. Pilih dari daftar pengguna.',
};

export const officeEn: typeof officeId = {
  'failure.devhost.token': 'The address of this page is not whole. Copy all of the address that you were given, to its last letter.',
  'failure.job.crashed': 'The work stopped because of a fault in the application. What was saved is unchanged. Close Tilik, open it again, and tell the IT staff.',
  'failure.office.name_missing': 'The office has no name yet. Enter its name first.',
  'failure.plan.missing': 'There is no SKP of {year} for this person. Open Plans to write or import it.',
  'failure.plan.unreadable': 'The SKP {id} is not complete in the data of this office. Other data are unchanged. Tell the IT staff.',
  'failure.print.failed': 'The sheets could not be made. Your data are unchanged. Tell the IT staff.',
  'failure.roster.looks_like_ratings': 'This file holds ratings, not a staff list. Choose the file with the staff list, for example the DUK.',
  'failure.roster.nip_damaged': 'The NIP is damaged: {reason}. Type its last digits here. The right ones stand in the decree or on the staff card.',
  'failure.roster.superior_nip_damaged': 'The NIP of the superior is damaged: {reason}. Type its last digits here. The right ones stand in the decree or on the staff card.',
  'failure.roster.nip_invalid': 'The NIP {value} is wrong: {reason}. Compare it with the appointment decree (SK).',
  'failure.store.cipher': 'The data could not be encrypted. Nothing was saved. Tell the IT staff.',
  'failure.store.database':
    'The data of the office could not be read or written. Try once more. If it stays so, close Tilik, leave the folder of the office as it is, and tell the IT staff.',
  'failure.store.database_damaged':
    'The data of this office are damaged and were not opened. Nothing was deleted. Ask the IT staff to restore the last backup. The damaged file is now at {quarantined_at}.',
  'failure.store.database_damaged_in_place':
    'The data of this office are damaged and were not opened. The file is where it was; nothing was moved or deleted. Ask the IT staff to restore the last backup.',
  'failure.store.database_missing':
    'The data of the office (the file tilik.db) are not in their folder. They may have been moved, or were damaged and put into the folder quarantine. Make no new office; ask the IT staff to find the file or to restore the last backup.',
  'failure.store.folder_gone':
    'Not saved: the folder of the office is no longer at its place. What to do stands at the very top.',
  'failure.store.folder_missing':
    'There is no folder {path}. If the data of the office are on a USB stick or in the network, connect it and try again. If not, tell the IT staff.',
  'failure.store.keys_damaged':
    'The key file of the office (tilik.keys) is damaged, so the office cannot be opened. The data are unchanged. Leave the folder of the office as it is, and ask the IT staff to put the file back from a backup.',
  'failure.store.keys_do_not_fit':
    'The key file (tilik.keys) does not belong to the data of this office, for example because it comes from an old backup. Nothing was changed or moved. Ask the IT staff to put back the newest key file.',
  'failure.store.keys_missing':
    'The key file of the office (tilik.keys) is not in its folder. Nothing opens without it. Leave the folder of the office as it is, and ask the IT staff to put the file back from a backup.',
  'failure.store.keys_tampered':
    'The key file of the office (tilik.keys) was changed by somebody who does not hold its key. Do not go on. Leave the folder of the office as it is, and tell the head of the office and the IT staff.',
  'failure.store.migration_failed': 'The data of the office could not be adapted to this version of Tilik. The old data are unchanged. Tell the IT staff.',
  'failure.store.not_a_backup': 'This file is not a backup of Tilik. Choose another one.',
  'failure.store.not_founded': 'There is no office here yet. Ask the IT staff to set one up, or to take in the data of the first laptop first.',
  'failure.superior.dates': 'The last day is before the first. Check both dates.',
  'failure.superior.missing': 'No assessor is chosen. Choose one from the staff, or write the name of somebody outside of this office.',
  'failure.user.person_missing': 'A user with the role penilai or pegawai needs a NIP. Enter the NIP first.',
  'failure.user.unknown': 'There is no user “{login}”. Choose from the list of users.',
};
