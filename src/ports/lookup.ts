import type { LinkedFilm } from '#core/media-url.ts'
import type { Fetched, Wanted } from './fetcher.ts'

/** What a source says of a film. What it does not say is null. A stranger's word, to be held against our bounds. */
export interface FilmFacts {
  readonly title: string | null
  readonly posterUrl: string | null
  readonly durationMs: number | null
  /** A broadcast that goes on. */
  readonly live: boolean | null
  /** How it plays, when that is another way than its link looks like. */
  readonly kind?: 'dash' | 'file' | 'hls'
  /** It plays from there, and not from the page that the link names. */
  readonly url?: string
}

/** Asks the outside; null when there is no answer. What one lookup asks shares one time-out. */
export type Ask = (wanted: Wanted) => Promise<Fetched | null>

/** Asks a source about one of its films; null when it does not say. May throw on an answer that makes no sense. */
export type Lookup = (film: LinkedFilm, ask: Ask) => Promise<FilmFacts | null>
