/**
 * The big blue buttons of two screens stand in the same place: what was meant for the first must not press the second. A double click presses once, a key
 * that is held down presses once, and right after a press led to something new the button there rests.
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

/** Enter that is held down, except where it writes. */
export function isHeldDown(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && event.repeat && !(event.target instanceof HTMLTextAreaElement);
}
