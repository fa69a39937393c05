import * as v from 'valibot'
import { CLOSE, type ClientFrame, type CloseReason, ServerFrame } from '#protocol/frames.ts'
import { PING_EVERY_MS, PONG_TIMEOUT_MS } from '#protocol/limits.ts'
import type { ServerClock } from './clock.ts'

/** Pings at connect, and between them, ms: the bracket of the clock closes within a second. */
const BURST = 10
const BURST_EVERY_MS = 80
/** Then for half a minute one every two seconds, ms, while the bracket narrows further. */
const SETTLE_EVERY_MS = 2_000
const SETTLE_MS = 30_000
/** Waits between attempts to connect, ms; the first is immediate. */
const RETRY_MS = [0, 400, 800, 1_600, 3_000, 5_000, 8_000]
/** Who sent too much waits this long, ms: coming back at once would be more of the same. */
const SLOW_DOWN_MS = 5_000
/** An attempt that has not opened by then, ms, is given up. */
const OPEN_TIMEOUT_MS = 8_000

export interface SocketListener {
  /** Connected: what to say first. Null when there is nothing to say it with. */
  hello(): Promise<ClientFrame | null>
  frame(frame: ServerFrame): void
  lost(): void
  /** Closed for a reason that coming back will not change. */
  closed(reason: CloseReason): void
}

/** One socket to a room that comes back by itself. Knows nothing of rooms: frames in, frames out. */
export class RoomSocket {
  readonly #listener: SocketListener
  readonly #clock: ServerClock
  #ws: WebSocket | null = null
  #attempt = 0
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #pingTimer: ReturnType<typeof setTimeout> | undefined
  #pongTimer: ReturnType<typeof setTimeout> | undefined
  #openedAt = 0
  #pings = 0
  #stopped = false

  constructor(listener: SocketListener, clock: ServerClock) {
    this.#listener = listener
    this.#clock = clock
    addEventListener('online', this.#hurry)
    document.addEventListener('visibilitychange', this.#hurry)
    this.#connect()
  }

  /** Sends if connected; answers whether it did. */
  send(frame: ClientFrame): boolean {
    if (this.#ws?.readyState !== WebSocket.OPEN) return false
    this.#ws.send(JSON.stringify(frame))
    return true
  }

  /** Closes for good; with a goodbye, the seat is given up at once. */
  stop(goodbye: boolean): void {
    if (goodbye) this.send({ t: 'leave' })
    this.#stopped = true
    removeEventListener('online', this.#hurry)
    document.removeEventListener('visibilitychange', this.#hurry)
    clearTimeout(this.#retryTimer)
    this.#drop()
  }

  #connect(): void {
    const ws = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`)
    this.#ws = ws
    const giveUp = setTimeout(() => this.#lose(ws), OPEN_TIMEOUT_MS)
    ws.onopen = async () => {
      clearTimeout(giveUp)
      const hello = await this.#listener.hello()
      if (this.#ws !== ws || hello === null) return
      this.send(hello)
    }
    ws.onmessage = ({ data }) => this.#ws === ws && this.#receive(String(data))
    ws.onclose = ({ code }) => {
      clearTimeout(giveUp)
      if (this.#ws === ws) this.#closed(ws, code)
    }
  }

  #receive(text: string): void {
    const parsed = v.safeParse(ServerFrame, JSON.parse(text))
    // A frame we cannot read comes from a newer server; the hello will tell us to reload.
    if (!parsed.success) return
    const frame = parsed.output
    if (frame.t === 'welcome') this.#begin(frame.now)
    if (frame.t === 'event' || frame.t === 'batch') this.#clock.heard(frame.now)
    if (frame.t === 'pong') {
      clearTimeout(this.#pongTimer)
      this.#pongTimer = undefined
      this.#clock.answered(frame.at, frame.now)
    }
    if (frame.t === 'reconnect') this.#attempt = 0
    this.#listener.frame(frame)
    if (frame.t === 'reconnect' && this.#ws) this.#lose(this.#ws, frame.afterMs)
  }

  #begin(serverNow: number): void {
    this.#attempt = 0
    this.#clock.heard(serverNow)
    this.#openedAt = this.#clock.local()
    this.#pings = 0
    this.#ping()
  }

  #ping = (): void => {
    const ws = this.#ws
    const now = this.#clock.local()
    if (ws === null || !this.send({ t: 'ping', at: now })) return
    // The oldest ping without an answer counts.
    this.#pongTimer ??= setTimeout(() => this.#lose(ws), PONG_TIMEOUT_MS)
    this.#pings += 1
    const settled = now - this.#openedAt > SETTLE_MS
    const every = this.#pings < BURST ? BURST_EVERY_MS : settled ? PING_EVERY_MS : SETTLE_EVERY_MS
    this.#pingTimer = setTimeout(this.#ping, every)
  }

  /** Back on line, or back in sight: find out at once whether the connection lives. */
  #hurry = (): void => {
    if (document.visibilityState === 'hidden') return
    if (this.#ws?.readyState === WebSocket.OPEN) {
      clearTimeout(this.#pingTimer)
      this.#pings = 0
      this.#ping()
    } else if (this.#ws === null) {
      clearTimeout(this.#retryTimer)
      this.#connect()
    }
  }

  #closed(ws: WebSocket, code: number): void {
    const [reason, close] = Object.entries(CLOSE).find(([, known]) => known.code === code) ?? []
    if (reason === 'slow_down') return this.#lose(ws, SLOW_DOWN_MS)
    if (!close || close.comeBack) return this.#lose(ws)
    this.#drop()
    // Sound: entries of CLOSE have its keys.
    this.#listener.closed(reason as CloseReason)
  }

  #lose(ws: WebSocket, afterMs?: number): void {
    if (this.#ws !== ws || this.#stopped) return
    this.#drop()
    this.#listener.lost()
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 0
    this.#attempt += 1
    // Spread by chance, so that a thousand viewers do not come back in the same moment.
    this.#retryTimer = setTimeout(() => this.#connect(), afterMs ?? wait * (0.7 + 0.6 * Math.random()))
  }

  #drop(): void {
    const ws = this.#ws
    this.#ws = null
    clearTimeout(this.#pingTimer)
    clearTimeout(this.#pongTimer)
    this.#pongTimer = undefined
    if (ws && ws.readyState <= WebSocket.OPEN) ws.close(1000)
  }

  /** Connects again after `ended`, once what was wrong has been mended. */
  restart(): void {
    if (!this.#stopped && this.#ws === null) this.#connect()
  }
}
