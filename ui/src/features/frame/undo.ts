/** What is undone, in words: *isian evaluasi, Dimas Baskara, Triwulan IV 2026*. */
import type { Undoable } from '../../generated/commands';
import { periodText, text } from '../../i18n/index.svelte';

const acts = ['evaluation.rated', 'achievement.entered', 'distribution.explained', 'person.changed', 'skp.changed', 'superior.changed', 'office.settings_changed'] as const;

export function undoText({ act, name, period }: Undoable): string {
  const what = text(`undo.act.${acts.find((each) => each === act) ?? 'other'}`);
  const of = period === null ? undefined : periodText(period);
  if (name !== null && of !== undefined) return text('undo.of.period', { what, name, period: of });
  if (name !== null) return text('undo.of', { what, name });
  return of === undefined ? what : text('undo.of.all', { what, period: of });
}
