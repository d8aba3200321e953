/** That the office was put back here: the page is loaded anew then, and its entry in the history of the window is all that remains of before. */
const RESTORED = { isRestored: true };

export function noteRestoredHere(): void {
  history.replaceState(RESTORED, '');
}

export function wasRestoredHere(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'isRestored' in state;
}
