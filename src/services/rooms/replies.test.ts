import { describe, expect, test } from 'bun:test'
import type { ChatLine } from '#protocol/chat.ts'
import type { RoomId } from '#protocol/ids.ts'
import { FEED_KEPT } from '#protocol/limits.ts'
import { ann, at, ben, lineId } from '#testing/made.ts'
import { Party } from '#testing/party.ts'
import { twoInstances } from '#testing/two-instances.ts'

const say = (party: Party, n: number, to: number | null = null, who = ann) => {
  const replyTo = to === null ? null : lineId(to)
  return party.ask({ type: 'chat.say', lineId: lineId(n), text: `line ${n}`, replyTo }, who)
}
const last = ({ state }: Party): ChatLine | null => {
  const entry = state.feed.at(-1)
  return entry?.kind === 'line' ? entry.line : null
}
const quote = (n: number) => ({ id: lineId(n), from: { id: ann.id, name: ann.name }, text: `line ${n}` })

describe('an answer', () => {
  test('quotes a message that the room’s feed has no more, and is kept so', async () => {
    const party = new Party()
    await party.join()
    for (let n = 1; n <= FEED_KEPT + 10; n += 1) await say(party, n)
    expect((await say(party, 500, 1, ben)).ok).toBe(true)
    expect(last(party)).toMatchObject({ id: lineId(500), replyTo: quote(1) })
    expect(party.house.chat.lines.at(-1)?.line.replyTo).toEqual(quote(1))
  })
  test('to what nobody said, or was said in another room, is said and quotes nothing', async () => {
    const party = new Party()
    await party.join()
    const elsewhere = '0000000000r01' as RoomId // sound: the form of a room's id
    const line = { id: lineId(7), from: ben, text: 'a secret', at: at(0), positionMs: null, replyTo: null }
    await party.house.chat.append([{ room: elsewhere, line }])
    for (const [n, replyTo] of [
      [1, 7],
      [2, 999],
    ] as const) {
      expect((await say(party, n, replyTo)).ok).toBe(true)
      expect(last(party)).toMatchObject({ id: lineId(n), replyTo: null })
    }
  })
  test('is refused for now while the store that has the message is away', async () => {
    const party = new Party()
    await party.join()
    party.house.chat.failing = true
    expect(await say(party, 1, 999)).toEqual({ ok: false, error: 'unavailable' })
    expect(last(party)).toBe(null)
  })
  test('on one instance quotes what was said on the other', async () => {
    const { one, two } = twoInstances()
    await one.join(ann, 1)
    await two.join(ben, 100_000_001)
    await say(one, 1)
    await two.settle()
    await say(two, 2, 1, ben)
    await one.settle()
    expect(last(one)).toMatchObject({ from: ben, replyTo: quote(1) })
    expect(one.state).toEqual(two.state)
  })
})
