/** Which sheets are printed, what each is made of, and where that is written. */
import { usualForm, type Route } from '../../app/route.svelte';
import { yearOf } from '../../app/period';
import type { Period, PersonForm, UnitForm } from '../../generated/commands';

/** What the people of a form have in common: what is missing, and where it is made good. */
export type Family = 'evaluation' | 'plan' | 'matrix' | 'objection' | 'decision';

export function familyOf(form: PersonForm): Family {
  switch (form) {
    case 'skp':
    case 'lampiran_skp':
    case 'lembar_ekspektasi':
      return 'plan';
    case 'matriks_peran_hasil':
      return 'matrix';
    case 'umpan_balik':
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
export const isOfAll = (form: PersonForm): boolean => ['plan', 'evaluation'].includes(familyOf(form));

/** Where what is printed is written. */
export function sourceOf(form: PersonForm, period: Period, nip: string | undefined): Route {
  const of = nip === undefined ? {} : { nip };
  switch (familyOf(form)) {
    case 'matrix':
    case 'plan':
      return { area: 'plan', year: yearOf(period), ...of };
    case 'evaluation':
      return { area: 'evaluation', period, ...of };
    case 'objection':
    case 'decision':
      return nip === undefined ? { area: 'papers', period } : { area: 'objection', period, nip };
  }
}

/** Sheets of people. */
export interface OfPeople {
  readonly is: 'form';
  readonly form: PersonForm;
  /** Further sheets of the same people. */
  readonly more: readonly PersonForm[];
}

/** What is printed: a form of everybody's own, one about a unit or the whole office, or one that is empty. */
export type What = OfPeople | { readonly is: 'unit'; readonly form: UnitForm } | { readonly is: 'blank'; readonly id: string };

/** Sheets about many people, in the order in which a year makes them. */
export const unitForms = ['penetapan_predikat', 'rekap_unit'] as const satisfies readonly UnitForm[];
export const unitFormOf = (key: string): UnitForm | undefined => unitForms.find((each) => each === key);

const BLANK = 'kosong:';

export const keyOfWhat = (what: What): string => (what.is === 'blank' ? BLANK + what.id : what.form);
export const blankOf = (key: string): string | undefined => (key.startsWith(BLANK) ? key.slice(BLANK.length) : undefined);

/** What the file of it is called, without its ending. */
export function fileNameOf(what: What, period: Period, nip: string | undefined): string {
  if (what.is === 'blank') return `${what.id}_kosong`;
  if (what.is === 'unit') return `${what.form.replaceAll('_', '-')}_${what.form === 'rekap_unit' ? yearOf(period) : period}`;
  const when = [what.form, ...what.more].every((form) => ['plan', 'matrix'].includes(familyOf(form))) ? String(yearOf(period)) : period;
  // As the office names the files of single people: no combination lies in the place of another.
  const forms = [what.form, ...what.more].map((form) => form.replaceAll('_', '-')).join('+');
  return [forms, when, nip].filter(Boolean).join('_');
}

export { usualForm };
