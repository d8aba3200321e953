/** What the first screen says of its numbers. */
import { dayOf, formatDate, formatTime, type Moment } from '../../components';
import type { Home, Step } from '../../generated/commands';
import { codeText, count, periodText, text } from '../../i18n/index.svelte';

const DAY = 86_400_000;

/** Whole days from one day of the calendar to another. */
function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(`${until}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY);
}

export function titleOf(home: Home): string {
  const [first] = home.steps;
  if (first?.kind === 'print' && first.people < home.closed.done) return text('home.title.print.some', { count: count(first.people) });
  if (first) return text(`home.title.${first.kind}`, { count: count(first.people) });
  return text(home.staff === 0 ? 'home.title.nobody' : 'home.title.nothing');
}

/** The province's last day goes before the period's own. */
export function deadlineOf({ today, period, starts_on, ends_on, announced }: Home): string {
  if (announced.deadline) return deadlineOfProvince(today, announced.deadline.day);
  const facts = { period: periodText(period), day: formatDate(ends_on) };
  if (today < starts_on) return text('home.period.ahead', { ...facts, day: formatDate(starts_on) });
  const left = daysBetween(today, ends_on);
  if (left === 0) return text('home.period.today', facts);
  if (left === 1) return text('home.period.left.one', facts);
  if (left === -1) return text('home.period.over.one', facts);
  return text(left > 0 ? 'home.period.left' : 'home.period.over', { ...facts, count: count(Math.abs(left)) });
}

function deadlineOfProvince(today: string, last: string): string {
  const left = daysBetween(today, last);
  const facts = { day: formatDate(last), count: count(Math.abs(left)) };
  if (left === 0) return text('home.deadline.today', facts);
  if (left === 1) return text('home.deadline.left.one', facts);
  if (left === -1) return text('home.deadline.over.one', facts);
  return text(left > 0 ? 'home.deadline.left' : 'home.deadline.over', facts);
}

/** The achievement that the province set, where nothing else says so. */
export function setByProvince({ period, announced: { achievement } }: Home): string | undefined {
  if (!achievement || achievement.entered) return undefined;
  const said = text('home.achievement.set', { period: periodText(period), level: codeText(`label.${achievement.level}`) });
  return achievement.note === '' ? said : `${said} ${text('home.achievement.letter', { note: achievement.note })}`;
}

export function stepText({ kind, people }: Step): string {
  if (kind === 'rate' && people === 1) return text('home.step.rate.one');
  return text(`home.step.${kind}`, { count: count(people) });
}

/** Who begins, and whose work it is: the head may record for other assessors. */
function whoseOf({ next, unrated, own_unrated, role }: Home): string {
  if (!next) return '';
  const begins = text(next.unit_name ? 'home.step.rate.why.unit' : 'home.step.rate.why', { name: next.name, unit: next.unit_name });
  const others = unrated - own_unrated;
  if (role !== 'kepala' || others === 0) return begins;
  const facts = { own: count(own_unrated), others: count(others) };
  return `${begins} ${text(own_unrated > 0 ? 'home.step.rate.both' : 'home.step.rate.others', facts)}`;
}

export function whyOf(step: Step, home: Home): string {
  const { copies } = home;
  switch (step.kind) {
    case 'agree_plans': {
      const open = step.people - step.missing;
      if (step.missing === 0) return text('home.step.agree_plans.open');
      if (open === 0) return text('home.step.agree_plans.missing.only');
      return text('home.step.agree_plans.missing', { missing: count(step.missing), open: count(open) });
    }
    case 'rate':
      return whoseOf(home);
    case 'copy_out':
      return copies.stick_days === null ? text('home.step.copy_out.never') : text('home.step.copy_out.why', { count: count(copies.stick_days) });
    case 'import_staff':
    case 'name_superiors':
    case 'enter_achievement':
    case 'complete':
    case 'close':
    case 'print':
    case 'sign':
    case 'print_recovery':
    case 'close_later':
      return text(`home.step.${step.kind}.why`);
  }
}

export function verbOf({ kind, people }: Step, { period, rated }: Home): string | undefined {
  const facts = { count: count(people), period: periodText(period) };
  if (kind === 'close_later') return undefined;
  if (kind === 'rate') return text(rated.done + rated.begun > 0 ? 'home.step.rate.verb.again' : 'home.step.rate.verb', facts);
  return text(`home.step.${kind}.verb`, facts);
}

/** The same act in the fewest words, beside its step. */
export function actOf({ kind }: Step, { rated }: Home): string | undefined {
  if (kind === 'close_later') return undefined;
  if (kind === 'rate') return text(rated.done + rated.begun > 0 ? 'home.step.rate.act.again' : 'home.step.rate.act');
  return text(`home.step.${kind}.act`);
}

/** Minutes, or hours where there would be many: nobody plans by 635 minutes. */
export function lengthOf(minutes: number): string {
  return minutes < 180 ? text('home.minutes', { count: count(minutes) }) : text('home.hours', { count: count(Math.round(minutes / 60)) });
}

/** Hari ini, kemarin, 9 hari lalu. */
export function agoOf(days: number): string {
  if (days < 2) return text(days < 1 ? 'home.when.day.today' : 'home.when.day.yesterday');
  return text('home.when.day.ago', { count: count(days) });
}

/** Hari ini 07.31, kemarin 16.02, or 4 September 2026. */
export function whenOf(at: Moment, today: string): string {
  const day = dayOf(at);
  const time = formatTime(at);
  if (day === today) return text('home.when.today', { time });
  if (daysBetween(day, today) === 1) return text('home.when.yesterday', { time });
  return formatDate(day);
}
