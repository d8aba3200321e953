/** Steps of the first run. */
export const STEPS = 5;
