/** What the frame and the screen inside of it tell each other. */
import { getContext, setContext } from 'svelte';
import type { LucideIcon } from '@lucide/svelte';
import type { Snippet } from 'svelte';

/** One way in the navigation. The first ten answer to Alt+1 … Alt+0. */
export interface NavItem {
  readonly key: string;
  readonly label: string;
  readonly href: string;
  readonly icon?: LucideIcon | undefined;
  /** Counted work that waits there, behind the word. */
  readonly badge?: string | undefined;
}

export interface Frame {
  /** The screen wants the whole width: the navigation tucks behind Menu. */
  tucked: boolean;
  /** How many screens were shown. The first one does not take the focus. */
  shown: number;
  /** In the bottom bar of every screen that has one: what was done last can be undone. */
  undo?: Snippet | undefined;
}

const key = Symbol('frame');

export function provideFrame(frame: Frame): void {
  setContext(key, frame);
}

/** Nothing where a screen stands without a frame, as on the first run. */
export function findFrame(): Frame | undefined {
  return getContext<Frame | undefined>(key);
}
