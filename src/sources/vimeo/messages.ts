/** What Vimeo's player says and can be told: JSON texts. Source: github.com/vimeo/player.js, `lib/postmessage.js`. */
import * as v from 'valibot'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const Message = v.union([
  v.object({ event: v.literal('timeupdate'), data: v.object({ seconds: amount, duration: v.optional(amount) }) }),
  v.object({ event: v.literal('seeked'), data: v.object({ seconds: amount }) }),
  v.object({ event: v.literal('progress'), data: v.object({ percent: amount, duration: amount }) }),
  v.object({ event: v.literal('playbackratechange'), data: v.object({ playbackRate: amount }) }),
  v.object({
    event: v.literal('error'),
    data: v.object({ name: v.optional(v.string(), ''), method: v.optional(v.nullable(v.string()), null) }),
  }),
  v.object({
    event: v.picklist(['ready', 'loaded', 'play', 'playing', 'pause', 'ended', 'bufferstart', 'bufferend']),
  }),
  v.object({ method: v.picklist(['getCurrentTime', 'getDuration']), value: amount }),
  v.object({ method: v.literal('ping') }),
])
export type VimeoMessage = v.InferOutput<typeof Message>

/** A message of the player; null: it is none that we know. */
export function messageOf(data: unknown): VimeoMessage | null {
  try {
    const parsed = v.safeParse(Message, typeof data === 'string' ? JSON.parse(data) : data)
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

export const call = (method: string, value?: boolean | number | string): string =>
  JSON.stringify(value === undefined ? { method } : { method, value })

/** What it tells only those who have asked for it. */
export const ASKED_FOR = [
  'play',
  'playing',
  'pause',
  'ended',
  'timeupdate',
  'progress',
  'seeked',
  'bufferstart',
  'bufferend',
  'playbackratechange',
  'error',
]

/** The page of its player; a film that is not listed has a key besides its number. */
export function pageOf(ref: string, startMs: number): URL {
  const [id = '', key] = ref.split('/')
  const page = new URL(`https://player.vimeo.com/video/${id}`)
  if (key !== undefined) page.searchParams.set('h', key)
  for (const [name, value] of Object.entries({ dnt: '1', playsinline: '1', autopause: '0' }))
    page.searchParams.set(name, value)
  page.hash = `t=${Math.floor(startMs / 1_000)}s`
  return page
}
