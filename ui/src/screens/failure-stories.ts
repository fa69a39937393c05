import { ERRORS, type ErrorCode } from '#protocol/errors.ts'
import type { LaterTexts } from '../i18n/index.ts'

/** What a screen of failure is asked to tell: a refusal, an address that leads nowhere, a web view too old for us. */
export type Failure = ErrorCode | 'lost' | 'too_old'
export type Story = keyof LaterTexts['failures'] | 'unreachable'

/** Which story each failure tells; what is not named here is a server that does not answer. */
const STORIES: Partial<Record<Failure, Story>> = {
  room_not_found: 'room_not_found',
  not_found: 'room_not_found',
  room_closed: 'room_closed',
  room_full: 'room_full',
  protocol_mismatch: 'protocol_mismatch',
  not_allowed: 'removed',
  not_member: 'removed',
  guests_disabled: 'telegram_only',
  foreign_origin: 'foreign',
  too_many_sockets: 'too_many',
  slow_down: 'slow_down',
  internal: 'internal',
  unauthorized: 'signed_out',
  token_expired: 'signed_out',
  token_invalid: 'signed_out',
  init_data_expired: 'signed_out',
  init_data_forged: 'damaged',
  init_data_malformed: 'damaged',
  init_data_duplicate_key: 'damaged',
  init_data_future: 'clock',
  lost: 'lost',
  too_old: 'too_old',
}

/** The drawing on the stage, and what helps: to try again, to reload, to come in by another way; `home` is always there. */
interface Telling {
  readonly scene: 'curtain' | 'empty' | 'full' | 'many' | 'old' | 'reel' | 'rope' | 'stamped' | 'torn' | 'unplugged'
  readonly helps: 'again' | 'another' | 'bot' | 'reload' | null
}
export const TELLINGS: Record<Story, Telling> = {
  room_not_found: { scene: 'torn', helps: null },
  room_closed: { scene: 'curtain', helps: 'another' },
  room_full: { scene: 'full', helps: 'again' },
  signed_out: { scene: 'stamped', helps: 'bot' },
  damaged: { scene: 'torn', helps: 'bot' },
  clock: { scene: 'stamped', helps: 'again' },
  protocol_mismatch: { scene: 'reel', helps: 'reload' },
  removed: { scene: 'rope', helps: null },
  telegram_only: { scene: 'rope', helps: 'bot' },
  foreign: { scene: 'rope', helps: null },
  too_old: { scene: 'old', helps: 'reload' },
  lost: { scene: 'empty', helps: null },
  too_many: { scene: 'many', helps: 'again' },
  slow_down: { scene: 'stamped', helps: 'again' },
  internal: { scene: 'unplugged', helps: 'again' },
  offline: { scene: 'unplugged', helps: 'again' },
  unreachable: { scene: 'unplugged', helps: 'again' },
}

/** `online`: whether the device has a network at all, as far as the browser knows. */
export function storyOf(failure: Failure, online: boolean): Story {
  const story = STORIES[failure] ?? 'unreachable'
  return story === 'unreachable' && !online ? 'offline' : story
}

/** Whether it may be over by itself, so that trying again is worth while. */
export const mayPass = (failure: Failure): boolean =>
  failure !== 'lost' && failure !== 'too_old' && ERRORS[failure].retry
