/** The roles that whoever comes in with a login may have. */
export const GIVEN_ROLES = ['operator', 'penilai', 'kepala'] as const;
export type GivenRole = (typeof GIVEN_ROLES)[number];

/** In the place of a NIP: nobody on the staff. */
export const NOBODY = 'nobody';

/** The NIP that was chosen, if one was. */
export function nipOf(person: string | undefined): string | null {
  return person === undefined || person === NOBODY ? null : person;
}
