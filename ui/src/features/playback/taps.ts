/** Two taps within this are a double tap, ms. */
const TWICE_MS = 300
/** Once the film leaps, the next tap may take this long, ms. */
const AGAIN_MS = 700
/** What one tap more leaps, ms of film. */
const LEAP_MS = 10_000
/** A finger that moves further, px, or rests longer, ms, does not tap. */
const STRAY_PX = 12
const REST_MS = 500
/** How much of the picture's width each side takes. */
const SIDE_PART = 1 / 3

export type Side = 'left' | 'middle' | 'right'

/** Taps on one side of the picture that follow each other. */
export interface Run {
  readonly side: Side
  readonly at: number
  readonly taps: number
}

export interface Touch {
  readonly at: number
  readonly x: number
  readonly y: number
}

/** What a tap means: the first shows or hides the controls, at the sides further ones leap, in the middle it is the whole screen. */
export type Meaning =
  | { readonly is: 'toggle' }
  | { readonly is: 'full' }
  /** `totalMs` is what the whole run has leapt so far. */
  | { readonly is: 'leap'; readonly byMs: number; readonly totalMs: number }

/** Which third of a picture this wide. Time runs to the right in every language. */
export function sideOf(x: number, width: number): Side {
  if (x < width * SIDE_PART) return 'left'
  return x > width * (1 - SIDE_PART) ? 'right' : 'middle'
}

/** A finger that was put down and lifted in one place; else it swiped, or rested. */
export const isTap = (down: Touch, up: Touch): boolean =>
  Math.hypot(up.x - down.x, up.y - down.y) <= STRAY_PX && up.at - down.at <= REST_MS

export function tapped(run: Run | null, side: Side, at: number): { run: Run | null; meaning: Meaning } {
  const follows = run !== null && run.side === side && at - run.at <= (run.taps > 1 ? AGAIN_MS : TWICE_MS)
  if (!follows) return { run: { side, at, taps: 1 }, meaning: { is: 'toggle' } }
  if (side === 'middle') return { run: null, meaning: { is: 'full' } }
  const byMs = side === 'left' ? -LEAP_MS : LEAP_MS
  return { run: { side, at, taps: run.taps + 1 }, meaning: { is: 'leap', byMs, totalMs: run.taps * byMs } }
}
