import type { ClientFrame } from './frames.ts'
import type { Command } from './messages.ts'

/** How often one person may send something, over all their sockets: on average, and at once after a pause. */
interface FrameRate {
  readonly perSecond: number
  readonly burst: number
}

/** Every kind of frame. A new one without a rate does not compile. Above it: `slow_down`, but for `react`. */
export const FRAME_RATES: Record<ClientFrame['t'], FrameRate> = {
  /** All commands together; each kind has its own rate as well. */
  command: { perSecond: 20, burst: 60 },
  /** Ten tabs that come back after a restart, twice. */
  hello: { perSecond: 1, burst: 20 },
  leave: { perSecond: 0.5, burst: 10 },
  /** Ten tabs that close the bracket of their clocks at once. */
  ping: { perSecond: 20, burst: 150 },
  /** As fast as a thumb taps. Above it nobody is told: what is lost is a heart among many. */
  react: { perSecond: 5, burst: 10 },
  /** Once a second when much happens; a page sends one when something has changed. */
  report: { perSecond: 2, burst: 40 },
  /** May cost the server a whole snapshot each time; who follows the numbers needs it after a loss alone. */
  resume: { perSecond: 0.5, burst: 10 },
}

/** Every kind of command. A new one without a rate does not compile. Above it: `reject` with `slow_down`. */
export const COMMAND_RATES: Record<Command['type'], FrameRate> = {
  'chat.say': { perSecond: 1, burst: 10 },
  /** Each player reports what it found, and each change of film asks it again. */
  'playback.duration': { perSecond: 1, burst: 20 },
  'playback.gather': { perSecond: 0.5, burst: 10 },
  /** Each player may tell where the broadcast is; the first is believed. */
  'playback.live': { perSecond: 1, burst: 20 },
  'playback.load': { perSecond: 0.2, burst: 10 },
  'playback.pause': { perSecond: 2, burst: 20 },
  'playback.play': { perSecond: 2, burst: 20 },
  /** Said again every second until it is heard, from every tab. */
  'playback.ready': { perSecond: 4, burst: 40 },
  'playback.release': { perSecond: 1, burst: 10 },
  'playback.rate': { perSecond: 4, burst: 20 },
  /** A drag of the scrub bar sends about ten a second, for as long as the thumb is on it. */
  'playback.seek': { perSecond: 12, burst: 40 },
  'playback.stalled': { perSecond: 2, burst: 20 },
  'room.close': { perSecond: 0.1, burst: 5 },
  'room.update': { perSecond: 0.2, burst: 10 },
}
