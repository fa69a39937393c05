import type { HoldEnd, Metrics } from '#ports/metrics.ts'
import type { Event } from '#protocol/messages.ts'
import type { Playback } from '#protocol/playback.ts'

type Changed = Extract<Event, { type: 'playback.changed' }>
type Holding = Extract<Playback, { status: 'holding' }>

/** Counts the hold that these events have ended, if they have: by the instance that committed them, so once. */
export function countHold(before: Playback, events: readonly Event[], metrics: Pick<Metrics, 'holdEnded'>): void {
  if (before.status !== 'holding') return
  const ended = events.find((event): event is Changed => event.type === 'playback.changed')
  if (ended === undefined || isSame(before, ended.playback)) return
  metrics.holdEnded(before.why, endOf(before, ended), (ended.at - before.since) / 1_000)
}

/** Another speed, or another place while people are asked: the hold goes on. */
const isSame = (before: Holding, next: Playback): boolean => next.status === 'holding' && next.since === before.since

function endOf({ waitingFor }: Holding, { cause, by, at }: Changed): HoldEnd {
  if (cause !== 'release') return 'overtaken'
  if (by !== null) return 'released'
  return waitingFor.some(({ until }) => until <= at) ? 'timeout' : 'ready'
}
