/** The copy of the day: made when the first screens are there, so that nobody waits for it. */
import type { Session } from '../../app/session.svelte';

const AFTER_MS = 4000;

/** Answers how to call it off. */
export function copyWhenIdle(session: Session): () => void {
  const timer = setTimeout(() => {
    if (session.isOver) return;
    // Whether there is one is said where the copies are; here nobody asked.
    void session.backend.call('backup.start_daily', {}).catch(() => {});
  }, AFTER_MS);
  return () => clearTimeout(timer);
}
