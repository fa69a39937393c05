import { answered, type ClockSync, heard, offsetAt, unsynced } from '#core/clock-sync.ts'
import { evolve } from '#core/room.ts'
import type { ClientFrame, ServerFrame } from '#protocol/frames.ts'
import type { SessionId } from '#protocol/ids.ts'
import type { Profile } from '#protocol/members.ts'
import type { RoomView } from '#protocol/room.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { House, Wire } from './house.ts'
import { Link, type Path } from './link.ts'
import type { PageClock } from './page-clock.ts'

/** Pings: first a burst, then often, then seldom; oftener where the line is restless. Ms. */
const BURST = 10
const BURST_EVERY_MS = 80
const SETTLING_EVERY_MS = 2_000
const SETTLING_MS = 30_000
const SETTLED_EVERY_MS = 20_000
const RESTLESS_EVERY_MS = 4_000
const RESTLESS_FROM_MS = 10
/** Round trips that are remembered. */
const TRIPS = 20

/** A page's connection: what it knows of the room and of the server's clock. Takes events by their numbers, as the Mini App does. */
export class Page {
  view: RoomView | null = null
  seq = 0
  sync: ClockSync = unsynced
  /** Round trip that 95 of 100 keep under, ms; null before the first. */
  roundTripMs: number | null = null
  /** Something has come that may matter. */
  onNews: () => void = () => undefined
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #house: House
  readonly #profile: Profile
  readonly #path: Path
  readonly #clock: PageClock
  #sessions = 0
  #wire: Wire | null = null
  #up: Link<ClientFrame> | null = null
  #catchingUp = true
  #known = false
  #asked = 0
  #pinging: () => void = () => undefined
  #pinged = 0
  #settlingUntil = 0
  readonly #trips: number[] = []

  constructor(agenda: Agenda, chance: Chance, house: House, profile: Profile, path: Path, clock: PageClock) {
    this.#agenda = agenda
    this.#chance = chance
    this.#house = house
    this.#profile = profile
    this.#path = path
    this.#clock = clock
  }

  /** The page anew: nothing is known. */
  forget(): void {
    this.view = null
    this.sync = unsynced
    this.#known = false
    this.#trips.length = 0
    this.roundTripMs = null
  }

  get connected(): boolean {
    return this.#wire !== null
  }

  /** Connects to an instance whose clock differs by so much, ms. */
  connect(shiftMs: number): void {
    this.disconnect()
    const { down: downWay, up: upWay, unruly } = this.#path
    this.#sessions += 1
    const session = `${this.#profile.id.slice(1, 11)}${String(this.#sessions).padStart(3, '0')}` as SessionId // brand: by form
    const down = new Link<ServerFrame>(this.#agenda, this.#chance, downWay, (frame) => this.#receive(frame))
    const wire: Wire = { profile: this.#profile, session, down, unruly, shiftMs }
    const up = new Link<ClientFrame>(this.#agenda, this.#chance, upWay, (frame) => this.#house.receive(wire, frame))
    this.#wire = wire
    this.#up = up
    this.#catchingUp = true
    const have = this.#known ? this.seq : null
    // A handshake: there and back, and there again with the hello.
    this.#agenda.after(2 * upWay.baseMs + downWay.baseMs, () => this.#wire === wire && this.#house.open(wire, have))
    this.askTime()
  }

  /** The line breaks; the server learns of it as soon as the page does. */
  disconnect(leaving = false): void {
    const wire = this.#wire
    this.#pinging()
    if (wire === null) return
    wire.down.cut()
    this.#up?.cut()
    this.#wire = this.#up = null
    this.#house.close(wire, leaving)
  }

  send(frame: ClientFrame): void {
    this.#up?.send(frame)
  }

  command(command: Extract<ClientFrame, { t: 'command' }>['command']): void {
    this.#asked += 1
    this.send({ t: 'command', id: this.#asked, command })
  }

  /** A burst of pings, and what follows it. */
  askTime(): void {
    this.#pinged = 0
    this.#settlingUntil = this.#agenda.now + SETTLING_MS
    this.#ping()
  }

  /** What is known of the server's clock: offset and bound, ms. */
  known(): { offset: number; bound: number } | null {
    return offsetAt(this.sync, this.#clock.now())
  }

  #ping(): void {
    this.#pinging()
    this.send({ t: 'ping', at: this.#clock.now() })
    this.#pinged += 1
    this.#pinging = this.#agenda.after(this.#pingAgainInMs(), () => this.#ping())
  }

  #pingAgainInMs(): number {
    if (this.#pinged < BURST) return BURST_EVERY_MS
    if (this.#agenda.now < this.#settlingUntil) return SETTLING_EVERY_MS
    const last = this.#trips.slice(-10)
    return Math.max(...last) - Math.min(...last) > RESTLESS_FROM_MS ? RESTLESS_EVERY_MS : SETTLED_EVERY_MS
  }

  #receive(frame: ServerFrame): void {
    const now = this.#clock.now()
    switch (frame.t) {
      case 'pong':
        this.sync = answered(this.sync, frame.at, frame.now, now)
        this.#took(now - frame.at)
        if (frame.seq > this.seq) this.#resume()
        break
      case 'event': {
        this.sync = heard(this.sync, frame.now, now)
        if (this.#catchingUp || this.view === null || frame.seq <= this.seq) return
        if (frame.seq !== this.seq + 1) return this.#resume()
        this.seq = frame.seq
        this.view = evolve(this.view, frame.event)
        break
      }
      case 'events':
        if (this.view !== null) this.#caughtUp(frame.seq, frame.events.reduce<RoomView>(evolve, this.view))
        break
      case 'snapshot':
        this.#caughtUp(frame.seq, frame.view)
        break
      case 'ack':
        this.sync = heard(this.sync, frame.now, now)
        break
      default:
        throw new Error(`this world has no ${frame.t}`)
    }
    this.onNews()
  }

  #took(tripMs: number): void {
    this.#trips.push(tripMs)
    if (this.#trips.length > TRIPS) this.#trips.shift()
    const sorted = [...this.#trips].sort((a, b) => a - b)
    this.roundTripMs = sorted[Math.floor(sorted.length * 0.95)] ?? null
  }

  #caughtUp(seq: number, view: RoomView): void {
    this.seq = seq
    this.view = view
    this.#known = true
    this.#catchingUp = false
  }

  #resume(): void {
    if (this.#catchingUp || this.view === null) return
    this.#catchingUp = true
    this.send({ t: 'resume', run: '0000000000n00' as never, seq: this.seq })
  }
}
