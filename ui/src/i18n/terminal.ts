/** Areas of the shared texts that only a terminal says: no screen receives their codes, and they are left out of what a window loads. */
const areas: ReadonlySet<string> = new Set(['cli', 'demo', 'export', 'open_export', 'verify']);

export function isOfTerminal(code: string): boolean {
  return areas.has(code.slice(0, code.indexOf('.')));
}
