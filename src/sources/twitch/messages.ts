/**
 * What Twitch's player says and can be told. Its messages are published by its script alone (player.twitch.tv/js/embed/v1.js);
 * names and numbers as that has them, see `docs/PLAYERS.md`.
 */
import * as v from 'valibot'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const maybe = v.optional(v.fallback(v.nullable(amount), null))
const State = v.object({
  currentTime: maybe,
  duration: maybe,
  playback: v.optional(v.string()),
  stats: v.optional(
    v.fallback(
      v.nullable(v.object({ videoStats: v.optional(v.object({ bufferSize: maybe, hlsLatencyBroadcaster: maybe })) })),
      null,
    ),
  ),
})
export type TwitchState = v.InferOutput<typeof State>

const Message = v.union([
  v.object({ namespace: v.literal('twitch-embed-player-proxy'), eventName: v.literal('UPDATE_STATE'), params: State }),
  v.object({
    namespace: v.literal('twitch-embed'),
    eventName: v.picklist(['ready', 'playing', 'pause', 'ended', 'offline', 'online', 'playbackBlocked']),
  }),
  v.object({
    namespace: v.literal('twitch-embed'),
    eventName: v.literal('error'),
    params: v.optional(v.unknown()),
  }),
])
export type TwitchMessage = v.InferOutput<typeof Message>

/** A message of the player; null: it is none that we know. */
export function messageOf(data: unknown): TwitchMessage | null {
  const parsed = v.safeParse(Message, data)
  return parsed.success ? parsed.output : null
}

const NUMBERS = { pause: 2, play: 3, seek: 4, muted: 10, volume: 11 } as const

export const command = (name: keyof typeof NUMBERS, params?: boolean | number) => ({
  eventName: NUMBERS[name],
  params,
  namespace: 'twitch-embed-player-proxy',
})

/** Pages of others that show ours: Twitch wants all of them named. */
const AROUND_US = ['web.telegram.org']

/** The page of its player; null for a clip, whose page can be shown but not told anything. */
export function pageOf(ref: string, startMs: number, host: string): URL | null {
  const [what, name = ''] = ref.split(':')
  if (what !== 'channel' && what !== 'video') return null
  const page = new URL('https://player.twitch.tv/')
  page.searchParams.set(what, name)
  for (const parent of new Set([host, ...AROUND_US])) page.searchParams.append('parent', parent)
  for (const flag of ['autoplay', 'muted', 'allowfullscreen']) page.searchParams.set(flag, 'false')
  if (what === 'video') page.searchParams.set('time', `${Math.floor(startMs / 1_000)}s`)
  return page
}
