/**
 * How this laptop shows its screens: language, theme, size of the letters, when the office is locked by itself. Rust keeps them in a small file outside of every office, so
 * that they are known at the door. Whatever is chosen holds at once; `prefer` also keeps it.
 */
import { asFailure, type Backend, type Failure } from '../backend';
import { chooseTextSize, chooseTheme, textSizes } from '../design/theme';
import type { Preferences } from '../generated/commands';
import { language, speak } from '../i18n/index.svelte';

const ordinary: Preferences = { language: 'id', theme: 'system', text_size: 100, lock_after: 15 };
let current = $state.raw<Preferences>(ordinary);
let failure = $state.raw<Failure>();

export function preferences(): Preferences {
  // Somebody may have switched the language at the door.
  return { ...current, language: language() };
}

/** Why the last choice is not kept for the next start. */
export function preferenceFailure(): Failure | undefined {
  return failure;
}

/** As they were kept; the ordinary ones where nothing answers. */
export async function loadPreferences(backend: Pick<Backend, 'call'>): Promise<void> {
  const kept = await backend.call('preference.look', {}).catch(() => ordinary);
  await apply(kept);
}

export async function prefer(backend: Pick<Backend, 'call'>, change: Partial<Preferences>): Promise<void> {
  const wanted = { ...preferences(), ...change };
  await apply(wanted);
  try {
    await backend.call('preference.set', wanted);
    failure = undefined;
  } catch (thrown) {
    failure = asFailure(thrown);
  }
}

async function apply(wanted: Preferences): Promise<void> {
  current = wanted;
  chooseTheme(wanted.theme);
  chooseTextSize(textSizes.find((size) => size === wanted.text_size) ?? 100);
  await speak(wanted.language);
}
