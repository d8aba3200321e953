/** Codes of the office as sentences of this area: facts that are codes or keys themselves are put into words first. */
import type { Failure } from '../../backend';
import type { RosterField } from '../../generated/commands';
import { codeText, phraseText, text } from '../../i18n/index.svelte';

const fields = [
  'nip',
  'nama',
  'gelar_depan',
  'gelar_belakang',
  'jenis_asn',
  'golongan',
  'jabatan',
  'jenis_jabatan',
  'unit_kerja',
  'nip_atasan',
  'nama_nip',
  'periode_akhir',
  'jenis_kelamin',
  'is_plt_plh',
] as const satisfies readonly RosterField[];

/** All fields of a staff list, in the order in which they are offered. */
export const rosterFields: readonly RosterField[] = fields;

export function fieldName(field: RosterField): string {
  return text(`import.field.${field}`);
}

function isField(key: string): key is RosterField {
  return (fields as readonly string[]).includes(key);
}

/** One sentence for a failure of this area. */
export function failureSentence({ code, details }: Failure): string {
  if (code === 'import.gone') return text('import.gone', details);
  if (code === 'import.unreadable') return text('import.file.unreadable', details);
  const names = (keys: unknown) => String(keys).split(', ').map((key) => (isField(key) ? fieldName(key) : key)).join(', ');
  const facts = {
    ...details,
    ...(code === 'person.nip_refused' && { reason: phraseText(String(details['reason'])) }),
    ...('field' in details && { field: names(details['field']) }),
    ...('needed' in details && { needed: names(details['needed']) }),
    ...('looks_like' in details && { looks_like: kindOfFile(String(details['looks_like'])) }),
  };
  return codeText(code, facts);
}

function kindOfFile(kind: string): string {
  switch (kind) {
    case 'doc':
    case 'docx':
    case 'odt':
    case 'rtf':
      return text('import.looks.word');
    case 'pptx':
      return text('import.looks.slides');
    case 'image':
      return text('import.looks.picture');
    case 'html':
      return text('import.looks.page');
    case 'database':
    case 'encrypted':
    case 'binary':
      return text('import.looks.other');
    default:
      return kind.toUpperCase();
  }
}
