import * as v from 'valibot'
import type { Batch, Bus, Follower, Notice } from '#ports/bus.ts'
import { type Clock, wakeIn } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import { Health } from '#protocol/health.ts'
import { type RoomId, SessionId, UserId } from '#protocol/ids.ts'
import { ReactionBurst } from '#protocol/reactions.ts'
import { type RedisClient, SILENCE_MS } from './client.ts'
import { faultOf } from './fault.ts'
import { KEY_PREFIX } from './names.ts'

/** The channel on which a room's events are published. */
export const channelOf = (room: RoomId, prefix = KEY_PREFIX): string => `${prefix}bus:${room}`

/** A notice among the batches. What an instance of another version says otherwise is passed over: it may be lost. */
const NoticeMessage = v.object({
  notice: v.variant('about', [
    v.object({
      about: v.literal('health'),
      by: v.string(),
      of: v.array(v.object({ userId: UserId, session: SessionId, health: Health })),
    }),
    v.object({ about: v.literal('asking'), by: v.string() }),
    v.object({ about: v.literal('reactions'), by: v.string(), burst: ReactionBurst }),
  ]),
})

/** Channels in one command, when all are subscribed again. */
const CHANNELS_AT_ONCE = 500
/** How often a quiet listener is asked whether it still hears, ms. */
const PING_MS = SILENCE_MS / 4

interface RedisBusDeps {
  readonly client: RedisClient
  readonly clock: Clock
  readonly log: Log
}

/** The bus of several instances: Redis brings each batch to everyone who listens, once, if the connection holds. */
export class RedisBus implements Bus {
  readonly #deps: RedisBusDeps
  readonly #prefix: string
  readonly #rooms = new Map<RoomId, Set<Follower>>()
  #cancelBeat: () => void = () => {}

  constructor(deps: RedisBusDeps, prefix = KEY_PREFIX) {
    this.#deps = deps
    this.#prefix = prefix
    const { listener } = deps.client
    listener.on('message', (channel: string, message: string) => this.#heard(channel, message))
    listener.on('ready', () => void this.#resubscribe())
    // Perhaps it was ready before we listened.
    if (listener.status === 'ready') void this.#resubscribe()
    this.#beat()
  }

  close(): void {
    this.#cancelBeat()
  }

  async publish(room: RoomId, batch: Batch): Promise<void> {
    try {
      await this.#deps.client.redis.publish(channelOf(room, this.#prefix), JSON.stringify(batch))
    } catch (error) {
      throw faultOf(error)
    }
  }

  notify(room: RoomId, notice: Notice): void {
    this.#deps.client.redis
      .publish(channelOf(room, this.#prefix), JSON.stringify({ notice }))
      .catch((error: unknown) => this.#deps.log.debug('redis.notify_failed', { error }))
  }

  subscribe(room: RoomId, follower: Follower): () => void {
    const followers = this.#rooms.get(room)
    if (followers) {
      followers.add(follower)
      follower.gap() // the channel may be on its way still; then its own gap follows
    } else {
      this.#rooms.set(room, new Set([follower]))
      void this.#listen([room])
    }
    return () => {
      const left = this.#rooms.get(room)
      left?.delete(follower)
      if (left?.size !== 0) return
      this.#rooms.delete(room)
      // A connection that is gone listens to nothing; the next one listens to what is wanted then.
      this.#deps.client.listener.unsubscribe(channelOf(room, this.#prefix)).catch(() => {})
    }
  }

  #heard(channel: string, message: string): void {
    const room = channel.slice(channelOf('' as RoomId, this.#prefix).length) as RoomId // sound: we named the channel
    const followers = this.#rooms.get(room)
    if (!followers) return
    // We wrote it ourselves: a batch, or a notice, or what a version of ours says that we do not know.
    const said = JSON.parse(message) as Partial<Batch> & { notice?: unknown }
    if (said.notice === undefined) {
      if (said.events !== undefined) for (const follower of followers) follower.deliver(said as Batch)
      return
    }
    const read = v.safeParse(NoticeMessage, said)
    if (!read.success) return this.#deps.log.debug('redis.notice_unknown', {})
    const notice = read.output.notice as Notice // sound: `by` is the name of an instance, which only we give
    for (const follower of followers) follower.notice(notice)
  }

  async #resubscribe(): Promise<void> {
    const rooms = [...this.#rooms.keys()]
    for (let first = 0; first < rooms.length; first += CHANNELS_AT_ONCE) {
      await this.#listen(rooms.slice(first, first + CHANNELS_AT_ONCE))
    }
  }

  /** Once Redis has confirmed, whatever was published before may have been missed. */
  async #listen(rooms: readonly RoomId[]): Promise<void> {
    const { listener } = this.#deps.client
    if (listener.status !== 'ready') return // all are subscribed when it is
    try {
      await listener.subscribe(...rooms.map((room) => channelOf(room, this.#prefix)))
    } catch (error) {
      this.#deps.log.debug('redis.subscribe_failed', { error })
      listener.disconnect(true) // a connection that listens to half of it is worse than a new one
      return
    }
    for (const room of rooms) for (const follower of this.#rooms.get(room) ?? []) follower.gap()
  }

  /** A listener hears nothing while nothing happens; asked now and then, a dead connection is told from a quiet one. */
  #beat(): void {
    this.#cancelBeat = wakeIn(this.#deps.clock, PING_MS, () => {
      const { listener } = this.#deps.client
      if (listener.status === 'ready') listener.ping().catch(() => listener.disconnect(true))
      this.#beat()
    })
  }
}
