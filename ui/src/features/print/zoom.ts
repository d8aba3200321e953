/** How large the paper is shown. */

/** `whole`: a page fits into the window. `real`: as large as on the printer. */
export type Zoom = 'whole' | 'real';

/** Millimetres, upright. */
const PAPERS = { a4: { width: 210, height: 297 }, f4: { width: 215, height: 330 } } as const;
const PIXELS_PER_MILLIMETRE = 96 / 25.4;
/** Smaller than this nothing is recognised any more. */
const LEAST = 0.35;

interface Room {
  readonly width: number;
  readonly height: number;
}

/** The width of a page in pixels; 0 while nobody knows the room. */
export function widthOfPage(paper: keyof typeof PAPERS, zoom: Zoom, room: Room): number {
  const real = PAPERS[paper].width * PIXELS_PER_MILLIMETRE;
  if (room.width === 0 || zoom === 'real') return room.width === 0 ? 0 : Math.round(real);
  const byHeight = (room.height * PAPERS[paper].width) / PAPERS[paper].height;
  return Math.floor(Math.min(room.width, real, Math.max(byHeight, LEAST * real)));
}
