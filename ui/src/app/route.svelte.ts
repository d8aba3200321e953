/**
 * Where the window is: the part of the address behind `#`. Links are ordinary links, so back and forward work, and a reload comes back to the same place.
 */
import { helpPages, type HelpPage } from '../features/help/names';
import type { Period, PersonForm, SheetForm } from '../generated/commands';

/** The parts of a person's card, as they stand in the address. */
export const personParts = ['profil', 'penilai', 'kinerja', 'riwayat'] as const;
export type PersonPart = (typeof personParts)[number];

export type Route =
  | { readonly area: 'home' }
  /** `without`: those whom nobody assesses. */
  | { readonly area: 'staff'; readonly only?: 'without' }
  | { readonly area: 'import' }
  | { readonly area: 'newcomer' }
  | { readonly area: 'recovery' }
  | { readonly area: 'person'; readonly nip: string; readonly part?: PersonPart }
  | { readonly area: 'plan'; readonly year?: number; readonly nip?: string }
  | { readonly area: 'evaluation'; readonly period?: Period; readonly nip?: string }
  /** Without a form the one that both sign. */
  | { readonly area: 'print'; readonly period?: Period; readonly nip?: string; readonly form?: PersonForm }
  /** The papers that were printed, and what became of them; with a NIP one person's. Without a form the one that both sign. */
  | { readonly area: 'papers'; readonly period?: Period; readonly nip?: string; readonly form?: SheetForm }
  | { readonly area: 'objection'; readonly period: Period; readonly nip: string }
  /** Whether a sheet is genuine. */
  | { readonly area: 'check' }
  /** What goes to the province, and what came of it. */
  | { readonly area: 'sending' }
  /** What two laptops entered apart. */
  | { readonly area: 'versions' }
  | { readonly area: 'settings'; readonly section?: SettingsSection }
  | { readonly area: 'help'; readonly page?: HelpPage };

/** The forms whose papers are followed, in the order in which a year makes them. */
export const sheetForms = ['skp', 'lampiran_skp', 'evaluasi_kinerja', 'dokumen_evaluasi', 'keberatan', 'keputusan_keberatan'] as const satisfies readonly SheetForm[];
/** The forms of one person that are printed, in the same order. */
export const personForms = [
  'matriks_peran_hasil',
  'skp',
  'lampiran_skp',
  'lembar_ekspektasi',
  'umpan_balik',
  'evaluasi_kinerja',
  'dokumen_evaluasi',
  'keberatan',
  'keputusan_keberatan',
] as const satisfies readonly PersonForm[];
/** Both sign it, and from its receipt the days of objection are counted: it is meant where none is named. */
export const usualForm: SheetForm = 'dokumen_evaluasi';

export const settingsSections = ['kantor', 'pengguna', 'cetakan', 'tampilan', 'cadangan', 'tentang'] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** The address of a place, for `href`. */
export function addressOf(route: Route): string {
  switch (route.area) {
    case 'home':
      return '#/beranda';
    case 'staff':
      return join('#/pegawai', route.only && WITHOUT);
    case 'import':
      return '#/pegawai/impor';
    case 'recovery':
      return '#/lembar-pemulihan';
    case 'newcomer':
      return '#/pegawai/baru';
    case 'person':
      return join('#/pegawai', route.nip, route.part);
    case 'plan':
      return join('#/rencana', route.year?.toString(), route.nip);
    case 'evaluation':
      return join('#/evaluasi', route.period, route.nip);
    case 'print':
      return join('#/cetak', route.period, route.nip, route.form === usualForm ? undefined : route.form);
    case 'papers':
      return join('#/lembar', route.period, route.nip, route.form === usualForm ? undefined : route.form);
    case 'objection':
      return join('#/keberatan', route.period, route.nip);
    case 'check':
      return '#/periksa-lembar';
    case 'sending':
      return '#/kirim';
    case 'versions':
      return '#/dua-versi';
    case 'settings':
      return join('#/pengaturan', route.section);
    case 'help':
      return join('#/bantuan', route.page);
  }
}

const WITHOUT = 'tanpa-penilai';

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('/');
}

/** An address that nobody wrote leads home. */
function routeOf(hash: string): Route {
  const [area, first, second, third] = hash.replace(/^#\//, '').split('/');
  const place = { ...(first && { period: first }), ...(second && { nip: second }) };
  switch (area) {
    case 'rencana': {
      const year = Number(first);
      return { area: 'plan', ...(Number.isInteger(year) && year > 1900 && { year }), ...(second && { nip: second }) };
    }
    case 'evaluasi':
      return { area: 'evaluation', ...place };
    case 'cetak':
      return { area: 'print', ...formPlaceOf(personForms, first, second, third) };
    case 'lembar':
      return { area: 'papers', ...formPlaceOf(sheetForms, first, second, third) };
    case 'keberatan':
      return first && second ? { area: 'objection', period: first, nip: second } : { area: 'papers', ...place };
    case 'periksa-lembar':
      return { area: 'check' };
    case 'kirim':
      return { area: 'sending' };
    case 'dua-versi':
      return { area: 'versions' };
    case 'pengaturan': {
      const section = settingsSections.find((each) => each === first);
      return { area: 'settings', ...(section && { section }) };
    }
    case 'bantuan': {
      const page = helpPages.find((each) => each === first);
      return { area: 'help', ...(page && { page }) };
    }
    case 'lembar-pemulihan':
      return { area: 'recovery' };
    case 'pegawai':
      return staffRouteOf(first, second);
    default:
      return { area: 'home' };
  }
}

/** A period, a person and a form, of which the last two may be left out. */
function formPlaceOf<Form extends PersonForm>(forms: readonly Form[], first: string | undefined, second: string | undefined, third: string | undefined) {
  const form = forms.find((each) => each === third) ?? forms.find((each) => each === second);
  return { ...(first && { period: first }), ...(second && second !== form && { nip: second }), ...(form && { form }) };
}

function staffRouteOf(first: string | undefined, second: string | undefined): Route {
  if (first === 'impor') return { area: 'import' };
  if (first === 'baru') return { area: 'newcomer' };
  if (first === WITHOUT) return { area: 'staff', only: 'without' };
  if (first === undefined || !/^\d{18}$/.test(first)) return { area: 'staff' };
  const part = personParts.find((known) => known === second);
  return { area: 'person', nip: first, ...(part && { part }) };
}

let current = $state.raw<Route>(routeOf(location.hash));
addEventListener('hashchange', () => (current = routeOf(location.hash)));

export function route(): Route {
  return current;
}

/** To an address without a step back: where somebody was before, or nowhere when the office is locked. */
export function replacePlace(hash: string): void {
  history.replaceState(null, '', hash);
  current = routeOf(hash);
}

/** At once: a browser that is given another `#` itself tells the page so when it has asked its own other processes, and a hand has to wait for them. */
export function go(to: Route): void {
  const [oldURL, hash] = [location.href, addressOf(to)];
  if (hash === location.hash) return;
  try {
    history.pushState(null, '', hash);
  } catch {
    // Browsers take only so many of these in a while; a key that is held down makes more.
    location.hash = hash;
    return;
  }
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }));
}
