import type { Lookup } from '#ports/lookup.ts'
import { metaOf, msOf } from '../answers.ts'

/** What the page of anything is called when it does not say more. */
const NAMELESS = /^twitch(?: clips)?$/i

/**
 * Its API needs a key. Without one there is the picture of a channel, which is of now while it is on the air and leads
 * elsewhere when it is not, and what pages of clips and past broadcasts say to those who link to them.
 */
export const twitch: Lookup = async ({ ref, url }, ask) => {
  const [what, name = ''] = ref.split(':')
  if (what === 'channel') {
    const posterUrl = `https://static-cdn.jtvnw.net/previews-ttv/live_user_${encodeURIComponent(name)}-640x360.jpg`
    const shown = await ask({ url: posterUrl, method: 'HEAD', maxBytes: 0, beyond: 'cut' })
    if (shown === null) return null
    const onAir = shown.status === 200 && !shown.url.includes('404')
    return { title: null, posterUrl: onAir ? posterUrl : null, durationMs: null, live: true }
  }
  const meta = await metaOf(ask, url)
  const title = meta?.get('og:title') ?? null
  if (meta === null || title === null || NAMELESS.test(title.trim())) return null
  const seconds = Number(meta.get('og:video:duration') ?? meta.get('video:duration') ?? Number.NaN)
  return {
    title: title.replace(/ - Twitch(?: Clips)?$/, ''),
    posterUrl: meta.get('og:image') ?? null,
    durationMs: msOf(seconds),
    live: false,
  }
}
