import type { Reaction } from '#protocol/reactions.ts'

/** Tones of the tokens, `--glyph-…`: each glyph has two, and what draws its features. */
type Tone =
  | 'red'
  | 'blush'
  | 'gold'
  | 'ink'
  | 'blue'
  | 'gleam'
  | 'ember'
  | 'spark'
  | 'paper'
  | 'stripe'
  | 'corn'
  | 'husk'

interface Stroke {
  readonly tone: Tone
  readonly wide: number
}

/** One path on a grid of 28, filled or drawn as a line. */
export interface Shape {
  readonly d: string
  readonly fill?: Tone
  readonly line?: Stroke
}

const FACE: Shape = { d: 'M3.5 14a10.5 10.5 0 1 0 21 0a10.5 10.5 0 1 0-21 0', fill: 'gold' }

/** The six reactions, drawn as one family: round, two-toned, readable at 18 px and at 40. */
export const SHAPES: Readonly<Record<Reaction, readonly Shape[]>> = {
  heart: [
    {
      d: 'M14 24.5C4.5 18 3 13.5 3.5 10.3 4 7 6.6 5 9.3 5.2c2 .1 3.6 1.3 4.7 3 1.1-1.7 2.7-2.9 4.7-3 2.7-.2 5.3 1.8 5.8 5.1.5 3.2-1 7.7-10.5 14.2Z',
      fill: 'red',
    },
    { d: 'M7 9.5c.6-1.4 1.6-2 2.8-2', line: { tone: 'blush', wide: 1.8 } },
  ],
  laugh: [
    FACE,
    { d: 'M7.5 14.8h13a6.5 6.5 0 0 1-13 0Z', fill: 'ink' },
    { d: 'M10 20c2.2-1.8 5.8-1.8 8 0a6.5 6.5 0 0 1-8 0Z', fill: 'red' },
    { d: 'M7.5 11.2q1.8-2.4 3.7 0M16.8 11.2q1.8-2.4 3.7 0', line: { tone: 'ink', wide: 1.8 } },
  ],
  gasp: [
    FACE,
    { d: 'M11 18a3 3.8 0 1 0 6 0a3 3.8 0 1 0-6 0', fill: 'ink' },
    {
      d: 'M8.4 11.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0M16.4 11.5a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0-3.2 0',
      fill: 'ink',
    },
    { d: 'M7.5 7.8q1.8-1.5 3.5-.8M20.5 7.8q-1.8-1.5-3.5-.8', line: { tone: 'ink', wide: 1.5 } },
  ],
  tear: [
    { d: 'M14 3.5c4.5 6 7 9.5 7 13a7 7 0 0 1-14 0c0-3.5 2.5-7 7-13Z', fill: 'blue' },
    { d: 'M10.3 16.5a3.8 3.8 0 0 0 3 3.8', line: { tone: 'gleam', wide: 1.8 } },
  ],
  flame: [
    {
      d: 'M14 2.8c.6 5 7.5 7.2 7.5 13.7a7.5 7.5 0 0 1-15 0c0-3.3 1.6-5.3 3.4-6.9.3 2.5 1.3 3.8 2.5 4.1C11.9 9.5 12.7 6 14 2.8Z',
      fill: 'ember',
    },
    { d: 'M14 14c.4 2.3 3 3.2 3 6a3 3 0 0 1-6 0c0-2.8 2.3-3.4 3-6Z', fill: 'spark' },
  ],
  popcorn: [
    { d: 'M7 12h14l-2 12.5H9Z', fill: 'paper' },
    { d: 'M7 12h3.2l.8 12.5H9ZM12.4 12h3.2l-.4 12.5h-2.4ZM17.8 12H21l-2 12.5h-2Z', fill: 'stripe' },
    {
      d: 'M6 10a3 3 0 1 0 6 0a3 3 0 1 0-6 0M9.7 7.5a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0-6.6 0M14 8a3 3 0 1 0 6 0a3 3 0 1 0-6 0M17 10.8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M10.7 11a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0',
      fill: 'corn',
    },
    { d: 'M12 6.3q1-.8 2 0M16.5 7q1-.6 1.8.2', line: { tone: 'husk', wide: 1.2 } },
  ],
}
