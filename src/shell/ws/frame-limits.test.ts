import { afterEach, describe, expect, test } from 'bun:test'
import { COMMAND_RATES, FRAME_RATES } from '#protocol/frame-rates.ts'
import { CLOSE, ClientFrame, type ServerFrame } from '#protocol/frames.ts'
import { FRAMES_BURST } from '#protocol/limits.ts'
import { Command } from '#protocol/messages.ts'
import { ann, ben, health, lineId, profile } from '#testing/made.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { wireHouse } from '#testing/wire-house.ts'
import { UserSockets } from './user-sockets.ts'

const open: { stop: () => void }[] = []
afterEach(() => {
  for (const { stop } of open.splice(0)) stop()
})
const house = () => {
  const opened = wireHouse({ maxSocketsPerUser: 100 })
  open.push(opened)
  return opened
}

type CommandType = Command['type']
const media = { url: 'https://films.example.org/a.mp4', title: null, durationMs: null }
/** One of each kind; a kind without one does not compile. Ben is no host, so that nothing of it ends the room. */
const COMMANDS: Record<CommandType, (n: number) => Command> = {
  'chat.say': (n) => ({ type: 'chat.say', lineId: lineId(n), text: 'hi' }),
  'playback.duration': () => ({ type: 'playback.duration', epoch: 1, durationMs: 60_000 }),
  'playback.gather': () => ({ type: 'playback.gather', epoch: 1 }),
  'playback.live': () => ({ type: 'playback.live', epoch: 1, version: 1, fromMs: 90_000_000, edgeMs: 90_030_000 }),
  'playback.load': () => ({ type: 'playback.load', media }),
  'playback.pause': () => ({ type: 'playback.pause', epoch: 1, positionMs: 0 }),
  'playback.play': () => ({ type: 'playback.play', epoch: 1 }),
  'playback.rate': () => ({ type: 'playback.rate', epoch: 1, rate: 1 }),
  'playback.ready': () => ({ type: 'playback.ready', epoch: 1, version: 1 }),
  'playback.release': () => ({ type: 'playback.release', epoch: 1 }),
  'playback.seek': (n) => ({ type: 'playback.seek', epoch: 1, positionMs: n }),
  'playback.stalled': () => ({ type: 'playback.stalled', epoch: 1, version: 1 }),
  'room.close': () => ({ type: 'room.close' }),
  'room.update': (n) => ({ type: 'room.update', title: `Night ${n}`, control: 'everyone', buffering: 'auto' }),
}

/** Sockets of Ben, so many that none comes near the bound of a single one. */
async function socketsFor(frames: number, enter: ReturnType<typeof house>['enter']): Promise<WireClient[]> {
  const sockets: WireClient[] = []
  for (let n = 0; n <= frames / (FRAMES_BURST - 10); n += 1) {
    const socket = await enter(ben)
    await socket.next('snapshot')
    sockets.push(socket)
  }
  return sockets
}

/** Sends one frame and hears what became of it. */
async function ask(socket: WireClient, frame: ClientFrame, answers: readonly ServerFrame['t'][]): Promise<string> {
  const heard = socket.nextOf([...answers, 'error', 'reject'])
  socket.send(frame)
  const answer = await heard
  return answer.t === 'error' || answer.t === 'reject' ? answer.code : 'taken'
}

const isSlowDown = (outcome: string) => outcome === 'slow_down'

/** The burst is taken, the next is refused, and a moment later one more is taken. */
async function driveOver(
  { perSecond, burst }: { perSecond: number; burst: number },
  clock: { advance: (ms: number) => void },
  once: (n: number) => Promise<string>,
): Promise<void> {
  for (let n = 0; n < burst; n += 1) expect([n, await once(n)]).not.toEqual([n, 'slow_down'])
  expect(await once(burst)).toBe('slow_down')
  clock.advance(Math.ceil(1_000 / perSecond))
  expect(await once(burst + 1)).not.toBe('slow_down')
  expect(await once(burst + 2)).toBe('slow_down')
}

