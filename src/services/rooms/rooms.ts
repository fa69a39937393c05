import { mediaItem } from '#core/media-url.ts'
import { isHere, profileOf } from '#core/members.ts'
import { roleOf } from '#core/permissions.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { RoomState } from '#core/state.ts'
import { type KeptPlayback, keptOf, mediaOf, positionAt, standing } from '#core/timeline.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import type { Clock } from '#ports/clock.ts'
import { OutsideFault } from '#ports/fault.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { StoredRoom } from '#ports/room-store.ts'
import type { Sequencer } from '#ports/sequencer.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { CreateRoom, History, Invite, RoomList, RoomSummary, UpdateRoom, User } from '#protocol/http.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'
import type { Member } from '#protocol/members.ts'
import type { Command } from '#protocol/messages.ts'
import type { RoomRegistry } from './registry.ts'
import type { CachedRoomStore } from './room-cache.ts'
import type { RoomsApi } from './rooms-api.ts'

/** Rooms in one list. */
const LIST_MAX = 50
/** Faces shown with a room in a list. */
const FACES_MAX = 4
/** The name of a room that was given neither a name nor a film. */
const UNNAMED = 'WatchParty'

type Looked = Result<{ stored: StoredRoom; members: readonly Member[] }, ErrorCode>

interface RoomsDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly registry: RoomRegistry
  readonly sequencer: Sequencer
  readonly rooms: CachedRoomStore
  readonly chat: ChatStore
}

/** What is asked of rooms once, over HTTP. */
export class Rooms implements RoomsApi {
  readonly #deps: RoomsDeps

  constructor(deps: RoomsDeps) {
    this.#deps = deps
  }

  /** A new room; its film stands where its link asks to begin until somebody presses play. */
  async create(user: User, body: CreateRoom): Promise<Result<RoomSummary, ErrorCode>> {
    const { clock, ids, registry, rooms } = this.#deps
    const now = clock.now()
    let playback: KeptPlayback = { status: 'idle', epoch: 0, version: 0 }
    if (body.media) {
      const film = mediaItem(body.media, ids.media(), user.id)
      if (!film.ok) return film
      const { media, startMs } = film.value
      playback = { status: 'paused', epoch: 1, version: 1, media, positionMs: startMs, rate: 1 }
    }
    const title = body.title ?? mediaOf(playback)?.title ?? UNNAMED
    const room = {
      id: ids.room(),
      title,
      hostId: user.id,
      control: body.control,
      buffering: body.buffering,
      createdAt: now,
      closedAt: null,
      version: 0,
    }
    const stored = { room, playback, aliveAt: now }
    await rooms.create(stored)
    if (playback.status !== 'idle') registry.describe(room.id, playback.media)
    return ok(this.#summary(stored, [], user))
  }

  async get(user: User, id: RoomId): Promise<Result<RoomSummary, ErrorCode>> {
    const found = await this.#look(id)
    return found.ok ? ok(this.#summary(found.value.stored, found.value.members, user)) : found
  }

  async invite(id: RoomId): Promise<Result<Invite, ErrorCode>> {
    const found = await this.#look(id)
    if (!found.ok) return found
    const { stored, members } = found.value
    return ok({
      id,
      title: stored.room.title,
      film: mediaOf(stored.playback)?.title ?? null,
      here: members.filter(isHere).length,
    })
  }

  async list(user: User): Promise<RoomList> {
    const stored = await this.#deps.rooms.listFor(user.id, LIST_MAX)
    const rooms = await Promise.all(
      stored.map(async (room) => {
        const awake = await this.#awake(room.room.id)
        return awake ? this.#summary(awake.stored, awake.members, user) : this.#summary(room, [], user)
      }),
    )
    return { rooms }
  }

  async update(user: User, id: RoomId, body: UpdateRoom): Promise<Result<RoomSummary, ErrorCode>> {
    const found = await this.#deps.registry.find(id)
    if (!found.ok) return found
    const { title, control, buffering } = { ...found.value.state.room, ...body }
    const done = await this.#command(user, id, { type: 'room.update', title, control, buffering })
    return done.ok ? this.get(user, id) : done
  }

  async close(user: User, id: RoomId): Promise<Result<null, ErrorCode>> {
    const done = await this.#command(user, id, { type: 'room.close' })
    return done.ok ? ok(null) : done
  }

  async filmOf(user: User, id: RoomId): Promise<Result<string | null, ErrorCode>> {
    const found = await this.#asMember(user, id)
    return found.ok ? ok(mediaOf(found.value.stored.playback)?.url ?? null) : found
  }

  /** Messages, for people who have been in the room. */
  async history(
    user: User,
    id: RoomId,
    { before, find, limit }: { before: LineId | null; find: string | null; limit: number },
  ): Promise<Result<History, ErrorCode>> {
    const found = await this.#asMember(user, id)
    if (!found.ok) return found
    // One more than asked for tells whether there are more.
    const lines =
      find === null
        ? await this.#deps.chat.page(id, limit + 1, before)
        : await this.#deps.chat.find(id, find, limit + 1)
    return ok({ lines: lines.slice(-limit), more: lines.length > limit })
  }

  #command(user: User, id: RoomId, command: Command) {
    return this.#deps.registry.execute(id, command, { kind: 'user', profile: profileOf(user) })
  }

  /** A room without waking it, for people who have been in it. */
  async #asMember(user: User, id: RoomId): Promise<Looked> {
    const found = await this.#look(id)
    if (!found.ok) return found
    // Who has just come in may not be in the store yet.
    const isHere = found.value.members.some((member) => member.id === user.id)
    return isHere || (await this.#deps.rooms.isMember(id, user.id)) ? found : err('not_member')
  }

  /** A room without waking it. */
  async #look(id: RoomId): Promise<Looked> {
    const awake = await this.#awake(id)
    const stored = awake?.stored ?? (await this.#deps.rooms.look(id))
    if (stored === null) return err('room_not_found')
    return stored.room.closedAt === null ? ok({ stored, members: awake?.members ?? [] }) : err('room_closed')
  }

  /** The room as it is now, if it is awake here or elsewhere. */
  async #awake(id: RoomId): Promise<{ stored: StoredRoom; members: readonly Member[] } | null> {
    const state = this.#deps.registry.peek(id) ?? (await this.#elsewhere(id))
    if (state === null) return null
    const { room, playback, members } = state
    return { stored: { room, playback: keptOf(playback), aliveAt: this.#deps.clock.now() }, members }
  }

  async #elsewhere(id: RoomId): Promise<RoomState | null> {
    try {
      return (await this.#deps.sequencer.read(id))?.state ?? null
    } catch (fault) {
      if (fault instanceof OutsideFault) return null // what the store knows will do
      throw fault
    }
  }

  #summary({ room, playback, aliveAt }: StoredRoom, members: readonly Member[], user: User): RoomSummary {
    const now = this.#deps.clock.now()
    // Asleep, it stands where it was last alive.
    const shown = members.length > 0 ? playback : standing(playback, aliveAt)
    const media = mediaOf(shown)
    const here = members.filter(isHere)
    return {
      ...room,
      role: roleOf(room, user.id),
      film: media && {
        title: media.title,
        url: media.url,
        posterUrl: media.posterUrl,
        durationMs: media.durationMs,
        live: media.live,
        positionMs: Math.round(positionAt(shown, now)),
        playing: shown.status === 'playing',
      },
      here: here.length,
      faces: here.slice(0, FACES_MAX).map(profileOf),
      activeAt: aliveAt,
    }
  }
}
