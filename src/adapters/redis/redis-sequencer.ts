import { evolve } from '#core/room.ts'
import type { RoomState } from '#core/state.ts'
import type { Awake, Base, Missed, Sequencer } from '#ports/sequencer.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import { EVENTS_KEPT } from '#protocol/limits.ts'
import type { Event } from '#protocol/messages.ts'
import type { RedisClient } from './client.ts'
import { RedisFault } from './fault.ts'
import { KEY_PREFIX } from './names.ts'
import { channelOf } from './redis-bus.ts'
import { Script } from './script.ts'

/** A room that no instance has kept awake for this long, ms, is forgotten here; the store has it. */
const AWAKE_MS = 60_000
/** The whole state is written with every so many events; between them, the events alone. */
const STATE_EVERY = 64

/*
 * A room is a hash: `server` (the run of Redis that has all of it), `run`, `seq`, and `state` as of event number `at`;
 * and a list: the last events as JSON, always those after `at`.
 */

/** What somebody misses at run ARGV[2], number ARGV[3]. Nothing of a room that an earlier life of the server wrote. */
const MISSED = `
local function missed()
  local room = redis.call('HMGET', KEYS[1], 'server', 'run', 'seq', 'at')
  if not room[1] then return {} end
  local gap = tonumber(room[3]) - tonumber(ARGV[3])
  if room[1] ~= ARGV[1] or (room[2] == ARGV[2] and gap < 0) then
    redis.call('DEL', KEYS[1], KEYS[2])
    return {}
  end
  if room[2] == ARGV[2] and gap <= redis.call('LLEN', KEYS[2]) then
    return {'events', gap > 0 and redis.call('LRANGE', KEYS[2], -gap, -1) or {}}
  end
  return {'room', room[2], room[3], room[4], redis.call('HGET', KEYS[1], 'state'), redis.call('LRANGE', KEYS[2], 0, -1)}
end`

/** ARGV: server, run, seq. */
const SINCE = new Script(`${MISSED}
return missed()`)

/** ARGV: server, '', 0, new run, ttl, state. */
const OPEN = new Script(`${MISSED}
local found = missed()
if found[1] then return found end
redis.call('HSET', KEYS[1], 'server', ARGV[1], 'run', ARGV[4], 'seq', 0, 'at', 0, 'state', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return missed()`)

/** ARGV: server, run, seq, ttl, events to keep, channel, message, state or '', then the events. */
const COMMIT = new Script(`${MISSED}
local room = redis.call('HMGET', KEYS[1], 'server', 'run', 'seq')
if room[1] ~= ARGV[1] or room[2] ~= ARGV[2] or room[3] ~= ARGV[3] then return {0, missed()} end
local seq = tonumber(ARGV[3]) + #ARGV - 8
for i = 9, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('LTRIM', KEYS[2], -tonumber(ARGV[5]), -1)
redis.call('HSET', KEYS[1], 'seq', seq)
if ARGV[8] ~= '' then redis.call('HSET', KEYS[1], 'at', seq, 'state', ARGV[8]) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return {1, seq}`)

/** ARGV: server, run, seq. */
const CLOSE = new Script(`
local room = redis.call('HMGET', KEYS[1], 'server', 'run', 'seq')
if room[1] ~= ARGV[1] or room[2] ~= ARGV[2] or room[3] ~= ARGV[3] then return 0 end
return redis.call('DEL', KEYS[1], KEYS[2]) > 0 and 1 or 0`)

/** ARGV: server, ttl. */
const KEEP = new Script(`
local room = redis.call('HMGET', KEYS[1], 'server', 'run', 'seq')
if room[1] ~= ARGV[1] then return {} end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {room[2], room[3]}`)

/** The sequencer of several instances: Redis gives the order, in one script that compares, writes and publishes. */
export class RedisSequencer implements Sequencer {
  readonly #client: RedisClient
  readonly #prefix: string

