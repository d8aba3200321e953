/** What Mode Latihan says, in both languages. */
export const practiceId = {
  'practice.making': 'Kantor latihan sedang dibuat.',
  'practice.leave.title': 'Keluar dari latihan?',
  'practice.leave.what': 'Yang dihapus: {staff} pegawai rekaan, {skps} SKP, dan {evaluations} evaluasi latihan dari semua triwulan.',
  'practice.leave.safe': 'Data kantor yang sebenarnya tidak tersentuh.',
  'practice.leave.do': 'Hapus dan keluar',
  'practice.leave.stay': 'Tetap berlatih',
  'practice.welcome': 'Mode Latihan: semua pegawai di sini rekaan. Boleh mencoba apa saja.',
};

export const practiceEn: typeof practiceId = {
  'practice.making': 'The office for practice is being made.',
  'practice.leave.title': 'Leave practice?',
  'practice.leave.what': 'What is deleted: {staff} invented people, {skps} SKP and {evaluations} practice {evaluations:evaluation:evaluations} of all quarters.',
  'practice.leave.safe': 'The data of the real office are not touched.',
  'practice.leave.do': 'Delete and leave',
  'practice.leave.stay': 'Go on practising',
  'practice.welcome': 'Mode Latihan: everybody here is invented. Try whatever you like.',
};
