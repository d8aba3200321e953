/**
 * The big blue buttons of two screens stand in the same place: what was meant for the first must not press the second. A double click presses once, a key
 * that is held down presses once, and right after a press led to something new the button there rests. Whoever does something else in between has seen what is new: then it does
 * not rest, and no press is lost.
 */

/** Longer than the two presses of a slow double click are apart. */
const REST_MS = 400;

let wasPressed = false;
let resting = $state(false);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Whether this click of a verb counts. */
export function presses(event: MouseEvent): boolean {
  if (event.detail > 1 || resting) return false;
  wasPressed = true;
  return true;
}

export function isResting(): boolean {
  return resting;
}

/** Something new is in sight. When a verb led there, the verb that stands in its place now rests for a moment. */
export function rest(): void {
  if (!wasPressed) return;
  wasPressed = false;
  resting = true;
  clearTimeout(timer);
  timer = setTimeout(() => (resting = false), REST_MS);
}

/** Keys that press a verb, alone or together. */
const PRESSING = new Set(['Enter', ' ', 'Control']);

function endRest(): void {
  wasPressed = false;
  resting = false;
  clearTimeout(timer);
}

addEventListener('keydown', ({ key, repeat }) => !repeat && !PRESSING.has(key) && endRest(), true);
addEventListener('pointerdown', ({ target }) => !(target instanceof Element && target.closest('[data-verb]')) && endRest(), true);

/** Enter that is held down, except where it writes. */
export function isHeldDown(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && event.repeat && !(event.target instanceof HTMLTextAreaElement);
}
