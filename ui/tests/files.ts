/** Staff lists as offices have them, small enough to be written here. */
import { crc32 } from 'node:zlib';

export type Cells = readonly (readonly string[])[];

/** Two new people, and one whose NIP has no such sex. */
export const staff: Cells = [
  ['NIP', 'Nama', 'Golongan', 'Jabatan', 'Unit Kerja'],
  ['199003122015031007', 'Wahyu Nugroho', 'III/b', 'Analis Kebijakan Ahli Pertama', 'Sekretariat'],
  ['199207252016052004', 'Laksmi Pradnyani', 'III/a', 'Arsiparis Terampil', 'Sekretariat'],
  ['199405152018039001', 'Tanpa Jenis', 'III/a', 'Pengadministrasi', 'Sekretariat'],
];

export function csvOf(rows: Cells): Buffer {
  return Buffer.from(rows.map((row) => row.join(';')).join('\r\n'));
}

/** A workbook with one sheet. */
export function xlsxOf(rows: Cells): Buffer {
  return workbookOf({ Pegawai: rows });
}

/** A workbook with its sheets by their names, all cells as text, nothing compressed. */
export function workbookOf(sheets: Readonly<Record<string, Cells>>): Buffer {
  const letters = 'ABCDEFGHIJKL';
  const cell = (value: string, at: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const linesOf = (rows: Cells) => rows.map((row, line) => `<row r="${line + 1}">${row.map((value, column) => cell(value, `${letters[column]}${line + 1}`)).join('')}</row>`);
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const relationsTo = (type: string, targets: readonly string[]) =>
    `<Relationships xmlns="${relations}">${targets.map((target, at) => `<Relationship Id="r${at + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  const all = Object.entries(sheets).map(([name, rows], at) => ({ name, rows, number: at + 1, path: `worksheets/sheet${at + 1}.xml` }));
  return zipOf({
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>${all.map(({ path }) => `<Override PartName="/xl/${path}" ContentType="${kind}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': relationsTo('officeDocument', ['xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${all.map(({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="r${number}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationsTo('worksheet', all.map(({ path }) => path)),
    ...Object.fromEntries(all.map(({ path, rows }) => [`xl/${path}`, `<worksheet xmlns="${main}"><sheetData>${linesOf(rows).join('')}</sheetData></worksheet>`])),
  });
}

/** A zip whose files are stored as they are. */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`);
    // Version 2.0, no flags, stored, the first day that a zip can say.
    const facts = numbers([20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]);
    parts.push(numbers([0x04034b50, 4]), facts, name, bytes);
    directory.push(numbers([0x02014b50, 4], [20, 2]), facts, numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), name);
    offset += 4 + facts.length + name.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const count = Object.keys(files).length;
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [index.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, index, end]);
}

/** Numbers with their lengths in bytes, the least significant first. */
function numbers(...values: readonly (readonly [number, 2 | 4])[]): Buffer {
  return Buffer.concat(
    values.map(([value, length]) => {
      const bytes = Buffer.alloc(length);
      bytes.writeUIntLE(value >>> 0, 0, length);
      return bytes;
    }),
  );
}
