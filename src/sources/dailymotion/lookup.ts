import * as v from 'valibot'
import type { Lookup } from '#ports/lookup.ts'
import { jsonOf, msOf, Seconds, Text } from '../answers.ts'

const Video = v.object({ title: Text, thumbnail_720_url: Text, duration: Seconds, mode: Text })

/** By its open data API. Source: developers.dailymotion.com/reference/video-fields; `mode` is `vod`, `live` or `simulcast`. */
export const dailymotion: Lookup = async ({ ref }, ask) => {
  const url = `https://api.dailymotion.com/video/${encodeURIComponent(ref)}?fields=title,thumbnail_720_url,duration,mode`
  const told = await jsonOf(ask, url, Video)
  if (told === null) return null
  const live = told.mode === null ? null : told.mode !== 'vod'
  return {
    title: told.title,
    posterUrl: told.thumbnail_720_url,
    durationMs: live === true ? null : msOf(told.duration),
    live,
  }
}
