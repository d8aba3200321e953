/** What the journal says of a person, in words. */
import { formatDate, formatNip } from '../../components';
import type { HistoryChange, HistoryLine } from '../../generated/commands';
import { codeText, periodText, text } from '../../i18n/index.svelte';

const acts = {
  'person.imported': 'act.person.imported',
  'person.added': 'act.person.added',
  'person.changed': 'act.person.changed',
  'person.left': 'act.person.left',
  'person.returned': 'act.person.returned',
  'office.head_set': 'act.office.head_set',
  'superior.assigned': 'act.superior.assigned',
  'superior.changed': 'act.superior.changed',
  'superior.withdrawn': 'act.superior.withdrawn',
  'superior.restored': 'act.superior.restored',
  'skp.agreed': 'act.skp.agreed',
  'skp.frozen': 'act.skp.frozen',
  'skp.amended': 'act.skp.amended',
  'evaluation.closed': 'act.evaluation.closed',
  'evaluation.reopened': 'act.evaluation.reopened',
  'forwarded.taken': 'act.forwarded.taken',
  'forwarded.removed': 'act.forwarded.removed',
} as const;

export function sayAct({ act, of, about }: HistoryLine): string {
  const key = Object.hasOwn(acts, act) ? acts[act as keyof typeof acts] : about === 'skp' ? 'act.skp' : 'act.other';
  // A list names the assessor in the same act as the person.
  const told = act === 'person.imported' && about === 'superior' ? 'act.superior.assigned' : key;
  return text(told, { of: of === '' ? '' : periodText(of) });
}

const shown = new Set([
  'nip', 'front_title', 'name', 'back_title', 'employment', 'rank', 'position', 'position_kind', 'unit', 'joined_on', 'position_since', 'left_on',
  'assessor', 'from', 'until', 'capacity', 'external_name',
]);

/** Fields that say something to people, each as one line. */
export function sayChanges({ about, changes }: HistoryLine): readonly string[] {
  if (about !== 'person' && about !== 'superior') return [];
  return changes.filter(({ field, before, after }) => shown.has(field) && before + after !== '').map(sayChange);
}

function sayChange({ field, before, after }: HistoryChange): string {
  const facts = { field: fieldName(field), before: sayValue(field, before), after: sayValue(field, after) };
  return text(before === '' ? 'card.history.set' : 'card.history.change', facts);
}

function fieldName(field: string): string {
  switch (field) {
    case 'assessor':
    case 'external_name':
      return text('card.superiors.who');
    case 'capacity':
      return text('card.superiors.quality');
    case 'from':
      return text('card.superiors.since');
    case 'until':
      return text('card.superiors.until');
    default:
      return codeText(`field.${field}`);
  }
}

const kinds = ['JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'JF_KEAHLIAN', 'JF_KETERAMPILAN', 'PELAKSANA'] as const;
const qualities = ['definitive', 'plt', 'plh'] as const;

function sayValue(field: string, value: string): string {
  if (value === '') return text('import.differences.empty');
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(value);
  if (field === 'nip') return formatNip(value);
  const kind = field === 'position_kind' ? kinds.find((known) => known === value) : undefined;
  if (kind) return text(`import.kind.${kind}`);
  const quality = field === 'capacity' ? qualities.find((known) => known === value) : undefined;
  return quality ? text(`assign.quality.${quality}`) : value;
}
