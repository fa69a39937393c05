import { BEAT_MS } from './light.ts'

/** The tone of the click, Hz, how fast it dies away, s, and how loud it is, 0 to 1. */
const TONE_HZ = 1_500
const DECAY_S = 0.008
const LOUDNESS = 0.5
/** The first click waits for the device to wake, s. */
const LEAD_S = 0.3

/** A steady click, made by the device's own sound clock. To be started inside a tap. */
export class Clicks {
  readonly #context = new AudioContext({ latencyHint: 'interactive' })
  readonly #firstAtS: number

  constructor() {
    const context = this.#context
    // One beat that repeats itself: no timer of ours could be as even.
    const beat = context.createBuffer(1, (context.sampleRate * BEAT_MS) / 1_000, context.sampleRate)
    const wave = beat.getChannelData(0)
    for (let i = 0; i < context.sampleRate * DECAY_S * 8; i++) {
      const atS = i / context.sampleRate
      wave[i] = LOUDNESS * Math.sin(2 * Math.PI * TONE_HZ * atS) * Math.exp(-atS / DECAY_S)
    }
    const source = context.createBufferSource()
    source.buffer = beat
    source.loop = true
    source.connect(context.destination)
    this.#firstAtS = context.currentTime + LEAD_S
    source.start(this.#firstAtS)
    void context.resume()
  }

  /** When the first click leaves the device as far as the browser knows, ms of the page's clock; later ones follow by the beat. */
  firstAtMs(): number {
    const { contextTime = 0, performanceTime = 0 } = this.#context.getOutputTimestamp()
    if (performanceTime > 0) return performanceTime + (this.#firstAtS - contextTime) * 1_000
    const latencyS = this.#context.outputLatency || this.#context.baseLatency || 0
    return performance.now() + (this.#firstAtS - this.#context.currentTime + latencyS) * 1_000
  }

  stop(): void {
    void this.#context.close()
  }
}
