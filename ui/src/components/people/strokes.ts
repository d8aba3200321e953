/** One person in the mistar. */
export type Stroke = 'done' | 'half' | 'look' | 'open';

export function tally(strokes: readonly Stroke[]): Readonly<Record<Stroke, number>> {
  const sums = { done: 0, half: 0, look: 0, open: 0 };
  for (const stroke of strokes) sums[stroke] += 1;
  return sums;
}

export function inTens(strokes: readonly Stroke[]): Stroke[][] {
  return Array.from({ length: Math.ceil(strokes.length / 10) }, (_, block) => strokes.slice(block * 10, block * 10 + 10));
}

/** Strokes for counts alone, where it does not matter who is who. */
export function strokesOf(counts: Partial<Record<Stroke, number>>): Stroke[] {
  return (['done', 'half', 'look', 'open'] as const).flatMap((kind) => Array<Stroke>(counts[kind] ?? 0).fill(kind));
}
