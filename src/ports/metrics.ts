/** The product's own measures. Labels are few and bounded: never a room or a person. */
export interface Metrics {
  commandDone(type: string, outcome: string, seconds: number): void
  framesIn(count: number): void
  socketOpened(): void
  socketClosed(reason: string): void
  roomsAwake(count: number): void
  chatSaved(lines: number, seconds: number): void
  /** So many of a kind (`messages`) went because they were too old. */
  cleaned(kind: string, count: number): void
  /** Somebody came more often than a rule allows; `rule` is a name of a table. */
  limited(rule: string): void
  fault(where: string): void
  /** Everything in the Prometheus text format, and its content type. */
  expose(): Promise<{ body: string; contentType: string }>
}
