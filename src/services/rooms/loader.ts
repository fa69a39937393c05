import { newest } from '#core/chat.ts'
import { err, ok, type Result } from '#core/result.ts'
import { mended } from '#core/room.ts'
import type { RoomState } from '#core/state.ts'
import { mediaOf, standing } from '#core/timeline.ts'
import type { ChatStore } from '#ports/chat-store.ts'
import type { Clock } from '#ports/clock.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { SubtitleStore } from '#ports/subtitle-store.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { EpochMs, RoomId } from '#protocol/ids.ts'
import { FEED_KEPT } from '#protocol/limits.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'

/** A room that was alive this short a time ago, ms, goes on as if nothing had been: its viewers are coming back. */
const REVIVE_MS = 60_000

interface LoaderDeps {
  readonly clock: Clock
  readonly rooms: RoomStore
  readonly chat: ChatStore
  readonly subtitles: Pick<SubtitleStore, 'list'>
}

/** Rooms out of the store. */
export class RoomLoader {
  readonly #deps: LoaderDeps

  constructor(deps: LoaderDeps) {
    this.#deps = deps
  }

  /** A room that sleeps. After a short absence it plays on; after a long one it stands where it was. */
  async load(id: RoomId): Promise<Result<RoomState, ErrorCode>> {
    const { rooms, chat, clock } = this.#deps
    const stored = await rooms.load(id)
    if (stored === null) return err('room_not_found')
    if (stored.room.closedAt !== null) return err('room_closed')
    const now = clock.now()
    const soon = now - stored.aliveAt < REVIVE_MS
    // Whoever was there when the room was put away was seen then, and not before. Making a room is not being in it.
    const since = Math.max(stored.aliveAt, stored.room.createdAt + 1) as EpochMs // brand: the later of two instants
    const [lines, recent, subtitles] = await Promise.all([
      chat.page(id, FEED_KEPT, null),
      soon ? rooms.seenSince(id, since) : Promise.resolve([]),
      this.#subtitlesOf(stored),
    ])
    return ok({
      room: stored.room,
      playback: soon ? stored.playback : standing(stored.playback, stored.aliveAt),
      // Whoever was just here has a seat for the grace period, so that a restart is no departure.
      members: recent.map((profile) => ({ ...profile, joinedAt: now, sessions: [], goneAt: now })),
      feed: newest(lines.map((line) => ({ kind: 'line', line }))),
      patience: [],
      subtitles,
    })
  }

  /** A room that went on in memory while the one who keeps it awake lost it: with what the store knows better. */
  async recover(state: RoomState): Promise<RoomState> {
    const { rooms, chat } = this.#deps
    const { id } = state.room
    const [stored, lines] = await Promise.all([rooms.load(id), chat.page(id, FEED_KEPT, null)])
    if (stored === null) return state
    const whole = mended(state, stored, lines)
    return { ...whole, subtitles: await this.#subtitlesOf(whole) }
  }

  #subtitlesOf({ room, playback }: Pick<RoomState, 'room' | 'playback'>): Promise<SubtitleTrack[]> {
    const media = mediaOf(playback)
    return media === null ? Promise.resolve([]) : this.#deps.subtitles.list(room.id, media.id)
  }
}
