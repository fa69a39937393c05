import { afterEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { SILENCE_MAX_MS } from '#protocol/limits.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { ann, ben, lineId, ROOM_ID } from '#testing/made.ts'
import { HANDSHAKE, masked } from '#testing/raw-socket.ts'
import { wireHouse } from '#testing/wire-house.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

test('who answers no ping is let go of in time, however much is said to them; who only answers stays', async () => {
  const { clock, enter, party, server, stop, tokenFor } = wireHouse()
  ends.push(stop)
  const a = await enter(ann)
  await a.next('snapshot')
  const hello = { t: 'hello', protocol: PROTOCOL_VERSION, token: await tokenFor(ben), room: ROOM_ID, have: null }
  // Reads all that comes, and says nothing to it: a WebSocket of the runtime would answer pings by itself.
  const tcp = connect(server.port ?? 0, '127.0.0.1', () => tcp.write(HANDSHAKE))
  ends.push(() => tcp.destroy())
  const closed = new Promise<void>((resolve) => tcp.on('close', () => resolve()))
  let pings = 0
  tcp.once('data', () => {
    tcp.write(masked(JSON.stringify(hello)))
    tcp.on('data', (bytes: Buffer) => {
      if (bytes.includes(PING)) pings += 1
    })
  })
  for (;;) if ((await a.next('event')).event.type === 'members.joined') break

  const steps = 48
  let passed = 0
  const sessions = () => party.state.members.find(({ id }) => id === ben.id)?.sessions.length
  for (let step = 0; step < 2 * steps; step += 1) {
    clock.advance(SILENCE_MAX_MS / steps)
    if (sessions() === 1) passed += SILENCE_MAX_MS / steps
    await party.ask({ type: 'chat.say', lineId: lineId(step), text: 'hi' })
    // Until Ann has this one: in the meantime her answer to a ping comes in.
    for (let heard = false; !heard; ) {
      const { event } = await a.next('event')
      heard = event.type === 'chat.said' && event.line.id === lineId(step)
    }
  }
  await closed
  expect(pings).toBe(1)
  expect(passed).toBeGreaterThanOrEqual(SILENCE_MAX_MS / 2)
  expect(passed).toBeLessThanOrEqual(SILENCE_MAX_MS)
  // Ann has said nothing all the while; her pongs were enough.
  expect(party.state.members.find(({ id }) => id === ann.id)?.sessions).toHaveLength(1)
})

/** A ping of Bun's: one frame without content. */
const PING = Buffer.from([0x89, 0x00])
