/** What the screens of this area say, in both languages. The pages themselves are the user guide. */
export const helpId = {
  'help.window': 'Bantuan',
  'help.pages': 'Isi bantuan',
  'help.search': 'Cari di bantuan',
  'help.found': '{count} halaman ditemukan',
  'help.found.none': 'Tidak ada halaman tentang “{typed}”.',
  'help.found.none.why': 'Coba kata lain, misalnya “cetak” atau “kata sandi”.',
  'help.back': 'Kembali ke layar tadi',
  'help.next': 'Berikutnya: {title}',
};

export const helpEn: typeof helpId = {
  'help.window': 'Help',
  'help.pages': 'Pages of the help',
  'help.search': 'Search in the help',
  'help.found': '{count} {count:page:pages} found',
  'help.found.none': 'No page speaks of “{typed}”.',
  'help.found.none.why': 'Try another word, for example “print” or “passphrase”.',
  'help.back': 'Back to the screen before',
  'help.next': 'Next: {title}',
};
