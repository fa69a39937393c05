/**
 * What YouTube's player says and can be told, as its IFrame API does it: JSON texts across the border of the frame. The
 * API's own script is not loaded, our pages run no code of others. Source: developers.google.com/youtube/iframe_api_reference
 * for functions, events, states and errors; what its script sends for them is written down in `docs/PLAYERS.md`.
 */
import * as v from 'valibot'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const State = v.picklist([-1, 0, 1, 2, 3, 5])

/** What it tells of itself; each message brings what has changed. */
const Info = v.object({
  playerState: v.optional(v.fallback(v.nullable(State), null)),
  currentTime: v.optional(v.fallback(v.nullable(amount), null)),
  /** `Date.now()` of the player when it looked at `currentTime`, s. */
  currentTimeLastUpdated_: v.optional(v.fallback(v.nullable(amount), null)),
  duration: v.optional(v.fallback(v.nullable(amount), null)),
  playbackRate: v.optional(v.fallback(v.nullable(amount), null)),
  videoLoadedFraction: v.optional(v.fallback(v.nullable(amount), null)),
  videoData: v.optional(v.fallback(v.nullable(v.object({ isLive: v.optional(v.boolean()) })), null)),
  progressState: v.optional(v.fallback(v.nullable(v.object({ seekableEnd: v.optional(amount) })), null)),
})
export type YouTubeInfo = v.InferOutput<typeof Info>

const Message = v.variant('event', [
  v.object({ event: v.literal('initialDelivery'), info: Info }),
  v.object({ event: v.literal('infoDelivery'), info: Info }),
  v.object({ event: v.literal('onReady') }),
  v.object({ event: v.literal('readyToListen') }),
  v.object({ event: v.literal('onStateChange'), info: State }),
  v.object({ event: v.literal('onPlaybackRateChange'), info: amount }),
  v.object({ event: v.literal('onError'), info: v.number() }),
  v.object({ event: v.literal('onAutoplayBlocked') }),
])
export type YouTubeMessage = v.InferOutput<typeof Message>

/** A message of the player; null: it is none that we know. */
export function messageOf(data: unknown): YouTubeMessage | null {
  if (typeof data !== 'string') return null
  try {
    const parsed = v.safeParse(Message, JSON.parse(data))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** Both ends must give a widget the same name; a frame of its own has one widget. */
const WIDGET = { id: 1, channel: 'widget' }

/** Said until it answers: from then on it tells of itself. */
export const LISTENING = JSON.stringify({ event: 'listening', ...WIDGET })

export const command = (func: string, ...args: readonly (boolean | number | string)[]): string =>
  JSON.stringify({ event: 'command', func, args, ...WIDGET })

/** What it tells only those who have asked for it. */
export const ASKED_FOR = ['onReady', 'onStateChange', 'onPlaybackRateChange', 'onError', 'onAutoplayBlocked']

/** How the page's clock stood when the player's word was true, ms; `now` and `wallNow` are the page's two clocks now. */
export function saidAt(lastUpdatedS: number | null | undefined, now: number, wallNow: number): number {
  if (lastUpdatedS === null || lastUpdatedS === undefined) return now
  const agoMs = wallNow - lastUpdatedS * 1_000
  // A wall clock that was set in between says nothing.
  return agoMs >= 0 && agoMs < 5_000 ? now - agoMs : now
}

/** The page of its player. The embedding page must say who it is, here and by its Referer. */
export function pageOf(id: string, startMs: number, origin: string): URL {
  const page = new URL(`https://www.youtube.com/embed/${id}`)
  const options = {
    enablejsapi: '1',
    origin,
    playsinline: '1',
    // The room's controls are beside the picture: two bars for one film would disagree.
    controls: '0',
    disablekb: '1',
    fs: '0',
    rel: '0',
    iv_load_policy: '3',
    start: String(Math.floor(startMs / 1_000)),
  }
  for (const [name, value] of Object.entries(options)) page.searchParams.set(name, value)
  return page
}
