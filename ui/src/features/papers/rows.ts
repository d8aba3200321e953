/** What is said of a paper, in words, and which papers belong where. */
import { formatShortDate } from '../../components';
import type { ObjectionCard, SheetRow, SheetVerdict, Signers } from '../../generated/commands';
import { failureText, text } from '../../i18n/index.svelte';

export const filters = ['look', 'not_printed', 'printed', 'signed', 'refused', 'scanned', 'archived', 'void'] as const;
export type Filter = 'all' | (typeof filters)[number];

export const keyOf = ({ sheet, nip }: SheetRow): string => sheet ?? `new:${nip}`;
export const isVoid = ({ state }: SheetRow): boolean => state === 'void';
export const isPrinted = ({ state }: SheetRow): boolean => state !== 'not_printed' && state !== 'void';
export const isSigned = ({ state }: SheetRow): boolean => state === 'signed';
export const isRefused = ({ state }: SheetRow): boolean => state === 'refused';
export const isScanned = ({ scans }: SheetRow): boolean => scans > 0;
export const assessorSigns = (signers: Signers): boolean => signers !== 'employee';
export const employeeSigns = (signers: Signers): boolean => signers !== 'assessor';
const isOpen = ({ objection }: SheetRow): boolean => objection === 'filed' || objection === 'heard';

export function looks(row: SheetRow): boolean {
  return !isVoid(row) && (row.is_disputed || row.needs_reprint || isOpen(row));
}

export function passes(row: SheetRow, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return !isVoid(row);
    case 'look':
      return looks(row);
    case 'signed':
      return row.state === 'signed' && row.kept === 'not_yet';
    case 'scanned':
    case 'archived':
      return row.kept === filter && !isVoid(row);
    case 'not_printed':
    case 'printed':
    case 'refused':
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

export function signedText(row: SheetRow): string {
  const { state, refused_on, received_on, assessor_signed_on } = row;
  if (state === 'signed') return formatShortDate(received_on ?? assessor_signed_on ?? '');
  if (refused_on !== null) return text('papers.cell.refused', { day: formatShortDate(refused_on) });
  if (assessor_signed_on !== null) return text('papers.cell.assessor', { day: formatShortDate(assessor_signed_on) });
  return received_on === null ? '' : formatShortDate(received_on);
}

export function scannedText({ scans, kept }: SheetRow): string {
  const pages = scans > 0 ? text('papers.cell.pages', { count: scans }) : undefined;
  return [pages, kept === 'archived' ? text('papers.cell.archived') : undefined].filter(Boolean).join(' · ');
}

export const voidText = ({ void_reason }: SheetRow): string => (void_reason === null ? '' : text(`papers.void.${void_reason}`));

/** A verdict as one line of a list. */
export function sayVerdict({ verdict, claim, reason }: SheetVerdict): string {
  const word = [text(`verdict.${verdict}`), claim?.name].filter(Boolean).join(', ');
  return `${word}. ${reason ? failureText(reason) : text(verdict === 'differs' ? 'verdict.differs.plain' : `verdict.${verdict}.says`)}`;
}
