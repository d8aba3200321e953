/** How large the paper is shown. */

/** `whole`: a page fits into the window. `width`: as wide as the window. `real`: as large as on the printer. */
export type Zoom = 'whole' | 'width' | 'real';

/** Millimetres, upright. */
const PAPERS = { a4: { width: 210, height: 297 }, f4: { width: 215, height: 330 } } as const;
const PIXELS_PER_MILLIMETRE = 96 / 25.4;
/** Smaller than this nothing is recognised any more. */
const LEAST = 0.35;

interface Room {
  readonly width: number;
  readonly height: number;
}

/** The width of a page in pixels, `wide` of one that lies on its side; 0 while nobody knows the room. */
export function widthOfPage(paper: keyof typeof PAPERS, wide: boolean, zoom: Zoom, room: Room): number {
  const { width: short, height: long } = PAPERS[paper];
  const [width, height] = wide ? [long, short] : [short, long];
  const real = width * PIXELS_PER_MILLIMETRE;
  if (room.width === 0) return 0;
  if (zoom === 'real') return Math.round(real);
  if (zoom === 'width') return Math.floor(room.width);
  const byHeight = (room.height * width) / height;
  return Math.floor(Math.min(room.width, real, Math.max(byHeight, LEAST * real)));
}
