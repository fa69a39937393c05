import type { Lookup } from '#ports/lookup.ts'
import { oEmbedOf } from '../answers.ts'

/** By oEmbed, which needs no key and tells no length. Films that may not be embedded are refused there. */
export const youtube: Lookup = async ({ ref }, ask) => {
  const page = `https://www.youtube.com/watch?v=${encodeURIComponent(ref)}`
  return await oEmbedOf(ask, `https://www.youtube.com/oembed?format=json&url=${encodeURIComponent(page)}`)
}
