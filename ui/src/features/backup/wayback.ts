/** Which copy is the way back from a step that was taken, in words. */
import { dayOf, formatTime } from '../../components';
import type { WayBack } from '../../generated/commands';
import { text } from '../../i18n/index.svelte';

export function sayWayBack({ made_at, is_new }: WayBack): string {
  if (made_at === null) return text('backup.way');
  return text(is_new ? 'backup.way.new' : dayOf(made_at) === dayOf(Date.now()) ? 'backup.way.known' : 'backup.way', { time: formatTime(made_at) });
}
