import * as v from 'valibot'
import { CLOSE, type ClientFrame, type CloseReason, ServerFrame } from '#protocol/frames.ts'
import { type InstanceId, instanceOf } from '#protocol/ids.ts'
import { PONG_TIMEOUT_MS } from '#protocol/limits.ts'
import { type LineAhead, takeLine } from './ahead.ts'
import type { ServerClock } from './clock.ts'

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
  /** The server process that spoke last: each has a clock of its own. */
  #instance: InstanceId | null = null
  /** When what awaits an answer with a stamp was sent, by its number; the hello has none. */
  readonly #sentAt = new Map<number | 'hello', number>()
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
    if (frame.t === 'command') this.#sentAt.set(frame.id, this.#clock.local())
    if (frame.t === 'hello') this.#sentAt.set('hello', this.#clock.local())
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
    const ahead = takeLine()
    const ws = ahead?.socket ?? new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`)
    this.#ws = ws
    const giveUp = setTimeout(() => this.#lose(ws), OPEN_TIMEOUT_MS)
    const opened = async () => {
      clearTimeout(giveUp)
      const hello = await this.#listener.hello()
      if (this.#ws !== ws || hello === null) return
      ws.onmessage = ({ data }) => this.#ws === ws && this.#receive(String(data))
      if (ahead?.hello) this.#takeOver(ws, ahead, JSON.stringify(hello))
      else this.send(hello)
    }
    if (ws.readyState === WebSocket.OPEN) void opened()
    else ws.onopen = opened
    ws.onclose = ({ code }) => {
      clearTimeout(giveUp)
      if (this.#ws === ws) this.#closed(ws, code)
    }
  }

  /** Hello has been said before this page was there: what has come since is read now. */
  #takeOver(ws: WebSocket, { hello, heard }: LineAhead, text: string): void {
    // As somebody else, or in another room: then all begins anew.
    if (hello?.text !== text) return this.#lose(ws)
    this.#sentAt.set('hello', hello.at)
    for (const frame of heard) this.#receive(frame)
  }

  #receive(text: string): void {
    const parsed = v.safeParse(ServerFrame, JSON.parse(text))
    // A frame we cannot read comes from a newer server; the hello will tell us to reload.
    if (!parsed.success) return
    const frame = parsed.output
    this.#readTime(frame)
    if (frame.t === 'welcome') this.askTime()
    if (frame.t === 'reconnect') this.#attempt = 0
    this.#listener.frame(frame)
    if (frame.t === 'reconnect' && this.#ws) this.#lose(this.#ws, frame.afterMs)
  }

  /** Every stamp bounds the clock from one side, and every answer from both. */
  #readTime(frame: ServerFrame): void {
    if (frame.t === 'event' || frame.t === 'batch') this.#clock.heard(frame.now)
    if (frame.t === 'ack' || frame.t === 'reject') this.#answered(frame.id, frame.now)
    if (frame.t === 'pong') {
      clearTimeout(this.#pongTimer)
      this.#pongTimer = undefined
      this.#clock.answered(frame.at, frame.now, true)
    }
    if (frame.t === 'welcome') {
      this.#attempt = 0
      const instance = instanceOf(frame.session)
      if (instance !== this.#instance) this.#clock.forget()
      this.#instance = instance
      this.#answered('hello', frame.now)
    }
  }

  #answered(what: number | 'hello', serverNow: number): void {
    const sentAt = this.#sentAt.get(what)
    this.#sentAt.delete(what)
    if (sentAt === undefined) this.#clock.heard(serverNow)
    else this.#clock.answered(sentAt, serverNow, false)
  }

  /** A series of pings from the beginning: a new line, a return, or a doubt. */
  askTime(): void {
    clearTimeout(this.#pingTimer)
    this.#clock.begin()
    this.#ping()
  }

  #ping = (): void => {
    const ws = this.#ws
    const now = this.#clock.local()
    if (ws === null || !this.send({ t: 'ping', at: now })) return
    // The oldest ping without an answer counts.
    this.#pongTimer ??= setTimeout(() => this.#lose(ws), PONG_TIMEOUT_MS)
    this.#pingTimer = setTimeout(this.#ping, this.#clock.pinged())
  }

  /** Back on line, or back in sight: find out at once whether the connection lives. */
  #hurry = (): void => {
    if (document.visibilityState === 'hidden') return
    if (this.#ws?.readyState === WebSocket.OPEN) {
      this.askTime()
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
    this.#sentAt.clear()
    if (ws && ws.readyState <= WebSocket.OPEN) ws.close(1000)
  }

  /** Connects again after `ended`, once what was wrong has been mended. */
  restart(): void {
    if (!this.#stopped && this.#ws === null) this.#connect()
  }
}
