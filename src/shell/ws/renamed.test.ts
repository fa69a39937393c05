import { afterEach, expect, test } from 'bun:test'
import { ann, at, ben, lineId } from '#testing/made.ts'
import { twoInstances } from '#testing/two-instances.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { wireHouse } from '#testing/wire-house.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})
const anna = { ...ann, name: 'Anna', guest: true, since: at(0) }
const say = (party: ReturnType<typeof twoInstances>['one'], n: number) =>
  party.ask({ type: 'chat.say', lineId: lineId(n), text: 'hi' }, ann)

test('who takes another name is called by it at once, in the room and in what they say next', async () => {
  const opened = wireHouse()
  open.push(opened)
  const { enter, gateway, party } = opened
  const seat = async (who: typeof ann): Promise<WireClient> => {
    const client = await enter(who)
    await client.next('snapshot')
    return client
  }
  const [a, b] = [await seat(ann), await seat(ben)]
  const alsoAnn = await seat(ann)
  await b.next('event')
  gateway.renamed(anna)
  const { event } = await b.next('event')
  expect(event).toMatchObject({ type: 'members.connected', profile: { id: ann.id, name: 'Anna' } })
  for (const [n, client] of [a, alsoAnn].entries()) {
    client.send({ t: 'command', id: 1, command: { type: 'chat.say', lineId: lineId(n), text: 'hi' } })
    expect((await b.next('event')).event).toMatchObject({ line: { from: { name: 'Anna' } } })
  }
  expect(party.state.members.find(({ id }) => id === ann.id)).toMatchObject({ name: 'Anna', sessions: [{}, {}] })
})

test('a window on another instance, which has not heard of the name, speaks by it all the same', async () => {
  const { one, two } = twoInstances()
  await one.join(ann, 1)
  await two.join(ann, 100_000_001)
  await one.join(anna, 1)
  await two.settle()
  await say(two, 1)
  expect(two.state.feed.at(-1)).toMatchObject({ line: { from: { id: ann.id, name: 'Anna' } } })
})
