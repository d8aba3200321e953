/** Which part of which file was read, in words. */
import type { FileShape } from '../../../generated/commands';
import { text } from '../../../i18n/index.svelte';

/** DUK.xlsx, lembar DUK 2026, judul kolom di baris 6. */
export function sayFile(name: string, { sheet, header_row }: FileShape): string {
  const header = header_row === null ? text('import.read.no_header') : text('import.read.header', { row: header_row });
  const place = sheet === null ? header : `${text('import.read.sheet', { sheet })}, ${header}`;
  return text('import.read', { file: name, place });
}
