import * as v from 'valibot'
import { KINDS } from '#sources/kinds.ts'
import { MediaId, UserId } from './ids.ts'
import { POSITION_MAX_MS, TITLE_MAX_GRAPHEMES, URL_MAX_UNITS } from './limits.ts'
import { lineOfText } from './text.ts'

/** Path of the film inside the executable, for the first try without a link and without a network. */
export const SAMPLE_FILM_PATH = '/sample/the-last-keeper.mp4'

/** Paths of films that lie on the server itself begin like this; `core/library-path` says how they go on. */
export const LIBRARY_PREFIX = '/library/'

/** The address of a video, or the sample film. Which film it names, `core/media-url` reads, or why none (`LinkFault`). */
export const MediaUrl = v.pipe(v.string(), v.trim(), v.maxLength(URL_MAX_UNITS))

export const DurationMs = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(POSITION_MAX_MS))
export const PositionMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(POSITION_MAX_MS))

/** How a film is played; every kind has its own player. */
export const MediaKind = v.picklist(KINDS)
export type MediaKind = v.InferOutput<typeof MediaKind>

/** What a viewer asks to watch. Title and duration are what the viewer's browser found, if it did. */
export const MediaRequest = v.strictObject({
  url: MediaUrl,
  title: v.optional(v.nullable(lineOfText(TITLE_MAX_GRAPHEMES)), null),
  durationMs: v.optional(v.nullable(DurationMs), null),
})
export type MediaRequest = v.InferOutput<typeof MediaRequest>

/** A picture of a film, which viewers fetch from wherever it is. */
export const PosterUrl = v.pipe(v.string(), v.maxLength(URL_MAX_UNITS), v.regex(/^https:\/\/[^\s"'<>\\]+$/))

/**
 * What a room plays: first as its link tells, then as its source says (`playback.described`). `durationMs` is null until
 * the source or a viewer's player has told it, and for a broadcast; `live` while nobody has.
 */
export const MediaItem = v.object({
  id: MediaId,
  kind: MediaKind,
  url: MediaUrl,
  title: v.string(),
  posterUrl: v.nullable(PosterUrl),
  durationMs: v.nullable(DurationMs),
  live: v.nullable(v.boolean()),
  addedBy: UserId,
})
export type MediaItem = v.InferOutput<typeof MediaItem>

/** Which film a link names, before a room has it. */
export const ResolveMedia = v.strictObject({ url: MediaUrl })

/** The film that a link names. `known` is whether its source has said so, or only the link. */
export const ResolvedMedia = v.object({
  kind: MediaKind,
  url: v.pipe(MediaUrl, v.description('Where it plays from: the link in its one form, or where its source says.')),
  ref: v.pipe(v.string(), v.description('What its source calls it.')),
  title: v.string(),
  posterUrl: v.nullable(PosterUrl),
  durationMs: v.nullable(DurationMs),
  live: v.nullable(v.boolean()),
  startMs: v.pipe(PositionMs, v.description('Where the link asks to begin.')),
  known: v.picklist(['link', 'source']),
})
export type ResolvedMedia = v.InferOutput<typeof ResolvedMedia>
