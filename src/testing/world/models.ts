import type { Profile } from '#core/profiles.ts'
import { PROFILES } from '#sources/profiles.ts'
import type { Chance, Span } from './chance.ts'

/** How a kind of player behaves; a device draws its own habits from these spans. Lengths in ms. */
export interface Model {
  readonly profile: Profile
  /** From `play()` to movement, from a seek to its end where the place is loaded, and where it is not. */
  readonly playMs: Span
  readonly seekMs: Span
  readonly loadMs: Span
  /** One device differs from itself by this share, from one time to the next. */
  readonly spread: number
  /** How its place is read: in steps, from messages and reckoned on, or by asking and waiting. */
  readonly eye: { readonly kind: 'exact' } | { readonly kind: 'grained'; readonly grainMs: number } | MessageEye
  /** Between asking it something and its doing it: a frame stands between. */
  readonly commandMs: Span
  readonly rates: 'any' | 'listed' | 'none'
  /** A change of speed stops it for so long. */
  readonly freezesMs: Span | null
  /** What it loses when it leaves the speed 1 with its pitch kept, ms. */
  readonly stretchMs: number
  /** A seek while it plays lands on a multiple of this. */
  readonly keyframesMs: number
  /** It shows advertisements, and whether it says so. */
  readonly ads: 'none' | 'told' | 'silent'
  /** A broadcast: nothing is loaded beyond its edge. */
  readonly live: boolean
}

interface MessageEye {
  readonly kind: 'messages'
  readonly everyMs: Span
  /** How late a message is when it is read. */
  readonly lateMs: Span
}

const chromium: Model = {
  profile: PROFILES.html5,
  playMs: [20, 120],
  seekMs: [30, 200],
  loadMs: [150, 800],
  spread: 0.15,
  eye: { kind: 'exact' },
  commandMs: [0, 0],
  rates: 'any',
  freezesMs: null,
  stretchMs: 24,
  keyframesMs: 0,
  ads: 'none',
  live: false,
}

const youtube: Model = {
  ...chromium,
  profile: PROFILES.youtubeFree,
  playMs: [100, 500],
  seekMs: [100, 400],
  loadMs: [300, 1_200],
  eye: { kind: 'messages', everyMs: [100, 250], lateMs: [0, 12] },
  commandMs: [2, 25],
  keyframesMs: 2_000,
  ads: 'silent',
}

export const MODELS = {
  chromium,
  firefox: { ...chromium, eye: { kind: 'grained', grainMs: 20 } },
  webkit: { ...chromium, playMs: [60, 200], seekMs: [60, 300], freezesMs: [100, 300] },
  hlsNative: { ...chromium, profile: PROFILES.hlsNative, playMs: [60, 250], seekMs: [100, 500], freezesMs: [100, 300] },
  hlsLive: { ...chromium, profile: PROFILES.hlsLive, live: true },
  youtubeFree: youtube,
  youtubeListed: { ...youtube, profile: PROFILES.youtubeListed, rates: 'listed' },
  vimeo: {
    ...youtube,
    profile: PROFILES.vimeo,
    eye: { kind: 'messages', everyMs: [80, 130], lateMs: [2, 15] },
    ads: 'none',
  },
  vimeoRefusing: {
    ...youtube,
    profile: PROFILES.vimeo,
    rates: 'none',
    eye: { kind: 'messages', everyMs: [80, 130], lateMs: [2, 15] },
    ads: 'none',
  },
  vimeoPlain: {
    ...youtube,
    profile: PROFILES.vimeoPlain,
    rates: 'none',
    eye: { kind: 'messages', everyMs: [80, 130], lateMs: [2, 15] },
    ads: 'none',
  },
  vk: { ...youtube, profile: PROFILES.vk, rates: 'none', ads: 'told' },
  rutube: { ...youtube, profile: PROFILES.rutube, rates: 'none', ads: 'told' },
  twitchVideo: { ...youtube, profile: PROFILES.twitchVideo, rates: 'none', ads: 'told' },
} as const satisfies Record<string, Model>
export type ModelName = keyof typeof MODELS

/** What YouTube's menu has. */
export const LISTED_RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]

/** One device: what its player takes, and how its sound card's clock and its line are. */
export interface Device {
  readonly model: Model
  readonly playMs: number
  readonly seekMs: number
  readonly loadMs: number
  readonly crystal: number
  /** Ms of film that arrive in a ms. */
  readonly bandwidth: number
}

export function deviceOf(model: Model, chance: Chance): Device {
  return {
    model,
    playMs: chance.within(model.playMs),
    seekMs: chance.within(model.seekMs),
    loadMs: chance.within(model.loadMs),
    crystal: chance.within([-100e-6, 100e-6]),
    bandwidth: chance.within([3, 12]),
  }
}
