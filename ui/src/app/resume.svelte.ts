/**
 * Where the person is: the address, the field with the focus and the place in its text. After a kill, a closed lid or a locking the same field of the same
 * person comes back.
 *
 * Every element with `data-field` (else `id` or `name`) that gets the focus is noted by itself. A screen that opens its fields only when they are needed asks
 * `session.resume.take()` when it is mounted: the `data-field` to open and focus, once, or nothing. Whatever it does not take is focused when it appears.
 */
import type { Drafts } from './drafts.svelte';

const KEY = 'place';
/** A field that has not appeared by then does not come any more. */
const PATIENCE_MS = 5000;

interface Place {
  readonly hash: string;
  /** `data-field`, or `#id`, or `name=`. */
  readonly field?: string | undefined;
  /** Where the caret stood. */
  readonly at?: number | undefined;
}

export class Resume {
  #waiting: Place | undefined;
  #noted: Place | undefined;

  constructor(private readonly drafts: Drafts) {
    this.#waiting = drafts.find<Place>(KEY)?.value;
  }

  /** Where to go after unlocking: nothing when the address already names a place. */
  get address(): string | undefined {
    return this.#waiting && isNowhere(location.hash) ? this.#waiting.hash : undefined;
  }

  /** The field of this place that had the focus, once. */
  take(): string | undefined {
    const place = this.#waiting;
    if (!place?.field || place.hash !== location.hash) return undefined;
    return place.field;
  }

  /** Follows the focus and the address from now on. Answers how to stop. */
  follow(): () => void {
    const note = () => this.#note();
    addEventListener('hashchange', note);
    document.addEventListener('focusin', note);
    document.addEventListener('selectionchange', note);
    const stopWaiting = this.#bringBack();
    return () => {
      stopWaiting();
      removeEventListener('hashchange', note);
      document.removeEventListener('focusin', note);
      document.removeEventListener('selectionchange', note);
    };
  }

  #note(): void {
    if (this.#waiting) return;
    const { hash } = location;
    const active = document.activeElement;
    const field = nameOf(active);
    // From the menu and the door a person comes back to the field, not to the menu.
    const last = this.#noted?.hash === hash ? this.#noted : undefined;
    const place: Place = field ? { hash, field, at: caretIn(active) } : (last ?? { hash });
    if (JSON.stringify(place) === JSON.stringify(this.#noted)) return;
    this.#noted = place;
    this.drafts.note(KEY, place);
  }

  /** Focuses the field as soon as it is there, unless the person does something first. */
  #bringBack(): () => void {
    const place = this.#waiting;
    if (!place?.field || place.hash !== location.hash) {
      this.#waiting = undefined;
      this.#note();
      return () => {};
    }
    const { field, at } = place;
    const events = ['keydown', 'pointerdown', 'hashchange', 'input'];
    const end = () => {
      clearTimeout(patience);
      seen.disconnect();
      for (const event of events) removeEventListener(event, end, true);
      this.#waiting = undefined;
      this.#note();
    };
    const look = () => {
      const found = findField(field);
      if (!found) return;
      found.focus();
      if (at !== undefined && isText(found)) found.setSelectionRange(at, at);
      found.scrollIntoView({ block: 'nearest' });
      end();
    };
    const seen = new MutationObserver(look);
    const patience = setTimeout(end, PATIENCE_MS);
    seen.observe(document.body, { childList: true, subtree: true });
    for (const event of events) addEventListener(event, end, true);
    look();
    return end;
  }
}

function isText(element: Element | null): element is HTMLTextAreaElement | HTMLInputElement {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text');
}

function caretIn(element: Element | null): number | undefined {
  return isText(element) ? (element.selectionStart ?? undefined) : undefined;
}

function isNowhere(hash: string): boolean {
  return hash === '' || hash === '#' || hash === '#/';
}

function nameOf(element: Element | null): string | undefined {
  const field = element?.closest('[data-field]')?.getAttribute('data-field');
  if (field) return field;
  const item = element?.closest('[data-item]')?.getAttribute('data-item');
  if (item) return `item:${item}`;
  const name = element instanceof HTMLElement && element.closest('main') ? element.getAttribute('name') : undefined;
  return name ? `name:${name}` : undefined;
}

function findField(field: string): HTMLElement | undefined {
  if (field.startsWith('item:')) {
    const item = document.querySelector(`[data-item="${CSS.escape(field.slice(5))}"]`);
    return item?.querySelector<HTMLElement>('[role="radio"][tabindex="0"]') ?? undefined;
  }
  if (field.startsWith('name:')) return document.querySelector<HTMLElement>(`main [name="${CSS.escape(field.slice(5))}"]`) ?? undefined;
  return document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`) ?? undefined;
}
