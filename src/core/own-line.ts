import type { EpochMs } from '#protocol/ids.ts'
import type { Playback } from '#protocol/playback.ts'
import { type Loaded, paused, playing, positionAt } from './timeline.ts'

/** What a viewer who watches alone may do to the film. */
export type OwnAct =
  | { readonly do: 'play' }
  | { readonly do: 'pause' }
  | { readonly do: 'seek'; readonly toMs: number }
  | { readonly do: 'rate'; readonly rate: number }

/** The line of somebody who leaves the room's: it begins as the room's was, without its waiting. */
export const ownLine = (playback: Playback, now: number): Playback =>
  playback.status === 'holding' ? paused(playback, positionAt(playback, now)) : playback

/** The line after an act of its only viewer, at once and without a lead. */
export function ownActed(line: Loaded, act: OwnAct, now: number): Playback {
  const at = Math.round(now) as EpochMs // brand: an instant in whole ms
  const position = positionAt(line, now)
  const runs = line.status === 'playing'
  switch (act.do) {
    case 'play': {
      const over = line.media.durationMs !== null && position >= line.media.durationMs
      return runs && !over ? line : playing(line, over ? 0 : position, at)
    }
    case 'pause':
      return paused(line, position)
    case 'seek':
      return runs ? playing(line, act.toMs, at) : paused(line, act.toMs)
    case 'rate':
      return runs ? playing(line, position, at, act.rate) : { ...paused(line, position), rate: act.rate }
  }
}
