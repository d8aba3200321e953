/** What the screens of this area say, in both languages. */
export const doorId = {
  'door.title': 'Selamat datang.',
  'door.lead': 'Semua data tersimpan di laptop ini dan terkunci dengan kata sandi. Internet tidak diperlukan.',
  'door.user': 'Siapa yang masuk?',
  'door.password': 'Kata sandi',
  'door.password.missing': 'Kata sandi belum diisi.',
  'door.open': 'Buka kantor',
  'door.opening': 'Kantor sedang dibuka.',
  'door.place': 'Tempat data: {folder}',
  'door.empty.title': 'Belum ada kantor di laptop ini.',
  'door.empty.why': 'Di {folder} belum ada data kantor. Kantor disiapkan oleh petugas TI. Setelah itu, tekan Periksa lagi.',
  'door.again': 'Periksa lagi',
};

export const doorEn: typeof doorId = {
  'door.title': 'Welcome.',
  'door.lead': 'All data are kept on this laptop, locked with a passphrase. No internet is needed.',
  'door.user': 'Who is coming in?',
  'door.password': 'Passphrase',
  'door.password.missing': 'The passphrase is missing.',
  'door.open': 'Open the office',
  'door.opening': 'The office is being opened.',
  'door.place': 'Place of the data: {folder}',
  'door.empty.title': 'There is no office on this laptop yet.',
  'door.empty.why': 'There are no data of an office in {folder}. An office is set up by the IT staff. After that, press Look again.',
  'door.again': 'Look again',
};
