import { playedAs, readLink } from '#core/media-url.ts'
import { isFramed } from '#core/site.ts'
import type { MediaKind } from '#protocol/media.ts'
import type { Api } from '../net/api.ts'
import type { Engine } from '../player/engine.ts'
import { engineFor } from '../player/engines.ts'
import { FilmAddresses } from './film-addresses.ts'
import { signFilm } from './films.ts'

/** Whether a link's film is played by its platform, in a frame: what that can, only the room's stage shows. */
export function playsInFrame(url: string): boolean {
  const film = readLink(url)
  return film.ok && isFramed(film.value.kind)
}

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
      engineFor(kind ?? film.value.kind, { video, heightCapPx: () => null }),
      new FilmAddresses((url, room) => signFilm(api, url, room), null).of(film.value.url),
    ]).then(([made, address]) => {
      if (left) return
      if (made === null) return fail()
      engine = made
      let told = false
      engine.subscribe(() => {
        // The video's own errors are heard already; what an engine has found by itself is told like one of them, once.
        if (made.phase !== 'failed' || video.error !== null || told) return
        told = true
        fail()
      })
      engine.load({ ...playedAs({ kind: kind ?? film.value.kind, url: film.value.url }), url: address }, 0)
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
