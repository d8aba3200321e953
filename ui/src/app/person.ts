import type { PersonName } from '../generated/commands';

/** Dr. Ir. Budi Santoso, M.Si. */
export function fullName({ front, name, back }: PersonName): string {
  return [front, name].filter(Boolean).join(' ') + (back ? `, ${back}` : '');
}
