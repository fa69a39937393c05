import type { Lookup } from '#ports/lookup.ts'
import { oEmbedOf } from '../answers.ts'

/** By oEmbed. A film that is not listed needs the hash of its link: `id/hash`. */
export const vimeo: Lookup = async ({ ref }, ask) => {
  const page = `https://vimeo.com/${ref.split('/').map(encodeURIComponent).join('/')}`
  const told = await oEmbedOf(ask, `https://vimeo.com/api/oembed.json?url=${encodeURIComponent(page)}&width=1280`)
  // An event that goes on has no length there.
  return told && { ...told, live: told.durationMs === null ? null : false }
}
