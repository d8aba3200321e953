/**
 * Rows in blocks of which only those near the eye are drawn, so that 2,000 people scroll like 40. A block that is not drawn keeps the height
 * that it had, or the one that its rows would have, and nothing jumps.
 *
 * Whatever scrolls, the table's own box or the page around it: the blocks are looked at in the same frame, before it is painted.
 */
import { on } from 'svelte/events';
import { SvelteSet } from 'svelte/reactivity';

export const blockSize = 25;
/** Up to here everything is drawn. */
const few = 100;
/** Pixels beyond the window's edge that are drawn already. */
const ahead = 800;

export class Blocks {
  readonly #near = new SvelteSet<number>([0, 1]);
  readonly #heights = new Map<number, number>();
  readonly #elements = new Map<number, HTMLElement>();

  /** Whether the block is drawn. */
  draws(block: number, rows: number): boolean {
    return rows <= few || this.#near.has(block);
  }

  /** Draws it from now on: the focus goes there. */
  bringNear(block: number): void {
    this.#near.add(block);
  }

  heightOf(block: number, expected: number): number {
    return this.#heights.get(block) ?? expected;
  }

  /** Rows have another order or height: what was measured is no longer true. */
  forgetHeights(): void {
    this.#heights.clear();
  }

  /** Attachment of a block's element. */
  readonly hold = (block: number) => (element: HTMLElement) => {
    this.#elements.set(block, element);
    return () => this.#elements.delete(block);
  };

  /** Attachment of the table: looks whenever anything scrolls or the window changes. */
  readonly watch = () => {
    const look = () => this.#look();
    const off = [on(document, 'scroll', look, { capture: true, passive: true }), on(window, 'resize', look)];
    const first = requestAnimationFrame(look);
    return () => {
      cancelAnimationFrame(first);
      for (const stop of off) stop();
    };
  };

  #look(): void {
    if (this.#elements.size * blockSize <= few) return;
    for (const [block, element] of this.#elements) {
      const { top, bottom, height } = element.getBoundingClientRect();
      if (bottom > -ahead && top < innerHeight + ahead) this.#near.add(block);
      else if (this.#near.has(block) && !element.contains(document.activeElement)) {
        this.#heights.set(block, height);
        this.#near.delete(block);
      }
    }
  }
}
