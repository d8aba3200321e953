/** What is said of a paper, in words, and which papers belong where. */
import { formatShortDate } from '../../components';
import type { ObjectionCard, SheetRow, SheetVerdict, Signers } from '../../generated/commands';
import { failureText, text } from '../../i18n/index.svelte';

export const filters = ['look', 'not_printed', 'printed', 'signed', 'refused', 'scanned', 'archived', 'void'] as const;
export type Filter = 'all' | (typeof filters)[number];

export const keyOf = ({ sheet, nip }: SheetRow): string => sheet ?? `new:${nip}`;
export const isVoid = ({ state }: SheetRow): boolean => state === 'void';
export const isPrinted = ({ number, state }: SheetRow): boolean => number !== null && state !== 'void';
export const isRefused = (row: SheetRow): boolean => row.refused_on !== null && row.received_on === null;
export const assessorSigns = (signers: Signers): boolean => signers !== 'employee';
export const employeeSigns = (signers: Signers): boolean => signers !== 'assessor';
const isOpen = ({ objection }: SheetRow): boolean => objection === 'filed' || objection === 'heard';

/** By everybody who signs the form. */
export function isSigned(row: SheetRow, signers: Signers): boolean {
  return (!assessorSigns(signers) || row.assessor_signed_on !== null) && (!employeeSigns(signers) || row.received_on !== null);
}

export function looks(row: SheetRow): boolean {
  return !isVoid(row) && (row.is_disputed || row.needs_reprint || isOpen(row));
}

export function passes(row: SheetRow, filter: Filter, signers: Signers): boolean {
  switch (filter) {
    case 'all':
      return !isVoid(row);
    case 'look':
      return looks(row);
    case 'printed':
      return isPrinted(row) && !isSigned(row, signers) && !isRefused(row);
    case 'signed':
      return isPrinted(row) && isSigned(row, signers) && row.scans === 0 && row.archived_on === null;
    case 'refused':
      return !isVoid(row) && isRefused(row);
    case 'scanned':
      return isPrinted(row) && row.scans > 0 && row.archived_on === null;
    case 'not_printed':
    case 'archived':
    case 'void':
      return row.state === filter;
  }
}

/** Why somebody should look at it; nothing where all is well. */
export function lookText(row: SheetRow, objections: readonly ObjectionCard[]): string | undefined {
  if (row.is_disputed) return text('papers.look.disputed');
  if (row.needs_reprint) return text('papers.look.reprint');
  if (!isOpen(row)) return undefined;
  const card = objections.find(({ nip, revision }) => nip === row.nip && revision === row.revision);
  if (!card?.filed_on || !card.decide_by) return text(`objection.state.${row.objection ?? 'filed'}`);
  const facts = { day: formatShortDate(card.filed_on), decider: card.decider, by: formatShortDate(card.decide_by) };
  return text(card.decider === '' ? 'papers.look.filed.nobody' : 'papers.look.filed', facts);
}

export function printedText({ number, printed_on }: SheetRow): string {
  if (number === null || printed_on === null) return text('papers.cell.not_yet');
  const day = formatShortDate(printed_on);
  return number > 1 ? text('papers.cell.number', { day, number }) : day;
}

export function signedText(row: SheetRow, signers: Signers): string {
  if (isSigned(row, signers)) return formatShortDate(row.received_on ?? row.assessor_signed_on ?? '');
  if (row.refused_on !== null) return text('papers.cell.refused', { day: formatShortDate(row.refused_on) });
  if (row.assessor_signed_on !== null) return text('papers.cell.assessor', { day: formatShortDate(row.assessor_signed_on) });
  return row.received_on === null ? '' : formatShortDate(row.received_on);
}

export function scannedText({ scans, archived_on }: SheetRow): string {
  const pages = scans > 0 ? text('papers.cell.pages', { count: scans }) : undefined;
  return [pages, archived_on === null ? undefined : text('papers.cell.archived')].filter(Boolean).join(' · ');
}

export const voidText = ({ void_reason }: SheetRow): string => (void_reason === null ? '' : text(`papers.void.${void_reason}`));

/** A verdict as one line of a list. */
export function sayVerdict({ verdict, claim, reason }: SheetVerdict): string {
  const word = [text(`verdict.${verdict}`), claim?.name].filter(Boolean).join(', ');
  return `${word}. ${reason ? failureText(reason) : text(verdict === 'differs' ? 'verdict.differs.plain' : `verdict.${verdict}.says`)}`;
}
