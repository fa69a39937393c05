import { afterEach, describe, expect, test } from 'bun:test'
import { connect as connectTcp } from 'node:net'
import { CLOSE } from '#protocol/frames.ts'
import { BAD_FRAMES_MAX, FRAME_MAX_BYTES, FRAMES_BURST, HELLO_TIMEOUT_MS } from '#protocol/limits.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { ann, ben, lineId, ROOM_ID } from '#testing/made.ts'
import { HANDSHAKE, masked } from '#testing/raw-socket.ts'
import { WireClient } from '#testing/wire-client.ts'
import { type HouseOptions, wireHouse } from '#testing/wire-house.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})

/** A gateway on a port of its own, before Ann's room. */
function house(options: HouseOptions = {}) {
  const opened = wireHouse(options)
  open.push(opened)
  return opened
}
const say = (id: number, text = 'hi') =>
  ({ t: 'command', id, command: { type: 'chat.say', lineId: lineId(id), text } }) as const

describe('a greeting', () => {
  test('is answered by a welcome and the room as it is', async () => {
    const { enter } = house()
    const client = await enter(ann)
    expect(await client.next('welcome')).toMatchObject({
      userId: ann.id,
      protocol: PROTOCOL_VERSION,
      build: '1.2.3+0123456789ab',
    })
    expect((await client.next('snapshot')).view.members).toMatchObject([{ id: ann.id }])
  })
  test('says what it comes from, and a desktop if it does not say', async () => {
    const { enter, url, tokenFor, party } = house()
    await (await enter(ann, null, 'tv')).next('snapshot')
    const silent = await WireClient.open(url)
    const hello = { t: 'hello', protocol: PROTOCOL_VERSION, token: await tokenFor(ben), room: ROOM_ID, have: null }
    silent.sendRaw(JSON.stringify(hello))
    const { view } = await silent.next('snapshot')
    expect(view.members.map(({ sessions }) => sessions.map(({ device }) => device))).toEqual([['tv'], ['desktop']])
    expect(party.registry.peek(ROOM_ID)?.members).toEqual(view.members)
    const odd = await WireClient.open(url)
    odd.sendRaw(JSON.stringify({ ...hello, device: 'toaster' }))
    expect((await odd.closed).code).toBe(CLOSE.bad_frames.code)
  })
  test('that never comes closes the socket', async () => {
    const { url, clock } = house()
    const before = clock.pending
    const client = await WireClient.open(url)
    // The server's side opens a moment after ours; only then is there a deadline to pass.
    while (clock.pending === before) await Bun.sleep(0)
    clock.advance(HELLO_TIMEOUT_MS)
    expect((await client.closed).code).toBe(CLOSE.hello_timeout.code)
  })
  test('with a forged token is turned away, and says why', async () => {
    const { url, tokenFor } = house()
    const client = await WireClient.open(url)
    const token = `${await tokenFor(ann)}x`
    client.send({ t: 'hello', protocol: PROTOCOL_VERSION, token, room: ROOM_ID, have: null, device: 'desktop' })
    expect((await client.next('error')).code).toBe('token_invalid')
    expect((await client.closed).code).toBe(CLOSE.unauthorized.code)
  })
  test('of another version is told to reload', async () => {
    const { url, tokenFor } = house()
    const client = await WireClient.open(url)
    client.send({ t: 'hello', protocol: 999, token: await tokenFor(ann), room: ROOM_ID, have: null, device: 'desktop' })
    expect((await client.closed).code).toBe(CLOSE.protocol_mismatch.code)
  })
  test('to a room that is full or does not exist says so', async () => {
    const { enter, url, tokenFor } = house({ maxViewers: 1 })
    await (await enter(ann)).next('snapshot')
    expect((await (await enter(ben)).closed).code).toBe(CLOSE.room_full.code)
    const nowhere = await WireClient.open(url)
    nowhere.send({
      t: 'hello',
      protocol: PROTOCOL_VERSION,
      token: await tokenFor(ben),
      room: 'nope',
      have: null,
      device: 'desktop',
    })
    expect((await nowhere.closed).code).toBe(CLOSE.room_not_found.code)
    const other = house()
    other.party.house.rooms.rooms.clear()
    expect((await (await other.enter(ben)).closed).code).toBe(CLOSE.room_not_found.code)
  })
  test('too many by one person is refused, and a closed one makes room', async () => {
    const { enter } = house({ maxSocketsPerUser: 2 })
    const first = await enter(ann)
    await first.next('snapshot')
    await (await enter(ann)).next('snapshot')
    expect((await (await enter(ann)).closed).code).toBe(CLOSE.too_many_sockets.code)
    first.close()
    await first.closed
    // The server learns of it in its own time: whoever is refused before that comes again.
    for (;;) {
      const again = await enter(ann)
      const outcome = await Promise.race([again.next('snapshot').catch(() => null), again.closed])
      if (outcome && 't' in outcome) break
    }
  })
})

