/** What is undone, in words: *isian evaluasi, Dimas Baskara, Triwulan IV 2026*. */
import type { Undoable } from '../../generated/commands';
import { periodText, text } from '../../i18n/index.svelte';

const acts = [
  'evaluation.rated', 'achievement.entered', 'distribution.explained', 'person.changed', 'skp.changed', 'skp.agreed', 'skp.returned', 'superior.changed', 'office.settings_changed', 'office.paper_changed',
  'sheet.printed', 'sheet.signed', 'sheet.refused', 'sheet.archived', 'sheet.unticked', 'sheet.pile_filed', 'scan.attached', 'scan.removed',
  'objection.filed', 'objection.corrected', 'objection.heard', 'objection.withdrawn',
] as const;

const lines = ['name', 'agency', 'place', 'region', 'paper', 'head'] as const;

function sayAct({ act, settings }: Undoable): string {
  const known = lines.filter((line) => settings.includes(line));
  if (act === 'office.settings_changed' && known.length > 0) return known.map((line) => text(`undo.setting.${line}`)).join(', ');
  return text(`undo.act.${acts.find((each) => each === act) ?? 'other'}`);
}

export function undoText(undoable: Undoable): string {
  const { name, period } = undoable;
  const what = sayAct(undoable);
  const of = period === null ? undefined : periodText(period);
  if (name !== null && of !== undefined) return text('undo.of.period', { what, name, period: of });
  if (name !== null) return text('undo.of', { what, name });
  return of === undefined ? what : text('undo.of.all', { what, period: of });
}
