/** The rule of the store for a new passphrase, said while it is typed. The store decides. */
import { count, text } from '../../i18n/index.svelte';

const SHORTEST = 12;

const letters = (typed: string) => [...typed.normalize('NFC')];

/** What stands below the field. */
export function passphraseHelp(typed: string): string {
  const long = letters(typed);
  if (long.length === 0) return text('setup.password.help');
  if (long.length < SHORTEST) return text('setup.password.more', { shortest: count(SHORTEST), count: count(SHORTEST - long.length) });
  return text('setup.password.enough');
}

/** Why it cannot be taken, once the person wants to go on. */
export function passphraseProblem(typed: string): string | undefined {
  const long = letters(typed);
  if (long.length === 0) return text('setup.missing');
  if (long.length < SHORTEST) return text('setup.password.more', { shortest: count(SHORTEST), count: count(SHORTEST - long.length) });
  return long.every((letter) => letter === long[0]) ? text('setup.password.same') : undefined;
}
