import { FIRST_HABITS, type Habits } from '#core/learning.ts'
import type { UserId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { RoomInfo } from '#protocol/room.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Path, Way } from './link.ts'
import { deviceOf, MODELS, type ModelName } from './models.ts'
import { PageClock } from './page-clock.ts'
import type { ViewerPlan } from './viewer.ts'

/** What happens to a world. `who` is a viewer's number. Lengths and places in ms. */
export type Happening =
  | { readonly what: 'play' | 'pause' | 'gather' | 'release' | 'reload' | 'reconnect'; readonly who: number }
  | { readonly what: 'seek'; readonly who: number; readonly byMs: number }
  | { readonly what: 'rate'; readonly who: number; readonly rate: number }
  | { readonly what: 'load'; readonly who: number }
  | {
      readonly what: 'stall' | 'cut' | 'hide' | 'sleep' | 'ad' | 'alone' | 'block' | 'leave'
      readonly who: number
      readonly forMs: number
    }

/** All there is to know of a world before it begins. */
export interface WorldPlan {
  readonly seed: number
  readonly viewers: number
  readonly models: readonly ModelName[]
  readonly paths: 'clean' | 'mixed'
  readonly unruly: boolean
  readonly buffering: RoomInfo['buffering']
  readonly live: boolean
  readonly liar: boolean
  /** One thing upon another: only at the end is there time to find together. */
  readonly wild: boolean
  readonly happenings: readonly { readonly at: number; readonly happening: Happening }[]
  readonly endsAt: number
}

/** Time that is left to a room between two disturbances: to find together, and to stay together. */
export const CONVERGES_MS = 15_000
const CALM_MS: readonly [number, number] = [12_000, 40_000]

const STEERED: readonly ModelName[] = ['chromium', 'chromium', 'chromium', 'firefox', 'webkit']
const ALL: readonly ModelName[] = [
  ...STEERED,
  'hlsNative',
  'youtubeFree',
  'youtubeListed',
  'vimeo',
  'vimeoRefusing',
  'twitchVideo',
]

/** A world from its seed: one thing after another happens to it, each with time to get over it. */
export function planOf(seed: number, chance: Chance): WorldPlan {
  const live = chance.happens(0.08)
  const models = live ? (['hlsLive'] as const) : chance.happens(0.5) ? STEERED : ALL
  const big = chance.happens(0.06)
  const viewers = big ? chance.whole([9, 50]) : chance.whole([2, 7])
  const happenings: { at: number; happening: Happening }[] = []
  let at = 45_000
  const count = big ? 3 : chance.whole([3, 8])
  for (let index = 0; index < count; index += 1) {
    const happening = happeningOf(chance, viewers, live)
    happenings.push({ at, happening })
    at += lengthMs(happening) + 25_000 + chance.within(CALM_MS)
  }
  return {
    seed,
    viewers,
    models,
    paths: chance.happens(0.4) ? 'clean' : 'mixed',
    unruly: chance.happens(0.2),
    buffering: chance.of(['auto', 'together', 'flow']),
    live,
    liar: false,
    wild: false,
    happenings,
    endsAt: at,
  }
}

/** How long a happening lasts by itself, ms. */
export const lengthMs = (happening: Happening): number => ('forMs' in happening ? happening.forMs : 0)

export function happeningOf(chance: Chance, viewers: number, live: boolean): Happening {
  const who = chance.whole([0, viewers - 1])
  const what = chance.of([
    'play',
    'pause',
    'pause',
    'play',
    'seek',
    'seek',
    'rate',
    'gather',
    'release',
    'load',
    'reload',
    'reconnect',
    'stall',
    'stall',
    'cut',
    'hide',
    'sleep',
    'ad',
    'alone',
    'block',
    'leave',
  ] as const)
  switch (what) {
    case 'seek':
      return { what, who, byMs: live ? -chance.within([1_000, 9_000]) : chance.within([-400_000, 400_000]) }
    case 'rate':
      return live ? { what: 'pause', who } : { what, who, rate: chance.of([1, 1, 1.25, 1.5, 0.75, 2]) }
    case 'load':
      return live ? { what: 'play', who } : { what, who }
    case 'stall':
      return { what, who, forMs: chance.within([300, 12_000]) }
    case 'cut':
    case 'sleep':
      return { what, who, forMs: chance.within([100, 15_000]) }
    case 'hide':
    case 'alone':
    case 'ad':
    case 'block':
    case 'leave':
      return { what, who, forMs: chance.within([1_000, 15_000]) }
    default:
      return { what, who }
  }
}

const CLEAN: Way = { baseMs: 4, jitter: 'uniform', jitterMs: 2, lossShare: 0, lossMs: [0, 0] }

function pathOf(chance: Chance, plan: WorldPlan): Path {
  if (plan.paths === 'clean') return { up: CLEAN, down: CLEAN, unruly: plan.unruly }
  const way = (): Way => ({
    baseMs: chance.within([2, 120]),
    jitter: chance.of(['none', 'uniform', 'exponential', 'bursty'] as const),
    jitterMs: chance.within([1, 60]),
    lossShare: chance.of([0, 0, 0.01, 0.03]),
    lossMs: [150, 700],
  })
  return { up: way(), down: way(), unruly: plan.unruly }
}

/** Habits of a device that was here before, or of one that never was. */
const habitsOf = (chance: Chance, device: ViewerPlan['device']): Habits =>
  chance.happens(0.5)
    ? FIRST_HABITS
    : { ...FIRST_HABITS, seekMs: device.seekMs, loadMs: device.loadMs * 1.2, playMs: device.playMs }

const LETTERS = 'abcdefghjkmnpqrstvwxyz'

export const profileOf = (index: number): Profile => {
  const name = `${LETTERS[index % 22] ?? ''}${Math.floor(index / 22)}`
  return { id: `u${name.padEnd(13, '0')}` as UserId, name, photoUrl: null } // brand: of the form of an id
}

export function viewerPlanOf(agenda: Agenda, chance: Chance, plan: WorldPlan, index: number): ViewerPlan {
  const modelName = chance.of(plan.models)
  const device = deviceOf(MODELS[modelName], chance)
  const startMs = chance.within([0, 1e7])
  const crystal = chance.within([-45e-6, 45e-6])
  const grainMs = device.model.eye.kind === 'grained' ? 1 : chance.of([0.1, 0.1, 1])
  return {
    profile: profileOf(index),
    modelName,
    device,
    path: pathOf(chance, plan),
    clock: new PageClock(agenda, { startMs, crystal, grainMs }),
    habits: habitsOf(chance, device),
    phone: chance.happens(0.4),
    liar: plan.liar && index === 0,
  }
}