describe('every kind has a rate', () => {
  test('each frame and each command that the protocol knows', () => {
    expect(Object.keys(FRAME_RATES).toSorted()).toEqual(
      ClientFrame.options.map(({ entries }) => entries.t.literal).toSorted(),
    )
    const commands = Command.options.flatMap(({ options }) => options.map(({ entries }) => entries.type.literal))
    expect(Object.keys(COMMAND_RATES).toSorted()).toEqual(commands.toSorted())
  })

  // Sound: the keys are those of COMMANDS.
  for (const type of Object.keys(COMMANDS) as CommandType[]) {
    test(`${type}: over all sockets of a person, refused by its number`, async () => {
      const { enter, clock } = house()
      const sockets = await socketsFor(COMMAND_RATES[type].burst + 3, enter)
      await driveOver(COMMAND_RATES[type], clock, (n) => {
        const socket = sockets[n % sockets.length] as WireClient
        return ask(socket, { t: 'command', id: n, command: COMMANDS[type](n) }, ['ack'])
      })
      // Another person has a count of their own.
      const other = await enter(ann)
      await other.next('snapshot')
      const command = COMMANDS[type](999)
      if (type !== 'room.close')
        expect(isSlowDown(await ask(other, { t: 'command', id: 1, command }, ['ack']))).toBe(false)
    })
  }

  test('command: all kinds together', async () => {
    const { enter, clock } = house()
    const types = ['playback.seek', 'playback.play', 'playback.pause', 'playback.rate'] as const
    const sockets = await socketsFor(FRAME_RATES.command.burst + 3, enter)
    await driveOver(FRAME_RATES.command, clock, (n) => {
      const command = COMMANDS[types[n % types.length] ?? 'playback.seek'](n)
      return ask(sockets[n % sockets.length] as WireClient, { t: 'command', id: n, command }, ['ack'])
    })
  })

  test('ping', async () => {
    const { enter, clock } = house()
    const sockets = await socketsFor(FRAME_RATES.ping.burst + 3, enter)
    await driveOver(FRAME_RATES.ping, clock, (n) =>
      ask(sockets[n % sockets.length] as WireClient, { t: 'ping', at: n }, ['pong']),
    )
  })

  test('report', async () => {
    const { enter, clock } = house()
    const sockets = await socketsFor(2 * FRAME_RATES.report.burst, enter)
    await driveOver(FRAME_RATES.report, clock, async (n) => {
      const socket = sockets[n % sockets.length] as WireClient
      socket.send({ t: 'report', health: health({ offsetMs: n }) })
      // It is never answered when it is taken: what comes after it is.
      socket.send({ t: 'ping', at: n })
      const first = await socket.nextOf(['error', 'pong'])
      if (first.t === 'pong') return 'taken'
      await socket.next('pong')
      return first.code
    })
  })

  test('resume', async () => {
    const { enter, clock } = house()
    const socket = await enter(ben)
    const { run, seq } = await socket.next('snapshot')
    await driveOver(FRAME_RATES.resume, clock, () => ask(socket, { t: 'resume', run, seq }, ['events', 'snapshot']))
  })

  test('hello: the socket is closed, and may come back', async () => {
    const { enter, clock } = house()
    await driveOver(FRAME_RATES.hello, clock, async () => {
      const socket = await enter(ben)
      const answer = await socket.nextOf(['welcome', 'error'])
      if (answer.t === 'welcome') return 'taken'
      expect((await socket.closed).code).toBe(CLOSE.slow_down.code)
      return answer.t === 'error' ? answer.code : 'taken'
    })
  })

  test('leave', async () => {
    const { enter, clock } = house()
    await driveOver(FRAME_RATES.leave, clock, async () => {
      const socket = await enter(ben)
      await socket.next('snapshot')
      const refused = socket.nextOf(['error']).then(({ t }) => t)
      socket.send({ t: 'leave' })
      const outcome = await Promise.race([refused.catch(() => 'gone'), socket.closed.then(() => 'gone')])
      if (outcome === 'gone') return 'taken'
      socket.close()
      await socket.closed
      return 'slow_down'
    })
  })
})

test('ten seeks a second for a minute, as of a thumb on the scrub bar, are all taken', async () => {
  const { enter, clock } = house()
  const socket = await enter(ann)
  await socket.next('snapshot')
  for (let n = 0; n < 600; n += 1) {
    const outcome = await ask(socket, { t: 'command', id: n, command: COMMANDS['playback.seek'](n) }, ['ack'])
    expect([n, outcome]).toEqual([n, 'taken'])
    clock.advance(100)
  }
})

describe('what somebody has used up', () => {
  test('is not forgotten by coming back with another socket', () => {
    const sockets = new UserSockets(10)
    const first = sockets.take(ann.id, 0)
    if (typeof first === 'string') throw new Error(first)
    for (let n = 0; n < COMMAND_RATES['chat.say'].burst; n += 1) expect(first.take('chat.say', 0)).toBe(true)
    sockets.release(ann.id, 0)
    const second = sockets.take(ann.id, 0)
    if (typeof second === 'string') throw new Error(second)
    expect(second.take('chat.say', 0)).toBe(false)
  })

  test('is remembered for a minute, and of ten thousand people at most', () => {
    const sockets = new UserSockets(10)
    for (let n = 0; n < 12_000; n += 1) {
      const { id } = profile(`p${n}`)
      sockets.take(id, 0)
      sockets.release(id, 0)
    }
    expect(sockets.size).toBe(10_000)
    sockets.take(ann.id, 60_000)
    sockets.release(ann.id, 60_000)
    expect(sockets.size).toBe(1)
  })

  test('is full again for everything when it is forgotten', () => {
    for (const { perSecond, burst } of [...Object.values(FRAME_RATES), ...Object.values(COMMAND_RATES)])
      expect(burst / perSecond).toBeLessThanOrEqual(60)
  })
})
