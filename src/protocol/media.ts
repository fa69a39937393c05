import * as v from 'valibot'
import { KINDS } from '#sources/kinds.ts'
import { MediaId, UserId } from './ids.ts'
import { POSITION_MAX_MS, TITLE_MAX_GRAPHEMES, URL_MAX_UNITS } from './limits.ts'
import { lineOfText } from './text.ts'

/** Path of the film inside the executable, for the first try without a link and without a network. */
export const SAMPLE_FILM_PATH = '/sample/the-last-keeper.mp4'

/** Paths of films that lie on the server itself begin like this; `core/library-path` says how they go on. */
export const LIBRARY_PREFIX = '/library/'

/** The address of a video, or the sample film. What can be played, `core/media-url` decides: else `unsupported_link`. */
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

/** What a room plays. `durationMs` is null until a viewer's player has found it. */
export const MediaItem = v.object({
  id: MediaId,
  kind: MediaKind,
  url: MediaUrl,
  title: v.string(),
  durationMs: v.nullable(DurationMs),
  addedBy: UserId,
})
export type MediaItem = v.InferOutput<typeof MediaItem>
