/** The blue buttons of two steps stand in the same place: what was meant for the first must not press the second. */

/** Whether a click is the second one of a double click. */
export function isSecond(event: MouseEvent): boolean {
  return event.detail > 1;
}

/** A key that is held down presses once. */
export function pressOnce(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}
