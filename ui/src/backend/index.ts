/**
 * What the screens know of the other side: one call, one kind of failure.
 *
 * The screens take a `Backend` and never ask which one it is. The desktop's implementation is in `tauri.ts`; nothing else in `ui/`
 * imports `@tauri-apps`.
 */

/** Why a command did not happen: a stable code, the facts that its sentence needs, and the chain of causes for whoever repairs it. */
export interface Failure {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly trace: readonly string[];
}

export interface Backend {
  /** Runs one command of the office. Rejects with a `Failure`, whatever went wrong. */
  call(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** Anything thrown, as a `Failure`: a broken bridge has its own code, so that the screen can still say a sentence. */
export function asFailure(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return { code: 'shell.unreachable', details: { said: String(thrown) }, trace: [] };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && typeof (value as Failure).code === 'string';
}
