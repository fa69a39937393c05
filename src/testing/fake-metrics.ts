import type { HoldEnd, Metrics } from '#ports/metrics.ts'
import type { Health, SyncState } from '#protocol/health.ts'
import type { HoldReason } from '#protocol/playback.ts'
import type { Reaction } from '#protocol/reactions.ts'

/** Metrics that count only what tests ask for. */
export class FakeMetrics implements Metrics {
  readonly faults: string[] = []
  readonly refusals: string[] = []
  readonly lookups: string[] = []
  readonly holds: { why: HoldReason; end: HoldEnd; seconds: number }[] = []
  readonly viewers = new Map<SyncState, number>()
  readonly reports: Health[] = []
  readonly reactions: Reaction[] = []
  awake = 0
  commandDone(): void {}
  framesIn(): void {}
  socketOpened(): void {}
  socketClosed(): void {}
  chatSaved(): void {}
  cleaned(): void {}
  reported(health: Health): void {
    this.reports.push(health)
  }
  reacted(what: Reaction): void {
    this.reactions.push(what)
  }
  viewerIs(before: SyncState | null, now: SyncState | null): void {
    if (before !== null) this.viewers.set(before, (this.viewers.get(before) ?? 0) - 1)
    if (now !== null) this.viewers.set(now, (this.viewers.get(now) ?? 0) + 1)
  }
  holdEnded(why: HoldReason, end: HoldEnd, seconds: number): void {
    this.holds.push({ why, end, seconds })
  }
  lookedUp(kind: string, outcome: string): void {
    this.lookups.push(`${kind}: ${outcome}`)
  }
  limited(rule: string): void {
    this.refusals.push(rule)
  }
  roomsAwake(count: number): void {
    this.awake = count
  }
  fault(where: string): void {
    this.faults.push(where)
  }
  expose(): Promise<{ body: string; contentType: string }> {
    return Promise.resolve({ body: '', contentType: 'text/plain' })
  }
}
