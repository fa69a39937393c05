import { describe, expect, test } from 'bun:test'
import type { Playback } from '#protocol/playback.ts'
import { at, film } from '#testing/made.ts'
import { ownActed, ownLine } from './own-line.ts'
import { type Loaded, positionAt } from './timeline.ts'

const line: Loaded = {
  status: 'playing',
  epoch: 1,
  version: 4,
  media: film(60_000),
  anchorMs: 10_000,
  anchoredAt: at(1_000),
  rate: 1,
}

describe('somebody who watches alone', () => {
  test('begins where the room was, and does not wait with it', () => {
    expect(ownLine(line, 5_000)).toBe(line)
    const hold: Playback = {
      status: 'holding',
      epoch: 1,
      version: 5,
      media: film(60_000),
      positionMs: 14_000,
      stopsAt: at(5_000),
      rate: 1,
      why: 'stall',
      since: at(4_000),
      waitingFor: [],
    }
    expect(ownLine(hold, 6_000)).toMatchObject({ status: 'paused', positionMs: 14_000 })
  })
  test('pauses, plays, seeks and changes speed at once, each a version of its own', () => {
    const paused = ownActed(line, { do: 'pause' }, 3_000) as Loaded
    expect(paused).toMatchObject({ status: 'paused', positionMs: 12_000, version: 5 })
    const again = ownActed(paused, { do: 'play' }, 9_000) as Loaded
    expect(positionAt(again, 10_000)).toBe(13_000)
    expect(positionAt(ownActed(again, { do: 'seek', toMs: 40_000 }, 10_000), 10_000)).toBe(40_000)
    expect(positionAt(ownActed(line, { do: 'rate', rate: 2 }, 3_000), 4_000)).toBe(14_000)
  })
  test('plays from the beginning after the end', () => {
    const over = ownActed(line, { do: 'seek', toMs: 60_000 }, 3_000) as Loaded
    expect(positionAt(ownActed(over, { do: 'play' }, 4_000), 4_500)).toBe(500)
  })
})
