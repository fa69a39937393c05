import { err, ok, type Result } from '#core/result.ts'
import type { Cue } from '#core/subtitles/cue.ts'
import { languageOf } from '#core/subtitles/letters.ts'
import { readSubtitles } from '#core/subtitles/read.ts'
import { trackName } from '#core/subtitles/track-name.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { MediaId, RoomId } from '#protocol/ids.ts'
import { SUBTITLES_MAX_BYTES } from '#protocol/limits.ts'
import type { SubtitleTrack } from '#protocol/subtitles.ts'
import { fetchAnywhere, SubtitlesApi } from '../net/subtitles.ts'
import type { RoomStore } from './room.svelte.ts'
import type { Session } from './session.svelte.ts'

/** A file of subtitles that was read here. */
export interface ReadFile {
  readonly label: string
  readonly language: string | null
  readonly cues: readonly Cue[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Letters of a file by which its language is told. */
const SAMPLE_CUES = 300

/** Reading, sharing and fetching subtitles: loaded when the first ones are wanted. */
export class SubtitleFiles {
  readonly #room: RoomStore
  readonly #api: SubtitlesApi

  constructor(room: RoomStore, session: Session) {
    this.#room = room
    this.#api = new SubtitlesApi(session)
  }

  async readFile(file: File): Promise<Result<ReadFile, ErrorCode>> {
    if (file.size > SUBTITLES_MAX_BYTES) return err('subtitles_too_large')
    try {
      return this.#read(new Uint8Array(await file.arrayBuffer()), file.name)
    } catch {
      return err('subtitles_binary') // a folder, or a file that went away meanwhile
    }
  }

  async readLink(url: string): Promise<Result<ReadFile, ErrorCode>> {
    const bytes = await fetchAnywhere(url, SUBTITLES_MAX_BYTES)
    return bytes.ok ? this.#read(new Uint8Array(bytes.value), new URL(url).pathname) : bytes
  }

  async cuesOf(id: SubtitleTrack['id']): Promise<Result<readonly Cue[], ErrorCode>> {
    const { room } = this.#room
    if (room === null) return err('unavailable')
    const bytes = await this.#api.read(room.id, id)
    if (!bytes.ok) return bytes
    const read = readSubtitles(bytes.value)
    return read.ok ? ok(read.value.cues) : read
  }

  shareFile = ({ label, bytes }: ReadFile): Promise<Result<SubtitleTrack, ErrorCode>> =>
    this.#forFilm((room, media) => this.#api.upload(room, media, label, bytes))

  shareLink = (url: string): Promise<Result<SubtitleTrack, ErrorCode>> =>
    this.#forFilm((room, media) => this.#api.link(room, media, url))

  async remove(id: SubtitleTrack['id']): Promise<ErrorCode | null> {
    const { room } = this.#room
    const removed = room === null ? err('unavailable' as const) : await this.#api.remove(room.id, id)
    return removed.ok ? null : removed.error
  }

  async #forFilm(
    ask: (room: RoomId, media: MediaId) => Promise<Result<SubtitleTrack, ErrorCode>>,
  ): Promise<Result<SubtitleTrack, ErrorCode>> {
    const { room, film } = this.#room
    if (room === null || film === null) return err('nothing_playing')
    return await ask(room.id, film.id)
  }

  #read(bytes: Uint8Array<ArrayBuffer>, path: string): Result<ReadFile, ErrorCode> {
    const read = readSubtitles(bytes)
    if (!read.ok) return read
    const { cues } = read.value
    const { label, language } = trackName(path)
    const sample = cues.slice(0, SAMPLE_CUES).map(({ text }) => text)
    return ok({ label, language: language ?? languageOf(sample.join(' ')), cues, bytes })
  }
}
