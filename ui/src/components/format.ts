/**
 * Numbers, money, dates and NIP as the language of the screen writes them.
 *
 * Dates come as `2026-11-21` and are days, not instants: no time zone may move them. Instants come as `Date`, milliseconds or ISO text.
 */
import { language } from '../i18n/index.svelte';

/** An instant. */
export type Moment = Date | number | string;

const locales = { id: 'id-ID', en: 'en-GB' } as const;

/** 1.250,5 or 1,250.5. */
export function formatNumber(value: number, decimals?: number): string {
  const options = decimals === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locales[language()], options).format(value);
}

/** 74% or 37,5%: the value is already in percent. */
export function formatPercent(value: number, decimals = 0): string {
  return `${formatNumber(value, decimals)}%`;
}

/** Rp 12.500.000, whole rupiah. */
export function formatMoney(rupiah: number): string {
  return `Rp\u00a0${formatNumber(rupiah, 0)}`;
}

/** 21 November 2026. */
export function formatDate(day: string): string {
  return formatDay(day, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Jumat, 2 Oktober 2026. */
export function formatLongDate(day: string): string {
  return formatDay(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** 6 Okt, or 6 Okt 2025 with its year. */
export function formatShortDate(day: string, withYear = false): string {
  return formatDay(day, withYear ? { day: 'numeric', month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' });
}

/** 10.42, in the time of this laptop. */
export function formatTime(at: Moment): string {
  const moment = new Date(at);
  const parts = [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return parts.join(language() === 'id' ? '.' : ':');
}

/** 3 Oktober 2026, 09.12, in the time of this laptop. */
export function formatMoment(at: Moment): string {
  return `${formatDate(dayOf(at))}, ${formatTime(at)}`;
}

/** The day of an instant on this laptop, as `2026-11-21`. */
export function dayOf(at: Moment): string {
  const moment = new Date(at);
  return isoDay(moment.getFullYear(), moment.getMonth() + 1, moment.getDate());
}

/** 19850101 201001 1 023: birth, appointment, sex, number. Fewer digits are grouped as far as they go. */
export function formatNip(nip: string): string {
  const digits = nip.replace(/\D/g, '');
  return [digits.slice(0, 8), digits.slice(8, 14), digits.slice(14, 15), digits.slice(15)].filter((group) => group !== '').join(' ');
}

/**
 * A day as people write it: 21-11-2026, 21/11/26, 21.11.2026, 21 Nov 2026, 21 November 2026, 2026-11-21. Nothing for what is no day of the
 * calendar. A year of two digits is of this century up to ten years from now, else of the last.
 */
export function parseDay(typed: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  if (iso) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})[\s./-]+(\d{1,2}|\p{L}{3,})\.?[\s./-]+(\d{4}|\d{2})$/u.exec(typed.trim());
  if (!parts) return undefined;
  const [, day = '', month = '', year = ''] = parts;
  const monthNumber = /^\d/.test(month) ? Number(month) : monthOf(month);
  return monthNumber === undefined ? undefined : calendarDay(fullYear(year), monthNumber, Number(day));
}

const months: readonly (readonly string[])[] = [
  ['januari', 'january'],
  ['februari', 'february', 'pebruari'],
  ['maret', 'march'],
  ['april'],
  ['mei', 'may'],
  ['juni', 'june'],
  ['juli', 'july'],
  ['agustus', 'august', 'agt', 'ags'],
  ['september'],
  ['oktober', 'october'],
  ['november', 'nopember'],
  ['desember', 'december'],
];

function monthOf(word: string): number | undefined {
  const typed = word.toLowerCase();
  const index = months.findIndex((names) => names.some((name) => name.startsWith(typed)));
  return index < 0 ? undefined : index + 1;
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date().getFullYear();
  const here = Math.floor(thisYear / 100) * 100 + Number(year);
  return here > thisYear + 10 ? here - 100 : here;
}

function calendarDay(year: number, month: number, day: number): string | undefined {
  const made = new Date(Date.UTC(year, month - 1, day));
  const exists = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return exists ? isoDay(year, month, day) : undefined;
}

function isoDay(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function formatDay(day: string, options: Intl.DateTimeFormatOptions): string {
  const [year = Number.NaN, month = 1, date = 1] = day.split('-').map(Number);
  if (Number.isNaN(year)) return day;
  return new Intl.DateTimeFormat(locales[language()], { ...options, timeZone: 'UTC' }).format(Date.UTC(year, month - 1, date));
}

/** A number as people type it in the language of the screen: 1.250,5 or 1250,5. Nothing for what is none. */
export function parseNumber(typed: string): number | undefined {
  const [thousands, decimal] = language() === 'id' ? ['.', ','] : [',', '.'];
  const bare = typed.replace(/\s/g, '');
  const [whole = '', ...fractions] = bare.split(decimal);
  const grouped = whole.split(thousands);
  const inThrees = grouped.length === 1 || grouped.slice(1).every((group) => group.length === 3);
  if (!inThrees || fractions.length > 1 || !/^-?\d+$/.test(grouped.join('')) || !/^\d*$/.test(fractions[0] ?? '')) return undefined;
  return Number(`${grouped.join('')}.${fractions[0] || '0'}`);
}
