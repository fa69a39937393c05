import * as v from 'valibot'
import type { Lookup } from '#ports/lookup.ts'
import { jsonOf, msOf, Seconds, Text, YesNo } from '../answers.ts'

const Video = v.object({ title: Text, thumbnail_url: Text, duration: Seconds, is_livestream: YesNo })

/** By the JSON that its own pages are made of. A private film needs the key of its link: `id/key`. */
export const rutube: Lookup = async ({ ref }, ask) => {
  const [id = '', key] = ref.split('/')
  const secret = key === undefined ? '' : `&p=${encodeURIComponent(key)}`
  const told = await jsonOf(ask, `https://rutube.ru/api/video/${encodeURIComponent(id)}/?format=json${secret}`, Video)
  if (told === null) return null
  const { title, thumbnail_url: posterUrl, duration, is_livestream: live } = told
  return { title, posterUrl, durationMs: live === true ? null : msOf(duration), live }
}