describe('a room on the wire', () => {
  test('brings what one says to all, in order, and acknowledges it', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    const b = await enter(ben)
    await b.next('snapshot')
    a.send(say(1, 'one'))
    a.send(say(2, 'two'))
    expect((await a.next('ack')).id).toBe(1)
    const heard = [await b.next('event'), await b.next('event')]
    expect(heard.map(({ event }) => event.type === 'chat.said' && event.line.text)).toEqual(['one', 'two'])
    expect(heard[1]?.seq).toBe((heard[0]?.seq ?? 0) + 1)
  })
  test('refuses with a code and words, to the sender alone', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    a.send({ t: 'command', id: 7, command: { type: 'playback.seek', epoch: 99, positionMs: 1 } })
    expect(await a.next('reject')).toMatchObject({ id: 7, code: 'stale_media', message: expect.any(String) })
  })
  test('sends who comes back only what was missed', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    const b = await enter(ben)
    const { run, seq } = await b.next('snapshot')
    b.close()
    await b.closed
    a.send(say(1, 'while you were away'))
    await a.next('ack')
    const back = await enter(ben, { run, seq })
    const { events } = await back.next('events')
    expect(events.map(({ type }) => type)).toContain('chat.said')
    expect(events.some(({ type }) => type === 'members.joined' || type === 'members.left')).toBe(false)
  })
  test('answers a gap with what is missing, and a strange number with a snapshot', async () => {
    const { enter } = house()
    const a = await enter(ann)
    const { run, seq } = await a.next('snapshot')
    a.send(say(1))
    await a.next('ack')
    a.send({ t: 'resume', run, seq })
    expect((await a.next('events')).events).toHaveLength(1)
    a.send({ t: 'resume', run, seq: 999 })
    await a.next('snapshot')
  })
  test('tells the time and the number of the last event', async () => {
    const { enter, clock } = house()
    const a = await enter(ann)
    const { run, seq } = await a.next('snapshot')
    a.send({ t: 'ping', at: 12.5 })
    expect(await a.next('pong')).toEqual({ t: 'pong', at: 12.5, now: clock.stamp(), run, seq })
  })
  test('renews a token before it expires', async () => {
    const { enter, clock } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    clock.advance(11 * 60_000)
    a.send({ t: 'ping', at: 0 })
    expect((await a.next('token')).expiresAt).toBeGreaterThan(clock.now() + 14 * 60_000)
  })
  test('that its host closes lets everyone go', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    const b = await enter(ben)
    await b.next('snapshot')
    b.send({ t: 'command', id: 1, command: { type: 'room.close' } })
    expect((await b.next('reject')).code).toBe('not_allowed')
    a.send({ t: 'command', id: 1, command: { type: 'room.close' } })
    expect((await b.closed).code).toBe(CLOSE.room_closed.code)
  })
  test('gives up the seat of who says goodbye, at once', async () => {
    const { enter, party } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    const b = await enter(ben)
    await b.next('snapshot')
    b.send({ t: 'leave' })
    for (;;) if ((await a.next('event')).event.type === 'members.left') break
    expect(party.state.members.map(({ id }) => id)).toEqual([ann.id])
  })
})

