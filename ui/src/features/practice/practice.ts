/** Into Mode Latihan: the office for practice is made where there is none, and opened. */
import type { Backend } from '../../backend';
import type { Workplace } from '../../generated/commands';

export async function enterPractice(backend: Backend): Promise<Workplace> {
  await backend.finish(await backend.call('practice.prepare', {}));
  return backend.call('practice.enter', {});
}
