import type { LinkFault } from '#protocol/errors.ts'
import type { Result } from './result.ts'

/** What the text of a link tells of a film, before anybody was asked. */
export interface Linked {
  /** What the source calls it: what its player and its lookup are given. */
  readonly ref: string
  /** Its address in the one form that is kept: what only follows people, and what names no film, is gone. */
  readonly url: string
  /** Where the link asks to begin, ms. */
  readonly startMs: number
  /** A broadcast; null while the text does not tell. */
  readonly live: boolean | null
  /** What the text calls it; null: its source will be asked. */
  readonly title: string | null
}

/** A place that films come from, as its links show it. */
export interface Source {
  /** As people know it. */
  readonly name: string
  /** How it knows its links: by their host, by what their path looks like on any host, or by being nobody else's. */
  readonly knownBy: 'host' | 'path' | 'rest'
  /** Pages that its player shows in a frame, as CSP sources; none: it plays in our own `<video>`. */
  readonly frames: readonly string[]
  /**
   * What a link of this source names; null: it is none of its links. An error: it is one, and names no film that could be
   * played (a channel's front page, a search).
   */
  read(url: URL): Result<Linked, LinkFault> | null
}
