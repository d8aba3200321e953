/** At the end of all measurements: every figure beside its goal. */
import { loadavg } from 'node:os';
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { Figure } from './figures';

export default class Table implements Reporter {
  readonly #figures: Figure[] = [];
  readonly #failed: string[] = [];
  readonly #before = loadavg()[0] ?? 0;

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { type, description } of result.annotations) if (type === 'figure' && description) this.#figures.push(JSON.parse(description) as Figure);
    if (result.status !== 'passed' && result.status !== 'skipped') this.#failed.push(test.title);
  }

  onEnd(_: FullResult): void {
    const width = Math.max(...this.#figures.map(({ what }) => what.length), 0);
    console.log(`\n${'What'.padEnd(width)}  ${'measured'.padStart(11)}  ${'goal'.padStart(9)}`);
    for (const { what, value, unit, goal } of this.#figures) {
      const misses = goal !== undefined && !(value <= goal);
      console.log(`${what.padEnd(width)}  ${`${write(value)} ${unit}`.padStart(11)}  ${(goal === undefined ? '' : `${goal} ${unit}`).padStart(9)}${misses ? '  misses' : ''}`);
    }
    for (const title of this.#failed) console.log(`not measured: ${title}`);
    console.log(`Work of others on this machine at the start: ${this.#before.toFixed(1)} (load; measure at less than 0.5).`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** Three figures that count. */
function write(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
