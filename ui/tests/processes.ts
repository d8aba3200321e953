/** What Linux says of processes. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the clock in a second; the same on every Linux that people have. */
const TICKS = 100;

export interface Process {
  readonly id: number;
  readonly parent: number;
  /** In seconds since the machine started. */
  readonly started: number;
  /** As the system shortens it. */
  readonly name: string;
}

function list(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        // The name stands in brackets and may hold anything.
        const [, name = '', rest = ''] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
        const fields = rest.split(' ');
        // What has ended waits to be noticed. Its first thread may be before the others, which still hold files.
        if (fields[0] === 'Z' && Number(fields[17]) <= 1) return [];
        return [{ id: Number(id), parent: Number(fields[1]), started: Number(fields[19]) / TICKS, name }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

/** The child of a process. */
export function childOf(parent: number | undefined): Process {
  const [child] = list().filter((process) => process.parent === parent);
  if (!child) throw new Error('the window has no process');
  return child;
}

/** All that a process started and what those started. */
export function childrenOf(root: number): Process[] {
  const all = list();
  const below = (id: number): Process[] => all.filter(({ parent }) => parent === id).flatMap((child) => [child, ...below(child.id)]);
  return below(root);
}

/** Whether it is there; what has ended and waits to be noticed is not. */
export function isThere({ id, started }: Process): boolean {
  return list().some((process) => process.id === id && process.started === started);
}

/** When it started, in milliseconds since 1970. */
export function startOf(process: Process): number {
  const sinceStart = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - (sinceStart - process.started) * 1000;
}

/** Megabytes that a process and all that it started hold, what they share with others counted by shares. */
export function memoryOf(root: Process): number {
  const all = list();
  const ofTree = (id: number): number[] => [id, ...all.filter(({ parent }) => parent === id).flatMap((child) => ofTree(child.id))];
  const kilobytes = ofTree(root.id).map((id) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** The limit that the control group of this test sets to it and to all that it starts, and the most that they held, in bytes; nothing where there is none. */
export function memoryLimit(): { readonly most: string; readonly peak: string } | undefined {
  return limitIn(/^0::(.*)$/m, '/sys/fs/cgroup', 'memory.max', 'memory.peak') ?? limitIn(/^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m, '/sys/fs/cgroup/memory', 'memory.limit_in_bytes', 'memory.max_usage_in_bytes');
}

/** More than any machine has: the first version of control groups says it where there is no limit, the second says `max`. */
const NO_LIMIT = 2 ** 60;

function limitIn(line: RegExp, groups: string, limit: string, peak: string): ReturnType<typeof memoryLimit> {
  const own = line.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  if (own === undefined) return undefined;
  const read = (name: string) => readFileSync(`${groups}${own === '/' ? '' : own}/${name}`, 'utf8').trim();
  try {
    const most = read(limit);
    return Number(most) < NO_LIMIT ? { most, peak: read(peak) } : undefined;
  } catch {
    // The machine has no such groups.
    return undefined;
  }
}
