const CHUNK_BYTES = 16 * 1_024

/** What regulates one viewer's bytes. */
export class Tap {
  readonly #bytesPerSecond: number
  #shut: PromiseWithResolvers<void> | null = null

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond
  }

  shut(): void {
    this.#shut ??= Promise.withResolvers<void>()
  }

  open(): void {
    this.#shut?.resolve()
    this.#shut = null
  }

  /** At the pace from the first byte on, but for so many that come at once. */
  pour(bytes: Blob, burstBytes: number): ReadableStream<Uint8Array> {
    const startedAt = performance.now()
    let sent = 0
    return new ReadableStream({
      pull: async (controller) => {
        const dueMs = ((sent - burstBytes) / this.#bytesPerSecond) * 1_000
        const waitMs = startedAt + dueMs - performance.now()
        if (waitMs > 0) await Bun.sleep(waitMs)
        await this.#shut?.promise
        if (sent >= bytes.size) return controller.close()
        const chunk = await bytes.slice(sent, sent + CHUNK_BYTES).bytes()
        sent += chunk.length
        controller.enqueue(chunk)
      },
    })
  }
}
