import * as v from 'valibot'
import { err, ok, type Result } from '#core/result.ts'
import { ErrorBody, type ErrorCode } from '#protocol/errors.ts'
import type { MediaId, RoomId, SubtitleId } from '#protocol/ids.ts'
import { SubtitleTrack } from '#protocol/subtitles.ts'
import type { TokenSource } from './api.ts'

/** Longest wait for a file to go up or come down on a weak line, ms. */
const TIMEOUT_MS = 30_000

/**
 * Subtitles of rooms, which are files and no JSON: apart from `Api`, so that only who comes to them loads this.
 * An expired token is renewed once, silently.
 */
export class SubtitlesApi {
  readonly #tokens: TokenSource

  constructor(tokens: TokenSource) {
    this.#tokens = tokens
  }

  read = (room: RoomId, id: SubtitleId): Promise<Result<Uint8Array, ErrorCode>> =>
    this.#ask(`${room}/subtitles/${id}`, {}, async (answer) => await answer.bytes())

  upload = (room: RoomId, media: MediaId, name: string, body: Uint8Array<ArrayBuffer>) =>
    this.#ask(`${room}/subtitles?${new URLSearchParams({ media, name })}`, { method: 'POST', body }, trackIn)

  link = (room: RoomId, media: MediaId, url: string) =>
    this.#ask(
      `${room}/subtitles/link?${new URLSearchParams({ media })}`,
      { method: 'POST', body: JSON.stringify({ url }), headers: { 'content-type': 'application/json' } },
      trackIn,
    )

  remove = (room: RoomId, id: SubtitleId): Promise<Result<null, ErrorCode>> =>
    this.#ask(`${room}/subtitles/${id}`, { method: 'DELETE' }, async () => null)

  async #ask<T>(
    path: string,
    init: RequestInit,
    parse: (answer: Response) => Promise<T>,
    again = true,
  ): Promise<Result<T, ErrorCode>> {
    try {
      const answer = await fetch(`/api/rooms/${path}`, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${this.#tokens.token ?? ''}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.ok) return ok(await parse(answer))
      const { code } = v.parse(ErrorBody, await answer.json()).error
      const old = code === 'token_expired' || code === 'token_invalid'
      return old && again && (await this.#tokens.renew()) ? await this.#ask(path, init, parse, false) : err(code)
    } catch {
      return err('unavailable') // no answer, not in time, or none of ours
    }
  }
}

const trackIn = async (answer: Response): Promise<SubtitleTrack> => v.parse(SubtitleTrack, await answer.json())

/** A file from anywhere that lets this page read it. */
export async function fetchAnywhere(url: string, maxBytes: number): Promise<Result<Uint8Array, ErrorCode>> {
  try {
    const answer = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!answer.ok) return err('subtitles_unreachable')
    if (Number(answer.headers.get('content-length') ?? 0) > maxBytes) return err('subtitles_too_large')
    return ok(await answer.bytes())
  } catch {
    return err('subtitles_unreachable')
  }
}
