/** The three ratings, in the order of merit, and what stands where none is. */
export type Rating = 'below' | 'meets' | 'above';
/** `unrated`: somebody still has to; `no_data`: there is nothing to rate. */
export type RatingOrNone = Rating | 'unrated' | 'no_data';

export const ratings: readonly Rating[] = ['below', 'meets', 'above'];
