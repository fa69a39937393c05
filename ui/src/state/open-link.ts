import { readLink } from '#core/media-url.ts'
import type { MediaKind } from '#protocol/media.ts'
import type { Api } from '../net/api.ts'
import { type Engine, engineFor } from '../player/engines/engine.ts'
import { FilmAddresses } from './film-addresses.ts'
import { signFilm } from './films.ts'

/**
 * Opens a link in a video of its own, to see whether it plays here: by the engine that a room would use. What cannot
 * be opened ends in the video's `error` event. Returns how to let go of it. `kind`: what its source says it is, where the
 * address does not look like it.
 */
export function openLink(video: HTMLVideoElement, url: string, api: Api, kind: MediaKind | null = null): () => void {
  let engine: Engine | null = null
  let left = false
  const film = readLink(url)
  const fail = () => void video.dispatchEvent(new Event('error'))
  if (!film.ok) queueMicrotask(fail)
  else
    Promise.all([
      engineFor(kind ?? film.value.kind, video),
      new FilmAddresses((url, room) => signFilm(api, url, room), null).of(film.value.url),
    ]).then(([made, address]) => {
      if (left) return
      engine = made
      engine.load({ url: address }, 0)
    }, fail)
  return () => {
    left = true
    engine?.unload()
  }
}

/** Longest wait for any answer, ms. */
const ANSWER_MS = 4_000

/** Whether anybody answers at an address at all: what a video cannot tell from a film that it cannot play. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    // What the answer says the page may not read; that there is one is enough.
    const signal = AbortSignal.timeout(ANSWER_MS)
    await fetch(url, { method: 'HEAD', mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer', signal })
    return true
  } catch {
    return false
  }
}
