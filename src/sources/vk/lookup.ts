import type { Lookup } from '#ports/lookup.ts'
import { metaOf, msOf } from '../answers.ts'

/** Its API needs a key, so by what the page says to those who link to it; a page for people who have signed in says nothing. */
export const vk: Lookup = async ({ url }, ask) => {
  const meta = await metaOf(ask, url)
  const title = meta?.get('og:title') ?? null
  // A page that asks to sign in is named like any other.
  if (meta === null || title === null || meta.get('og:type')?.startsWith('video') !== true) return null
  const seconds = Number(meta.get('og:video:duration') ?? meta.get('video:duration') ?? Number.NaN)
  return { title, posterUrl: meta.get('og:image') ?? null, durationMs: msOf(seconds), live: null }
}
