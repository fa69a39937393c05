import { memberOf } from '#core/members.ts'
import { can } from '#core/permissions.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { RoomState } from '#core/state.ts'
import { languageOf } from '#core/subtitles/letters.ts'
import { readSubtitles } from '#core/subtitles/read.ts'
import { trackName } from '#core/subtitles/track-name.ts'
import { toVtt } from '#core/subtitles/vtt.ts'
import { mediaOf } from '#core/timeline.ts'
import type { Clock } from '#ports/clock.ts'
import type { Fetcher, FetchFailure } from '#ports/fetcher.ts'
import type { IdSource } from '#ports/id-source.ts'
import type { RoomStore } from '#ports/room-store.ts'
import type { SubtitleStore } from '#ports/subtitle-store.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { User } from '#protocol/http.ts'
import type { RoomId, SubtitleId } from '#protocol/ids.ts'
import { SUBTITLES_MAX_BYTES, SUBTITLES_MAX_UNITS } from '#protocol/limits.ts'
import type { SubtitlesFor, SubtitleTrack } from '#protocol/subtitles.ts'
import type { RoomRegistry } from '../rooms/registry.ts'

/** What the world outside may do with the subtitles of a room. */
export interface SubtitlesApi {
  /** Adds a file, or what an address leads to, for all who watch. */
  share(
    user: User,
    room: RoomId,
    from: Uint8Array | URL,
    asked: SubtitlesFor,
  ): Promise<Result<SubtitleTrack, ErrorCode>>
  /** The cues, as WebVTT. */
  read(user: User, room: RoomId, id: SubtitleId): Promise<Result<string, ErrorCode>>
  remove(user: User, room: RoomId, id: SubtitleId): Promise<Result<null, ErrorCode>>
}

interface RoomSubtitlesDeps {
  readonly clock: Clock
  readonly ids: IdSource
  readonly registry: Pick<RoomRegistry, 'find' | 'execute'>
  readonly rooms: Pick<RoomStore, 'isMember'>
  readonly store: SubtitleStore
  readonly fetcher: Fetcher
}

/** What a file without a name, in a language that nobody can tell, is called. */
const UNNAMED = 'Subtitles'
/** UTF-16 units of the cues by which their language is told. */
const SAMPLE_UNITS = 20_000

/** Subtitles that a room has for the film it plays. Who may change the film may add and remove them. */
export class RoomSubtitles implements SubtitlesApi {
  readonly #deps: RoomSubtitlesDeps

  constructor(deps: RoomSubtitlesDeps) {
    this.#deps = deps
  }

  async share(
    user: User,
    room: RoomId,
    from: Uint8Array | URL,
    asked: SubtitlesFor,
  ): Promise<Result<SubtitleTrack, ErrorCode>> {
    const { clock, ids, registry, store } = this.#deps
    const allowed = await this.#mayChange(user, room)
    if (!allowed.ok) return allowed
    const media = mediaOf(allowed.value.playback)
    if (media === null) return err('nothing_playing')
    if (media.id !== asked.media) return err('stale_media')
    const bytes = from instanceof URL ? await this.#fetched(from) : ok(from)
    if (!bytes.ok) return bytes
    const made = textOf(bytes.value)
    if (!made.ok) return made
    const { vtt, language } = made.value
    const named = trackName(asked.name ?? (from instanceof URL ? nameIn(from) : ''))
    const label = named.label === '' ? UNNAMED : named.label
    const track = { id: ids.subtitle(), label, language: named.language ?? language, addedBy: user.id }
    // Kept first: whoever hears of it may fetch it at once.
    await store.add({ room, media, track, vtt, at: clock.now() })
    const told = await registry.execute(
      room,
      { type: 'playback.subtitle', media: media.id, track, by: user.id },
      { kind: 'system' },
    )
    if (told.ok) return ok(track)
    await store.remove(room, track.id)
    return told
  }

  async read(user: User, room: RoomId, id: SubtitleId): Promise<Result<string, ErrorCode>> {
    const found = await this.#deps.registry.find(room)
    if (!found.ok) return found
    if (!(await this.#isMember(user, found.value.state))) return err('not_member')
    const vtt = await this.#deps.store.read(room, id)
    return vtt === null ? err('not_found') : ok(vtt)
  }

  async remove(user: User, room: RoomId, id: SubtitleId): Promise<Result<null, ErrorCode>> {
    const { registry, store } = this.#deps
    const allowed = await this.#mayChange(user, room)
    if (!allowed.ok) return allowed
    if (!allowed.value.subtitles.some((track) => track.id === id)) return err('not_found')
    const told = await registry.execute(room, { type: 'playback.unsubtitle', id, by: user.id }, { kind: 'system' })
    if (!told.ok) return told
    await store.remove(room, id)
    return ok(null)
  }

  /** The room, if this person sits in it and may change its film. */
  async #mayChange(user: User, room: RoomId): Promise<Result<RoomState, ErrorCode>> {
    const found = await this.#deps.registry.find(room)
    if (!found.ok) return found
    const { state } = found.value
    if (memberOf(state, user.id) === undefined) return err('not_member')
    return can(state.room, user.id, 'playback.load') ? ok(state) : err('not_allowed')
  }

  async #isMember(user: User, state: RoomState): Promise<boolean> {
    return memberOf(state, user.id) !== undefined || (await this.#deps.rooms.isMember(state.room.id, user.id))
  }

  async #fetched(url: URL): Promise<Result<Uint8Array, ErrorCode>> {
    const fetched = await this.#deps.fetcher.fetch({
      url: url.href,
      accept: 'text/vtt, application/x-subrip, text/*;q=0.9, */*;q=0.5',
      maxBytes: SUBTITLES_MAX_BYTES,
      beyond: 'refuse',
    })
    if (!fetched.ok) return err(FAILURES[fetched.error] ?? 'subtitles_unreachable')
    return fetched.value.status === 200 ? ok(fetched.value.bytes) : err('subtitles_unreachable')
  }
}

/** Failures to fetch that somebody can do something about; of the others they may only look at their link. */
const FAILURES: Partial<Record<FetchFailure, ErrorCode>> = { busy: 'unavailable', oversized: 'subtitles_too_large' }

/** What a file says, as it is kept. */
function textOf(bytes: Uint8Array): Result<{ vtt: string; language: string | null }, ErrorCode> {
  const read = readSubtitles(bytes)
  if (!read.ok) return read
  const vtt = toVtt(read.value.cues)
  // Escapes make a text longer than its file.
  if (vtt.length > SUBTITLES_MAX_UNITS) return err('subtitles_too_large')
  let sample = ''
  for (const { text } of read.value.cues) {
    sample += `${text} `
    if (sample.length > SAMPLE_UNITS) break
  }
  return ok({ vtt, language: languageOf(sample) })
}

/** The last part of an address, as its file is called; a stray `%` is one. */
function nameIn({ pathname }: URL): string {
  const last = pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
