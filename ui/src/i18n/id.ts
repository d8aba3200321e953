/** Indonesian: the default, and the list of all texts there are. */
export const id = {
  'welcome.title': 'Selamat datang.',
  'welcome.lead': 'Menilai dengan melihat dari dekat. Semua tersimpan di laptop ini; internet tidak diperlukan.',
  'language.other': 'English',
  'failure.title': 'Belum dapat dibuka.',
  'failure.shell.unreachable': 'Aplikasi tidak menjawab. Tutup jendela ini, lalu buka Tilik sekali lagi.',
  'failure.other': 'Ada yang tidak berhasil ({code}). Catat kode ini dan sampaikan kepada operator.',
};

export type TextKey = keyof typeof id;
export type Catalogue = Readonly<Record<TextKey, string>>;
