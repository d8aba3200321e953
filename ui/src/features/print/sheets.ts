/** Which sheets are printed, what each is made of, and where that is written. */
import { usualForm, type Route } from '../../app/route.svelte';
import { yearOf } from '../../app/period';
import type { Period, SheetForm } from '../../generated/commands';

/** What the people of a form have in common: what is missing, and where it is made good. */
export type Family = 'evaluation' | 'plan' | 'objection' | 'decision';

export function familyOf(form: SheetForm): Family {
  switch (form) {
    case 'skp':
    case 'lampiran_skp':
      return 'plan';
    case 'evaluasi_kinerja':
    case 'dokumen_evaluasi':
      return 'evaluation';
    case 'keberatan':
      return 'objection';
    case 'keputusan_keberatan':
      return 'decision';
  }
}

/** Whether everybody on the staff should have such a sheet. */
export const isOfAll = (form: SheetForm): boolean => ['plan', 'evaluation'].includes(familyOf(form));

/** Where what is printed is written. */
export function sourceOf(form: SheetForm, period: Period, nip: string | undefined): Route {
  const of = nip === undefined ? {} : { nip };
  switch (familyOf(form)) {
    case 'plan':
      return { area: 'plan', year: yearOf(period), ...of };
    case 'evaluation':
      return { area: 'evaluation', period, ...of };
    case 'objection':
    case 'decision':
      return nip === undefined ? { area: 'papers', period } : { area: 'objection', period, nip };
  }
}

/** What is printed: a form of the office's data, or one that is empty. */
export type What = { readonly is: 'form'; readonly form: SheetForm } | { readonly is: 'blank'; readonly id: string };

const BLANK = 'kosong:';

export const keyOfWhat = (what: What): string => (what.is === 'form' ? what.form : BLANK + what.id);
export const blankOf = (key: string): string | undefined => (key.startsWith(BLANK) ? key.slice(BLANK.length) : undefined);

/** What the file of it is called, without its ending. */
export function fileNameOf(what: What, period: Period, nip: string | undefined): string {
  if (what.is === 'blank') return `${what.id}_kosong`;
  const when = familyOf(what.form) === 'plan' ? String(yearOf(period)) : period;
  return [what.form.replaceAll('_', '-'), when, nip].filter(Boolean).join('_');
}

export { usualForm };
