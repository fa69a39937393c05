import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { HoldEnd, Metrics } from '#ports/metrics.ts'
import { CLOSE } from '#protocol/frames.ts'
import type { Health, SyncState } from '#protocol/health.ts'
import type { HoldReason } from '#protocol/playback.ts'
import type { Reaction } from '#protocol/reactions.ts'

const MS_PER_S = 1_000
/** What an eye and an ear notice lies between the second and the fourth. */
const SYNC_BUCKETS = [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560].map((ms) => ms / MS_PER_S)

/** Every measure, once. A name ends in its unit; labels are few and bounded, never a room or a person. */
export const MEASURES = {
  awakeRooms: { name: 'watchparty_awake_rooms_total', help: 'Rooms awake on this instance now.', labelNames: [] },
  chatLines: { name: 'watchparty_chat_lines_saved_total', help: 'Messages written to the database.', labelNames: [] },
  chatSave: {
    name: 'watchparty_chat_save_seconds',
    help: 'How long writing one group of messages took.',
    labelNames: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  },
  cleaned: {
    name: 'watchparty_cleaned_total',
    help: 'Rooms, messages and guests removed because they were too old, by kind.',
    labelNames: ['kind'],
  },
  clockBound: {
    name: 'watchparty_clock_bound_seconds',
    help: 'How wrong the clocks of viewers can be at most, as they report it.',
    labelNames: [],
    buckets: SYNC_BUCKETS,
  },
  command: {
    name: 'watchparty_command_seconds',
    help: 'From a command read to its answer, by what was asked.',
    labelNames: ['type'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  },
  commands: {
    name: 'watchparty_commands_total',
    help: 'Commands answered, by what was asked and how it ended.',
    labelNames: ['type', 'outcome'],
  },
  faults: {
    name: 'watchparty_faults_total',
    help: 'What should never happen, by where it did.',
    labelNames: ['where'],
  },
  frames: { name: 'watchparty_frames_received_total', help: 'Frames read from sockets.', labelNames: [] },
  holds: {
    name: 'watchparty_holds_total',
    help: 'Waits of rooms for players or people, by what for and how they ended.',
    labelNames: ['why', 'end'],
  },
  holdSeconds: {
    name: 'watchparty_hold_seconds_total',
    help: 'How long rooms waited in all, by what for and how it ended.',
    labelNames: ['why', 'end'],
  },
  limited: {
    name: 'watchparty_limited_total',
    help: 'Requests and frames refused because there were too many, by the rule.',
    labelNames: ['rule'],
  },
  lookups: {
    name: 'watchparty_lookups_total',
    help: 'Times a source was asked about a film, by source and whether it said anything.',
    labelNames: ['kind', 'outcome'],
  },
  lookupSeconds: {
    name: 'watchparty_lookup_seconds',
    help: 'How long asking a source about a film took.',
    labelNames: [],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  loopLag: {
    name: 'watchparty_event_loop_lag_seconds',
    help: 'How late timers were since the last scrape.',
    labelNames: ['quantile'],
  },
  reactions: {
    name: 'watchparty_reactions_total',
    help: 'Reactions of viewers on this instance.',
    labelNames: ['what'],
  },
  resident: { name: 'process_resident_memory_bytes', help: 'Memory of this process.', labelNames: [] },
  syncOffset: {
    name: 'watchparty_sync_offset_seconds',
    help: 'How far players that keep up were from their rooms, either way, as they report it.',
    labelNames: [],
    buckets: SYNC_BUCKETS,
  },
  viewers: {
    name: 'watchparty_viewers_total',
    help: 'Players of viewers on this instance now, by how they last said they are doing.',
    labelNames: ['state'],
  },
  socketsClosed: {
    name: 'watchparty_sockets_closed_total',
    help: 'Sockets that ended, by why. Opened less closed is how many there are now.',
    labelNames: ['reason'],
  },
  socketsOpened: { name: 'watchparty_sockets_opened_total', help: 'Sockets that began.', labelNames: [] },
} as const

/** Codes of RFC 6455 that end a socket without us saying why, and ours. A client may send any of two thousand others. */
const CLOSE_CODES: ReadonlySet<string> = new Set(
  [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, ...Object.values(CLOSE).map(({ code }) => code)].map(String),
)

const NS_PER_S = 1e9
/** How often the loop is asked, ms. Each time wakes an idle process: at 20 ms this was most of what it did. */
const LAG_RESOLUTION_MS = 200

/** The product's measures in a registry of their own, so that several servers in one process do not mix. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry()
  readonly #lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  readonly #awakeRooms: Gauge
  readonly #chatLines: Counter
  readonly #chatSave: Histogram
  readonly #cleaned: Counter<'kind'>
  readonly #clockBound: Histogram
  readonly #command: Histogram<'type'>
  readonly #commands: Counter<'type' | 'outcome'>
  readonly #faults: Counter<'where'>
  readonly #frames: Counter
  /** Counted up when somebody asks: every frame passes here. */
  #framesUntold = 0
  readonly #holds: Counter<'why' | 'end'>
  readonly #holdSeconds: Counter<'why' | 'end'>
  readonly #limited: Counter<'rule'>
  readonly #lookups: Counter<'kind' | 'outcome'>
  readonly #lookupSeconds: Histogram
  readonly #loopLag: Gauge<'quantile'>
  readonly #reactions: Counter<'what'>
  readonly #resident: Gauge
  readonly #socketsClosed: Counter<'reason'>
  readonly #socketsOpened: Counter
  readonly #syncOffset: Histogram
  readonly #viewers: Gauge<'state'>

  constructor() {
    const registers = [this.#registry]
    this.#awakeRooms = new Gauge({ ...MEASURES.awakeRooms, registers })
    this.#chatLines = new Counter({ ...MEASURES.chatLines, registers })
    this.#chatSave = new Histogram({ ...MEASURES.chatSave, buckets: [...MEASURES.chatSave.buckets], registers })
    this.#cleaned = new Counter({ ...MEASURES.cleaned, registers })
    this.#clockBound = new Histogram({ ...MEASURES.clockBound, buckets: SYNC_BUCKETS, registers })
    this.#command = new Histogram({ ...MEASURES.command, buckets: [...MEASURES.command.buckets], registers })
    this.#commands = new Counter({ ...MEASURES.commands, registers })
    this.#faults = new Counter({ ...MEASURES.faults, registers })
    this.#frames = new Counter({ ...MEASURES.frames, registers })
    this.#holds = new Counter({ ...MEASURES.holds, registers })
    this.#holdSeconds = new Counter({ ...MEASURES.holdSeconds, registers })
    this.#limited = new Counter({ ...MEASURES.limited, registers })
    this.#lookups = new Counter({ ...MEASURES.lookups, registers })
    this.#lookupSeconds = new Histogram({
      ...MEASURES.lookupSeconds,
      buckets: [...MEASURES.lookupSeconds.buckets],
      registers,
    })
    this.#loopLag = new Gauge({ ...MEASURES.loopLag, registers })
    this.#reactions = new Counter({ ...MEASURES.reactions, registers })
    this.#resident = new Gauge({ ...MEASURES.resident, registers })
    this.#socketsClosed = new Counter({ ...MEASURES.socketsClosed, registers })
    this.#socketsOpened = new Counter({ ...MEASURES.socketsOpened, registers })
    this.#syncOffset = new Histogram({ ...MEASURES.syncOffset, buckets: SYNC_BUCKETS, registers })
    this.#viewers = new Gauge({ ...MEASURES.viewers, registers })
    this.#lag.enable()
  }

  commandDone(type: string, outcome: string, seconds: number): void {
    this.#commands.inc({ type, outcome })
    this.#command.observe({ type }, seconds)
  }

  framesIn(count: number): void {
    this.#framesUntold += count
  }

  socketOpened(): void {
    this.#socketsOpened.inc()
  }

  socketClosed(reason: string): void {
    this.#socketsClosed.inc({ reason: CLOSE_CODES.has(reason) ? reason : 'other' })
  }

  reported({ state, offsetMs, boundMs }: Health): void {
    if (boundMs !== null) this.#clockBound.observe(boundMs / MS_PER_S)
    const keepsUp = state === 'in_sync' || state === 'catching_up'
    if (keepsUp && offsetMs !== null) this.#syncOffset.observe(Math.abs(offsetMs) / MS_PER_S)
  }

  viewerIs(before: SyncState | null, now: SyncState | null): void {
    if (before !== null) this.#viewers.dec({ state: before })
    if (now !== null) this.#viewers.inc({ state: now })
  }

  reacted(what: Reaction): void {
    this.#reactions.inc({ what })
  }

  holdEnded(why: HoldReason, end: HoldEnd, seconds: number): void {
    this.#holds.inc({ why, end })
    this.#holdSeconds.inc({ why, end }, seconds)
  }

  roomsAwake(count: number): void {
    this.#awakeRooms.set(count)
  }

  chatSaved(lines: number, seconds: number): void {
    this.#chatLines.inc(lines)
    this.#chatSave.observe(seconds)
  }

  cleaned(kind: string, count: number): void {
    this.#cleaned.inc({ kind }, count)
  }

  lookedUp(kind: string, outcome: string, seconds: number): void {
    this.#lookups.inc({ kind, outcome })
    this.#lookupSeconds.observe(seconds)
  }

  limited(rule: string): void {
    this.#limited.inc({ rule })
  }

  fault(where: string): void {
    this.#faults.inc({ where })
  }

  async expose(): Promise<{ body: string; contentType: string }> {
    this.#resident.set(process.memoryUsage.rss())
    this.#frames.inc(this.#framesUntold)
    this.#framesUntold = 0
    for (const [quantile, percent] of [
      ['0.5', 50],
      ['0.99', 99],
      ['1', 100],
    ] as const) {
      this.#loopLag.set({ quantile }, this.#lag.percentile(percent) / NS_PER_S)
    }
    this.#lag.reset()
    return { body: await this.#registry.metrics(), contentType: this.#registry.contentType }
  }

  /** Stops watching the event loop. */
  close(): void {
    this.#lag.disable()
  }
}
