/** Into Mode Latihan: the office for practice is made where there is none, and opened. One that opens no more is made anew: its people were invented. */
import type { Backend } from '../../backend';
import type { Workplace } from '../../generated/commands';

export async function enterPractice(backend: Backend): Promise<Workplace> {
  await backend.finish(await backend.call('practice.prepare', {}));
  try {
    return await backend.call('practice.enter', {});
  } catch (thrown) {
    // Deletes a broken one and refuses for every other.
    await backend.call('practice.leave', {}).catch(() => Promise.reject(thrown));
  }
  await backend.finish(await backend.call('practice.prepare', {}));
  return backend.call('practice.enter', {});
}