describe('hostile frames', () => {
  test('get a typed error each, and the tenth within a minute closes the socket', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    const junk = [
      '',
      '{',
      'null',
      '[]',
      '{"t":"nope"}',
      '{"t":"ping"}',
      '{"t":"ping","at":"x"}',
      '{"t":"ping","at":1,"x":1}',
    ]
    for (const frame of junk) {
      a.sendRaw(frame)
      expect((await a.next('error')).code).toBe('bad_request')
    }
    a.sendRaw(new Uint8Array([1, 2, 3]))
    expect((await a.next('error')).code).toBe('bad_request')
    expect(junk.length + 2).toBe(BAD_FRAMES_MAX)
    a.sendRaw('['.repeat(20_000))
    expect((await a.closed).code).toBe(CLOSE.bad_frames.code)
  })
  test('that hold a command are refused by its number, and say which field', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    a.sendRaw(JSON.stringify({ t: 'command', id: 5, command: { type: 'playback.rate', epoch: 1, rate: 9 } }))
    expect(await a.next('reject')).toMatchObject({
      id: 5,
      code: 'bad_request',
      message: expect.stringContaining('rate'),
    })
  })
  test('that greet in another form are told why: a newer client to reload, any other to mend its hello', async () => {
    const { url } = house()
    const newer = await WireClient.open(url)
    newer.sendRaw(JSON.stringify({ t: 'hello', protocol: 99, token: '', room: ROOM_ID, have: null, extra: 1 }))
    expect((await newer.closed).code).toBe(CLOSE.protocol_mismatch.code)
    const broken = await WireClient.open(url)
    broken.sendRaw(JSON.stringify({ t: 'hello', protocol: PROTOCOL_VERSION, room: ROOM_ID }))
    expect((await broken.next('error')).message).toContain('token')
    expect((await broken.closed).code).toBe(CLOSE.bad_frames.code)
  })
  test('before the greeting are refused', async () => {
    const { url } = house()
    const client = await WireClient.open(url)
    client.send({ t: 'ping', at: 0 })
    expect((await client.next('error')).code).toBe('unauthorized')
  })
  test('that are too large are refused, and much too large ones cut off', async () => {
    const { enter } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    a.sendRaw('x'.repeat(FRAME_MAX_BYTES + 1))
    expect((await a.next('error')).code).toBe('payload_too_large')
    a.sendRaw('x'.repeat(FRAME_MAX_BYTES * 3))
    await a.closed
  })
  test('above the rate are refused by number and the socket lives on', async () => {
    const { enter, clock } = house()
    const a = await enter(ann)
    await a.next('snapshot')
    for (let id = 1; id <= FRAMES_BURST + 5; id += 1) a.send(say(id))
    expect((await a.next('reject')).code).toBe('slow_down')
    clock.advance(1_000)
    a.send(say(500))
    for (;;) if ((await a.next('ack')).id === 500) break
  })
})

test('a reader that does not read is dropped, and memory stays bounded', async () => {
  const { enter, server, party, tokenFor } = house()
  const a = await enter(ann)
  await a.next('snapshot')
  const token = await tokenFor(ben)
  const hello = { t: 'hello', protocol: PROTOCOL_VERSION, token, room: ROOM_ID, have: null }
  const tcp = connectTcp(server.port ?? 0, '127.0.0.1', () => tcp.write(HANDSHAKE))
  tcp.on('error', () => {}) // being cut off is what it is here for
  tcp.once('data', () => {
    tcp.write(masked(JSON.stringify(hello)))
    tcp.pause()
  })
  for (;;) if ((await a.next('event')).event.type === 'members.joined') break
  const text = 'x'.repeat(7_900)
  let dropped = false
  for (let n = 0; n < 3_000 && !dropped; n += 1) {
    await party.ask({ type: 'chat.say', lineId: lineId(n), text })
    if (n % 50 === 0) await Bun.sleep(0) // the sockets get their turn between
    dropped = party.state.members.find(({ id }) => id === ben.id)?.sessions.length === 0
  }
  tcp.destroy()
  expect(dropped).toBe(true)
}, 20_000)

test('a stopping server tells everyone when to come back, and keeps their seats', async () => {
  const { enter, gateway, party } = house()
  const a = await enter(ann)
  await a.next('snapshot')
  gateway.stop()
  expect((await a.next('reconnect')).afterMs).toBeGreaterThan(0)
  expect((await a.closed).code).toBe(CLOSE.going_away.code)
  expect(party.state.members).toMatchObject([{ id: ann.id, goneAt: null }])
})
