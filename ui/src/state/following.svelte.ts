import { evolve } from '#core/room.ts'
import type { ClientFrame, ServerFrame } from '#protocol/frames.ts'
import type { RunId } from '#protocol/ids.ts'
import type { Event } from '#protocol/messages.ts'
import type { RoomView } from '#protocol/room.ts'

interface FollowingListener {
  /** Answers whether it went out. */
  send(frame: ClientFrame): boolean
  /** The view is what the room is: for the first time, or again. */
  caughtUp(): void
  happened(event: Event): void
  /** The view is about to be replaced. */
  moves(before: RoomView | null, after: RoomView): void
}

/** The server's snapshot, moved on by the server's events; what is missed is asked for. */
export class Following {
  // Replaced whole, never mutated: `raw` spares a proxy for every chat line.
  #view = $state.raw<RoomView | null>(null)
  #run: RunId | null = null
  #seq = 0
  /** Between a gap (or a hello) and the answer that closes it, events are of no use. */
  #catchingUp = true
  /** Too many of them: the next pong tries again. */
  #resumeRefused = false
  readonly #listener: FollowingListener

  constructor(listener: FollowingListener) {
    this.#listener = listener
  }

  get view(): RoomView | null {
    return this.#view
  }

  /** A hello goes out: what to say of what is known. */
  begin(): { run: RunId; seq: number } | null {
    this.#catchingUp = true
    this.#resumeRefused = false
    return this.#run && this.#view ? { run: this.#run, seq: this.#seq } : null
  }

  frame(frame: ServerFrame): void {
    switch (frame.t) {
      case 'snapshot':
        this.#caughtUp(frame.run, frame.seq, frame.view)
        break
      case 'events':
        if (this.#view) this.#caughtUp(frame.run, frame.seq, frame.events.reduce<RoomView>(evolve, this.#view))
        break
      case 'event':
        this.#event(frame.seq, frame.event)
        break
      case 'batch':
        for (const [index, event] of frame.events.entries()) this.#event(frame.firstSeq + index, event)
        break
      case 'pong':
        if (this.#resumeRefused) this.#catchingUp = false
        this.#resumeRefused = false
        if (frame.run !== this.#run || frame.seq > this.#seq) this.#resume()
        break
      default:
        break
    }
  }

  /** Of what is sent unasked only a resume is ever too much; the next pong is soon enough to try it again. */
  tooFast(): void {
    this.#resumeRefused = this.#catchingUp
  }

  #caughtUp(run: RunId, seq: number, view: RoomView): void {
    this.#run = run
    this.#seq = seq
    this.#show(view)
    this.#catchingUp = false
    this.#listener.caughtUp()
  }

  #event(seq: number, event: Event): void {
    if (this.#catchingUp || this.#view === null || seq <= this.#seq) return
    if (seq !== this.#seq + 1) return this.#resume()
    this.#seq = seq
    this.#show(evolve(this.#view, event))
    this.#listener.happened(event)
  }

  #show(view: RoomView): void {
    this.#listener.moves(this.#view, view)
    this.#view = view
  }

  #resume(): void {
    if (this.#catchingUp || this.#run === null) return
    this.#catchingUp = this.#listener.send({ t: 'resume', run: this.#run, seq: this.#seq })
  }
}
