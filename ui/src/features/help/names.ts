/** What the pages of Bantuan are called in addresses. */

/** The pages in the order of the guide; their names are the addresses. */
export const helpPages = [
  'mulai',
  'kata-sandi',
  'kunci',
  'impor',
  'atasan',
  'rencana',
  'evaluasi',
  'tabel',
  'distribusi',
  'final',
  'cetak',
  'tanda-tangan',
  'cadangan',
  'pindah',
  'salah',
  'masalah',
  'tombol',
] as const;
export type HelpPage = (typeof helpPages)[number];
