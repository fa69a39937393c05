import { afterEach, describe, expect, test } from 'bun:test'
import { NO_REACTIONS } from '#core/reactions.ts'
import { FRAME_RATES } from '#protocol/frame-rates.ts'
import { CLOSE } from '#protocol/frames.ts'
import { FRAMES_BURST, REACTIONS_EVERY_MS, REFUSED_FRAMES_MAX } from '#protocol/limits.ts'
import { ann, ben } from '#testing/made.ts'
import { WireClient } from '#testing/wire-client.ts'
import { wireHouse } from '#testing/wire-house.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})
async function house() {
  const opened = wireHouse()
  open.push(opened)
  const seat = async (who: typeof ann) => {
    const client = await opened.enter(who)
    await client.next('snapshot')
    return client
  }
  return { ...opened, seat }
}
/** Whatever was sent before has been taken. */
const taken = async (client: WireClient) => {
  client.send({ t: 'ping', at: 0 })
  await client.next('pong')
}

describe('a reaction on the wire', () => {
  test('comes to everybody in the room, its sender too, with a face and a place', async () => {
    const { seat } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    a.send({ t: 'react', what: 'popcorn' })
    const frame = {
      t: 'reactions' as const,
      counts: { ...NO_REACTIONS.counts, popcorn: 1 },
      first: [{ userId: ann.id, what: 'popcorn' as const, positionMs: 0 }],
    }
    expect(await b.next('reactions')).toEqual(frame)
    expect(await a.next('reactions')).toEqual(frame)
  })
  test('of a storm is told a few times a second, and counted whole', async () => {
    const { seat, clock } = await house()
    const [a, b] = [await seat(ann), await seat(ben)]
    for (const what of ['heart', 'flame', 'flame', 'tear'] as const) a.send({ t: 'react', what })
    await taken(a)
    clock.advance(REACTIONS_EVERY_MS)
    expect((await b.next('reactions')).counts).toEqual({ ...NO_REACTIONS.counts, heart: 1 })
    expect((await b.next('reactions')).counts).toEqual({ ...NO_REACTIONS.counts, flame: 2, tear: 1 })
  })
  test('above its rate is dropped without a word, and counted', async () => {
    const { seat, party, clock } = await house()
    const a = await seat(ann)
    const { burst } = FRAME_RATES.react
    for (let n = 0; n < burst + 3; n += 1) a.send({ t: 'react', what: 'laugh' })
    await taken(a)
    expect(party.metrics.reactions).toHaveLength(burst)
    expect(party.metrics.refusals).toEqual(['react', 'react', 'react'])
    expect(a.frames.some(({ t }) => t === 'error')).toBe(false)
    clock.advance(1_000 / FRAME_RATES.react.perSecond)
    a.send({ t: 'react', what: 'laugh' })
    await taken(a)
    expect(party.metrics.reactions).toHaveLength(burst + 1)
  })
  test('a thousand times a second ends the socket', async () => {
    const { seat } = await house()
    const a = await seat(ann)
    for (let n = 0; n <= FRAMES_BURST + REFUSED_FRAMES_MAX; n += 1) a.send({ t: 'react', what: 'laugh' })
    expect((await a.closed).code).toBe(CLOSE.slow_down.code)
  })
  test('of a kind that there is not is refused, and so is one from outside the room', async () => {
    const { seat, url, party } = await house()
    const a = await seat(ann)
    a.sendRaw('{"t":"react","what":"thumb"}')
    expect((await a.next('error')).code).toBe('bad_request')
    const stranger = await WireClient.open(url)
    stranger.send({ t: 'react', what: 'heart' })
    expect((await stranger.next('error')).code).toBe('unauthorized')
    expect(party.metrics.reactions).toEqual([])
  })
})
