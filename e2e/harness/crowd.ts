import * as v from 'valibot'
import { type ClientFrame, ServerFrame } from '#protocol/frames.ts'
import type { RoomId, UserId } from '#protocol/ids.ts'
import { CHAT_MAX_GRAPHEMES } from '#protocol/limits.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import type { Event } from '#protocol/messages.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { unpacked } from '#testing/wire-client.ts'
import { Person } from './person.ts'

/** What a person may send on average is one message a second; a little less, so that none is refused. */
const SAY_EVERY_MS = 1_050
const SEEK_EVERY_MS = 200
/** How long the last may take to hear of something, ms. */
const HEARD_WITHIN_MS = 10_000
const FILM_MS = 3_600_000

/** The longest message there may be: each character is four UTF-16 units and twelve bytes. */
const LONGEST = '\u0905\u0951\u0951\u0951'.repeat(CHAT_MAX_GRAPHEMES)

/** What has been sent and has not come back to everyone yet. */
interface Underway {
  readonly sentAt: number
  missing: number
  readonly heard: (ms: number) => void
}

/** People in one room who talk and seek as much as they may, and know how long it takes until all have it. */
export class Crowd {
  readonly room: RoomId
  /** What went wrong for any of them: sockets that were closed, commands that were refused. */
  readonly trouble: string[] = []
  readonly #sockets: WebSocket[] = []
  readonly #underway = new Map<string, Underway>()
  readonly #watching = new Set<(event: Event, bytes: number) => void>()
  #sent = 0

  private constructor(room: RoomId) {
    this.room = room
  }

  static async gather(url: string, size: number): Promise<Crowd> {
    const people = await Promise.all(Array.from({ length: size }, (_, n) => Person.guest(url, `Guest ${n}`)))
    const [host] = people
    if (!host) throw new Error('nobody came')
    const crowd = new Crowd((await host.createRoom({ url: SAMPLE_FILM_PATH, title: 'Film', durationMs: FILM_MS })).id)
    for (const person of people) await crowd.#enter(url, person)
    return crowd
  }

  /**
   * All talk, and seek in turn, until `enough` resolves; ms from each sending until the last of them had it. Infinite
   * where not all have heard it in time.
   */
  async talkUntil(enough: Promise<unknown>): Promise<number[]> {
    let over = false
    const end = enough.finally(() => {
      over = true
    })
    const heard: Promise<number>[] = []
    const sayEvery = SAY_EVERY_MS / this.#sockets.length
    const began = performance.now()
    let [said, sought] = [0, 0]
    while (!over) {
      const passed = performance.now() - began
      for (; said * sayEvery <= passed; said += 1) heard.push(this.#say(said))
      for (; sought * SEEK_EVERY_MS <= passed; sought += 1) heard.push(this.#seek(sought))
      await Bun.sleep(5) // the pace at which people talk is what is asked for here
    }
    await end
    return await Promise.all(heard)
  }

  /** Calls with each event of the room and its size on the wire; the answer ends it. */
  #watch(watcher: (event: Event, bytes: number) => void): () => void {
    this.#watching.add(watcher)
    return () => this.#watching.delete(watcher)
  }

  /** Bytes that the room was sent between the coming of somebody who was never here and the going of their socket. */
  stayOf(user: UserId): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    let bytes: number | null = null
    const end = this.#watch((event, size) => {
      if (event.type === 'members.joined' && event.member.id === user) bytes = 0
      if (bytes !== null) bytes += size
      if (event.type !== 'members.disconnected' || event.userId !== user || bytes === null) return
      end()
      resolve(bytes)
    })
    return promise
  }

  leave(): void {
    for (const ws of this.#sockets) ws.close(1000)
  }

  #say(n: number): Promise<number> {
    const lineId = newLineId()
    return this.#send(n, lineId, { type: 'chat.say', lineId, text: LONGEST })
  }

  #seek(n: number): Promise<number> {
    this.#sent += 1
    const positionMs = this.#sent % FILM_MS
    return this.#send(n, `seek ${positionMs}`, { type: 'playback.seek', epoch: 1, positionMs })
  }

  #send(n: number, mark: string, command: Extract<ClientFrame, { t: 'command' }>['command']): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>()
    const late = setTimeout(() => resolve(Number.POSITIVE_INFINITY), HEARD_WITHIN_MS)
    const heard = (ms: number) => {
      clearTimeout(late)
      resolve(ms)
    }
    this.#underway.set(mark, { sentAt: performance.now(), missing: this.#sockets.length, heard })
    const frame: ClientFrame = { t: 'command', id: n, command }
    this.#sockets[n % this.#sockets.length]?.send(JSON.stringify(frame))
    return promise
  }

  #enter(url: string, { login }: Person): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`)
    const first = this.#sockets.length === 0
    this.#sockets.push(ws)
    const hello: ClientFrame = {
      t: 'hello',
      protocol: PROTOCOL_VERSION,
      token: login.token,
      room: this.room,
      have: null,
      device: 'desktop',
    }
    ws.onopen = () => ws.send(JSON.stringify(hello))
    ws.onclose = ({ code }) => {
      this.trouble.push(`closed with ${code}`)
      reject(new Error(`closed with ${code}`))
    }
    ws.onmessage = ({ data }) => {
      const text = String(data)
      const frame = v.parse(ServerFrame, JSON.parse(text))
      if (frame.t === 'snapshot') return resolve()
      if (frame.t === 'reject') this.trouble.push(`refused: ${frame.code}`)
      for (const [index, told] of unpacked(frame).entries()) {
        if (told.t !== 'event') continue
        this.#heard(told.event)
        // Events that came in one frame are one frame's bytes.
        const bytes = index === 0 ? Buffer.byteLength(text) : 0
        if (first) for (const watcher of this.#watching) watcher(told.event, bytes)
      }
    }
    return promise
  }

  #heard(event: Event): void {
    const mark = markOf(event)
    const one = mark === null ? undefined : this.#underway.get(mark)
    if (mark === null || one === undefined) return
    one.missing -= 1
    if (one.missing > 0) return
    this.#underway.delete(mark)
    one.heard(performance.now() - one.sentAt)
  }
}

/** By what an event is known to be the answer to a command. */
function markOf(event: Event): string | null {
  if (event.type === 'chat.said') return event.line.id
  if (event.type !== 'playback.changed' || event.playback.status !== 'paused') return null
  return `seek ${event.playback.positionMs}`
}
