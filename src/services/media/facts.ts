import * as v from 'valibot'
import type { Description } from '#core/description.ts'
import { type LinkedFilm, readLink } from '#core/media-url.ts'
import type { FilmFacts } from '#ports/lookup.ts'
import { TITLE_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { DurationMs, MediaKind, PosterUrl } from '#protocol/media.ts'
import { excerptOf, lineOfText } from '#protocol/text.ts'

/** A title cut to what is read of it before it is looked at grapheme by grapheme, UTF-16 units. */
const LOOKED_AT_UNITS = 4_000
const Title = lineOfText(TITLE_MAX_GRAPHEMES)

const orNull = <S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | null => {
  const parsed = v.safeParse(schema, value)
  return parsed.success ? parsed.output : null
}

/** What is left of a stranger's word: each part that does not fit is as if it had not been said. */
export function checkedFacts(film: LinkedFilm, facts: FilmFacts): Description {
  const live = facts.live ?? film.live
  return {
    ...playedFrom(film, facts),
    title: facts.title === null ? null : titleOf(facts.title),
    posterUrl: facts.posterUrl === null ? null : orNull(PosterUrl, URL.parse(facts.posterUrl)?.href),
    durationMs: live === true ? null : orNull(DurationMs, facts.durationMs),
    live,
  }
}

const titleOf = (text: string): string | null =>
  orNull(Title, excerptOf(text.slice(0, LOOKED_AT_UNITS).toWellFormed(), TITLE_MAX_GRAPHEMES))

/** Another way to play it must be one of ours, and another address one that somebody might have given us. */
function playedFrom(film: LinkedFilm, facts: FilmFacts): { kind: MediaKind; url: string } {
  const kind = facts.kind === undefined ? film.kind : orNull(MediaKind, facts.kind)
  if (kind === null) return film
  if (facts.url === undefined) return { kind, url: film.url }
  const read = readLink(facts.url)
  // Our page may not be able to show what is not safe, and nobody asked for it.
  if (!read.ok || (film.url.startsWith('https:') && !read.value.url.startsWith('https:'))) return film
  return { kind, url: read.value.url }
}
