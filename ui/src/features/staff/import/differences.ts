/** What changes about people who are on the staff already. */
import { fullName } from '../../../app/person';
import { formatNip } from '../../../components';
import type { JenisJabatan, PlannedRow } from '../../../generated/commands';
import { codeText, text } from '../../../i18n/index.svelte';
import type { ImportRun } from './run.svelte';

interface Difference {
  readonly field: string;
  readonly now: string;
  readonly after: string;
}

export type ChangedRow = Extract<PlannedRow, { change: 'updated' | 'kept' }>;

export function listChanged(rows: readonly PlannedRow[]): readonly ChangedRow[] {
  return rows.filter((row): row is ChangedRow => row.change === 'updated' || row.change === 'kept');
}

export function listDifferences(run: ImportRun, row: ChangedRow): readonly Difference[] {
  return Object.entries(row.fields).map(([field, [now, after]]) => ({
    field: codeText(`field.${field}`),
    now: sayValue(run, field, now),
    after: sayValue(run, field, after),
  }));
}

/** The name of somebody of the file or the staff; else the NIP. */
export function nameOf(run: ImportRun, nip: string): string {
  const inFile = run.report?.rows.find((row) => row.nip === nip)?.name;
  const person = run.staff.get(nip);
  return inFile ?? (person ? fullName(person.name) : formatNip(nip));
}

const kinds: readonly JenisJabatan[] = ['JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'JF_KEAHLIAN', 'JF_KETERAMPILAN', 'PELAKSANA'];

function sayValue(run: ImportRun, field: string, value: string): string {
  if (value === '') return text('import.differences.empty');
  if (value === 'true' || value === 'false') return text(value === 'true' ? 'import.differences.yes' : 'import.differences.no');
  const kind = field === 'position_kind' ? kinds.find((known) => known === value) : undefined;
  if (kind) return text(`import.kind.${kind}`);
  return /^\d{18}$/.test(value) ? nameOf(run, value) : value;
}
