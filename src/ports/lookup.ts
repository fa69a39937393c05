import type { LinkedFilm } from '#core/media-url.ts'
import type { Fetched, Wanted } from './fetcher.ts'

/** What a source says of a film. Whatever it does not say is null. All of it is a stranger's word: see `services/media`. */
export interface FilmFacts {
  readonly title: string | null
  readonly posterUrl: string | null
  readonly durationMs: number | null
  readonly live: boolean | null
  /** It is a stream of this kind, whatever its address looks like. */
  readonly kind?: 'dash' | 'hls'
  /** It plays from there, and not from the page that the link names. */
  readonly url?: string
}

/** What a lookup may ask of the outside: its share of time is counted over all it asks. Null: there was no answer. */
export type Ask = (wanted: Wanted) => Promise<Fetched | null>

/** Asks a source about one of its films; null when it does not say. May throw on an answer that makes no sense. */
export type Lookup = (film: LinkedFilm, ask: Ask) => Promise<FilmFacts | null>
