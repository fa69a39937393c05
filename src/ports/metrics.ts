import type { Health, SyncState } from '#protocol/health.ts'
import type { HoldReason } from '#protocol/playback.ts'
import type { Reaction } from '#protocol/reactions.ts'

/** How a hold ended: all were ready or gone, their time was up, somebody went on without, or another command came. */
export type HoldEnd = 'overtaken' | 'ready' | 'released' | 'timeout'

/** The product's own measures. Labels are few and bounded: never a room or a person. */
export interface Metrics {
  commandDone(type: string, outcome: string, seconds: number): void
  framesIn(count: number): void
  socketOpened(): void
  socketClosed(reason: string): void
  /** A viewer's player has told how it is doing. */
  reported(health: Health): void
  /** A viewer's player here was in one state (null: not known) and is in another (null: gone). */
  viewerIs(before: SyncState | null, now: SyncState | null): void
  /** A viewer here has reacted. */
  reacted(what: Reaction): void
  holdEnded(why: HoldReason, end: HoldEnd, seconds: number): void
  roomsAwake(count: number): void
  chatSaved(lines: number, seconds: number): void
  /** So many of a kind (`messages`) went because they were too old. */
  cleaned(kind: string, count: number): void
  /** A film's source was asked: `found`, `nothing`, or `busy` when too many were being asked. `kind` is the source's. */
  lookedUp(kind: string, outcome: 'busy' | 'found' | 'nothing', seconds: number): void
  /** Somebody came more often than a rule allows; `rule` is a name of a table. */
  limited(rule: string): void
  fault(where: string): void
  /** Everything in the Prometheus text format, and its content type. */
  expose(): Promise<{ body: string; contentType: string }>
}
