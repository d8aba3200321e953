/** The office's commands with their types. Each answer is checked here once; the screens trust it. */
import type { Backend, Failure } from './index';

/** What the first screen says of an office. */
export interface OfficeSummary {
  readonly name: string;
  readonly staff: number;
  readonly skps: number;
  readonly evaluations: number;
  /** Of these evaluations, the closed ones. */
  readonly closed: number;
}

export async function getSummary(backend: Backend): Promise<OfficeSummary> {
  const answer = (await backend.call('office.summary')) as Readonly<Record<string, unknown>>;
  return {
    name: asText(answer['name'], 'name'),
    staff: asCount(answer['staff'], 'staff'),
    skps: asCount(answer['skps'], 'skps'),
    evaluations: asCount(answer['evaluations'], 'evaluations'),
    closed: asCount(answer['closed'], 'closed'),
  };
}

function asText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw misread(field);
  return value;
}

function asCount(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw misread(field);
  return value;
}

/** Screens and shell are built together, so this is a fault of ours, never of the person. */
function misread(field: string): Failure {
  return { code: 'shell.misread', details: { field }, trace: [] };
}
