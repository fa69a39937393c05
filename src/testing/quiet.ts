import type { Fields, Log } from '#ports/log.ts'
import type { Metrics } from '#ports/metrics.ts'

/** A log that remembers instead of writing. */
export class QuietLog implements Log {
  readonly lines: { level: string; event: string; fields: Fields }[] = []
  debug = (event: string, fields: Fields = {}): void => void this.lines.push({ level: 'debug', event, fields })
  info = (event: string, fields: Fields = {}): void => void this.lines.push({ level: 'info', event, fields })
  warn = (event: string, fields: Fields = {}): void => void this.lines.push({ level: 'warn', event, fields })
  error = (event: string, fields: Fields = {}): void => void this.lines.push({ level: 'error', event, fields })
}

/** Metrics that count only what tests ask for. */
export class QuietMetrics implements Metrics {
  readonly faults: string[] = []
  awake = 0
  commandDone(): void {}
  framesIn(): void {}
  socketOpened(): void {}
  socketClosed(): void {}
  chatSaved(): void {}
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
