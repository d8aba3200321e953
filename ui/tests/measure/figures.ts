/** What a measurement tells: a figure with its goal, for the table at the end. A slow machine fails nothing. */
import { test } from '@playwright/test';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | '×' | 'keys';
  /** The most that is meant; none where the figure is told for its own sake. */
  readonly goal?: number | undefined;
}

export function tell(what: string, value: number, unit: Figure['unit'], goal?: number): void {
  test.info().annotations.push({ type: 'figure', description: JSON.stringify({ what, value, unit, goal } satisfies Figure) });
}

export function share(all: readonly number[], part: number): number {
  const sorted = [...all].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (all: readonly number[]) => share(all, 0.5);
export const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
