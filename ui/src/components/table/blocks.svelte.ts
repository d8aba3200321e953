/**
 * Rows in blocks of which only those near the eye are drawn, so that 2,000 people scroll like 40. A block that is not drawn keeps the height
 * that it had, or the one that its rows would have, and nothing jumps.
 */
import { SvelteSet } from 'svelte/reactivity';

export const blockSize = 25;
/** Up to here everything is drawn. */
const few = 100;
/** Pixels beyond the edge that are drawn already. */
const ahead = 800;

export class Blocks {
  readonly near = new SvelteSet<number>([0, 1]);
  readonly #heights = new Map<number, number>();
  readonly #places = new WeakMap<Element, number>();
  #observer: IntersectionObserver | undefined;

  /** Whether the block is drawn. */
  draws(block: number, rows: number): boolean {
    return rows <= few || this.near.has(block);
  }

  /** Draws it from now on: the focus goes there. */
  bringNear(block: number): void {
    this.near.add(block);
  }

  heightOf(block: number, expected: number): number {
    return this.#heights.get(block) ?? expected;
  }

  /** Rows have another order or height: what was measured is no longer true. */
  forgetHeights(): void {
    this.#heights.clear();
  }

  /** Attachment of a block's element. */
  watch = (block: number) => (element: HTMLElement) => {
    this.#observer ??= new IntersectionObserver((seen) => this.#see(seen), { root: scrollerOf(element), rootMargin: `${ahead}px 0px` });
    this.#places.set(element, block);
    this.#observer.observe(element);
    return () => this.#observer?.unobserve(element);
  };

  stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  #see(seen: readonly IntersectionObserverEntry[]): void {
    for (const entry of seen) {
      const block = this.#places.get(entry.target);
      if (block === undefined) continue;
      if (entry.isIntersecting) this.near.add(block);
      else if (this.near.has(block) && !entry.target.contains(document.activeElement)) {
        this.#heights.set(block, entry.boundingClientRect.height);
        this.near.delete(block);
      }
    }
  }
}

/** What scrolls around an element, or nothing for the window. */
function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let outer = element.parentElement; outer; outer = outer.parentElement) {
    const scrolls = /auto|scroll/.test(getComputedStyle(outer).overflowY) && outer.scrollHeight > outer.clientHeight + 1;
    if (scrolls) return outer;
  }
  return null;
}
