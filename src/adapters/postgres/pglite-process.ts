import * as v from 'valibot'
import { within } from '../system/deadline.ts'
import { ChildMessage, SILENCE_MAX_MS } from './pglite-messages.ts'

/** Time for a start, ms: unpacking on a slow disk, or recovery after a crash. */
const READY_TIMEOUT_MS = 120_000

/** One child process of the embedded database, from its start to its end. */
export class PgliteProcess {
  /** Resolves when it takes connections; rejects, and ends it, when it does not get that far. */
  readonly ready: Promise<void>
  /** Resolves once it is gone, with the reason; never rejects. */
  readonly ended: Promise<string>
  readonly #child: Bun.Subprocess<'pipe', 'pipe', 'inherit'>
  readonly #started = Promise.withResolvers<void>()
  #silence: Timer
  #reason: string | null = null

  constructor(command: string[]) {
    // Its end of standard input tells it that we are gone. It needs no environment, least of all our secrets.
    this.#child = Bun.spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit', env: {} })
    this.#silence = this.#expectWord()
    this.ended = this.#untilEnd()
    this.ready = within(READY_TIMEOUT_MS, 'the start of the database', this.#started.promise).catch(
      (error: unknown) => {
        this.#child.kill('SIGKILL')
        throw error
      },
    )
    this.ready.catch(() => {}) // who starts it may look later
  }

  /** Asks it to close, and makes it end after `timeoutMs`. */
  async end(timeoutMs: number): Promise<void> {
    await Promise.resolve(this.#child.stdin.end()).catch(() => {}) // it may be gone already
    await within(timeoutMs, 'closing the database', this.ended).catch(() => this.#child.kill('SIGKILL'))
    await this.ended
  }

  async #untilEnd(): Promise<string> {
    await Promise.allSettled([this.#listen(), this.#child.exited])
    clearTimeout(this.#silence)
    const reason = this.#reason ?? `ended by ${this.#child.signalCode ?? `itself with code ${this.#child.exitCode}`}`
    this.#started.reject(new Error(`the embedded database did not start: ${reason}`))
    return reason
  }

  async #listen(): Promise<void> {
    let rest = ''
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#hear(line)
    }
  }

  #hear(line: string): void {
    const message = messageIn(line)
    if (message === null) return
    clearTimeout(this.#silence)
    this.#silence = this.#expectWord()
    if (message.say === 'ready') this.#started.resolve()
    if (message.say === 'failed') this.#reason = message.reason
  }

  #expectWord(): Timer {
    return setTimeout(() => {
      this.#reason = `silent for ${SILENCE_MAX_MS} ms`
      this.#child.kill('SIGKILL')
    }, SILENCE_MAX_MS)
  }
}

/** What the child says in this line; null for whatever else a runtime may print. */
function messageIn(line: string): ChildMessage | null {
  try {
    return v.parse(ChildMessage, JSON.parse(line))
  } catch {
    return null
  }
}