  constructor(client: RedisClient, prefix = KEY_PREFIX) {
    this.#client = client
    this.#prefix = prefix
  }

  async read(room: RoomId): Promise<Awake | null> {
    // A run of no name is nobody's: the room comes whole.
    const found = await this.#run(SINCE, room, ['', 0])
    return awakeOf(found)
  }

  async since(room: RoomId, base: Base): Promise<Missed | null> {
    return missedOf(await this.#run(SINCE, room, [base.run, base.seq]), base)
  }

  async open(room: RoomId, state: RoomState, run: RunId): Promise<Awake> {
    const opened = awakeOf(await this.#run(OPEN, room, ['', 0, run, AWAKE_MS, JSON.stringify(state)]))
    if (opened === null) throw new RedisFault('Redis did not keep the room')
    return opened
  }

  async commit(
    room: RoomId,
    base: Base,
    events: readonly Event[],
    state: RoomState,
  ): Promise<{ ok: true; seq: number } | { ok: false; missed: Missed | null }> {
    const texts = events.map((event) => JSON.stringify(event))
    const message = `{"run":"${base.run}","firstSeq":${base.seq + 1},"events":[${texts.join(',')}]}`
    const last = base.seq + events.length
    const due = Math.floor(base.seq / STATE_EVERY) !== Math.floor(last / STATE_EVERY)
    const whole = due ? JSON.stringify(state) : ''
    const channel = channelOf(room, this.#prefix)
    const reply = await this.#run(COMMIT, room, [
      base.run,
      base.seq,
      AWAKE_MS,
      EVENTS_KEPT,
      channel,
      message,
      whole,
      ...texts,
    ])
    // The cast is sound: the script answers one of these two.
    const [ok, value] = reply as [1, number] | [0, unknown]
    return ok === 1 ? { ok: true, seq: Number(value) } : { ok: false, missed: missedOf(value, base) }
  }

  async close(room: RoomId, base: Base): Promise<boolean> {
    return (await this.#run(CLOSE, room, [base.run, base.seq])) === 1
  }

  async keep(rooms: readonly RoomId[]): Promise<(Base | null)[]> {
    // Sent at once: ioredis writes the commands of one turn together.
    const replies = await Promise.all(rooms.map((room) => this.#run(KEEP, room, [AWAKE_MS])))
    return replies.map((reply) => {
      const [run, seq] = reply as [RunId, string] | [] // what the script answers
      return run === undefined ? null : { run, seq: Number(seq) }
    })
  }

  async #run(script: Script, room: RoomId, args: readonly (string | number)[]): Promise<unknown> {
    // Braces: in a Redis cluster, both keys of a room must live in the same place.
    const key = `${this.#prefix}room:{${room}}`
    return script.run(this.#client.redis, [key, `${key}:events`], [this.#client.server(), ...args])
  }
}

type Found = [] | ['events', string[]] | ['room', RunId, string, string, string, string[]]

/** What the function `missed` of the scripts answered. We wrote it ourselves, so it is not checked again. */
function missedOf(reply: unknown, base: Base): Missed | null {
  const found = reply as Found
  if (found[0] === 'events') {
    const events = found[1].map((text) => JSON.parse(text) as Event)
    return { kind: 'events', batch: { run: base.run, firstSeq: base.seq + 1, events } }
  }
  const awake = awakeOf(found)
  return awake && { kind: 'room', awake }
}

function awakeOf(reply: unknown): Awake | null {
  const found = reply as Found
  if (found[0] !== 'room') return null
  const [, run, seqText, at, stateText, texts] = found
  const seq = Number(seqText)
  const recent = texts.map((text) => JSON.parse(text) as Event)
  const after = seq - Number(at)
  const state = (after === 0 ? [] : recent.slice(-after)).reduce<RoomState>(evolve, JSON.parse(stateText) as RoomState)
  return { run, seq, state, recent }
}
