import type { ResolvedMedia } from '#protocol/media.ts'
import type { Api } from '../../state/api.ts'
import { resolveFilm } from '../../state/films.ts'

/** What is known of a link's film besides its address: it is being asked for, its source said this, or nothing. */
export type Told = ResolvedMedia | 'asking' | null

/** The server gives a source five seconds, and a slow line some more, ms. */
const PATIENCE_MS = 8_000

/** Asks which film a link names. `tell` is called once, unless it is cancelled before: what is returned does so. */
export function askSource(api: Api, url: string, tell: (told: ResolvedMedia | null) => void): () => void {
  const enough = new AbortController()
  const timer = setTimeout(() => enough.abort(), PATIENCE_MS)
  let cancelled = false
  void resolveFilm(api, url, enough.signal).then((answer) => {
    clearTimeout(timer)
    // What only the link tells is read here as well as there.
    if (!cancelled) tell(answer.ok && answer.value.known === 'source' ? answer.value : null)
  })
  return () => {
    cancelled = true
    clearTimeout(timer)
    enough.abort()
  }
}
