import type { Metrics } from '#ports/metrics.ts'

/** Metrics that count only what tests ask for. */
export class FakeMetrics implements Metrics {
  readonly faults: string[] = []
  readonly refusals: string[] = []
  awake = 0
  commandDone(): void {}
  framesIn(): void {}
  socketOpened(): void {}
  socketClosed(): void {}
  chatSaved(): void {}
  cleaned(): void {}
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
