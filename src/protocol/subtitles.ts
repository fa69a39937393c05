import * as v from 'valibot'
import { MediaId, SubtitleId, UserId } from './ids.ts'
import { LABEL_MAX_GRAPHEMES, URL_MAX_UNITS } from './limits.ts'
import { lineOfText } from './text.ts'

/** Subtitles that a room has for its film. Their cues are fetched over HTTP. */
export const SubtitleTrack = v.object({
  id: SubtitleId,
  /** What the file was called, or what somebody has called it. */
  label: v.string(),
  /** A BCP 47 tag; null when neither the file's name nor its letters tell. */
  language: v.nullable(v.string()),
  addedBy: UserId,
})
export type SubtitleTrack = v.InferOutput<typeof SubtitleTrack>

/** Where an upload says what it is: the film it is for, so that it never lands with another, and the file's name. */
export const SubtitlesFor = v.strictObject({
  media: v.pipe(
    MediaId,
    v.description('The film that they are for; of another one than the room plays: `stale_media`.'),
  ),
  name: v.optional(v.pipe(lineOfText(LABEL_MAX_GRAPHEMES), v.description('What the file is called.'))),
})
export type SubtitlesFor = v.InferOutput<typeof SubtitlesFor>

/** Subtitles that this server fetches, once. */
export const LinkedSubtitles = v.strictObject({
  url: v.pipe(v.string(), v.trim(), v.maxLength(URL_MAX_UNITS), v.url()),
})
export type LinkedSubtitles = v.InferOutput<typeof LinkedSubtitles>
