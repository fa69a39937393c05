import type { ChatLine, FeedEntry } from '#protocol/chat.ts'
import type { History as Page } from '#protocol/http.ts'
import type { LineId } from '#protocol/ids.ts'
import type { Answer } from '../net/api.ts'
import { isWhole, passed } from './passed.ts'

/** Entries kept before the room's feed; of a longer evening the beginning is let go, and can be asked for again. */
const HISTORY_KEPT = 10_000

/** What came before the room's feed: what this page has seen pass, and before that, page by page, what the server kept. */
export class History {
  #entries = $state.raw<readonly FeedEntry[]>([])
  #seams = $state.raw<ReadonlySet<LineId>>(new Set())
  #more = $state(true)
  #loading = $state(false)
  #gaps = 0
  readonly #fetch: (before: LineId) => Answer<Page>

  constructor(fetch: (before: LineId) => Answer<Page>) {
    this.#fetch = fetch
  }

  /** Oldest first. */
  get entries(): readonly FeedEntry[] {
    return this.#entries
  }
  /** Messages that were once the first one known: what comes before them later does not change how they are drawn. */
  get seams(): ReadonlySet<LineId> {
    return this.#seams
  }
  get more(): boolean {
    return this.#more && this.#entries.length < HISTORY_KEPT
  }
  get loading(): boolean {
    return this.#loading
  }

  line(id: LineId): ChatLine | undefined {
    const entry = this.#entries.findLast((entry) => entry.kind === 'line' && entry.line.id === id)
    return entry?.kind === 'line' ? entry.line : undefined
  }

  /** One page more; `feed` is what is known without any. */
  async load(feed: readonly FeedEntry[]): Promise<void> {
    const oldest = firstLine(this.#entries) ?? firstLine(feed)
    if (this.#loading || !this.more || !oldest) return
    this.#loading = true
    const gaps = this.#gaps
    const page = await this.#fetch(oldest.id)
    this.#loading = false
    if (!page.ok || gaps !== this.#gaps) return
    this.#seams = new Set([...this.#seams, oldest.id])
    this.#entries = [...page.value.lines.map((line): FeedEntry => ({ kind: 'line', line })), ...this.#entries]
    this.#more = page.value.more
  }

  /** The feed went on, or there is one at last. */
  follow(before: readonly FeedEntry[], after: readonly FeedEntry[]): void {
    if (before.length === 0 && this.#entries.length === 0) this.#more = !isWhole(after)
    const went = passed(this.#entries, before, after, HISTORY_KEPT)
    if (went === null) return
    this.#entries = went.entries
    if (went.cut) this.#more = true
    if (went.gap) this.#gaps += 1
  }
}

const firstLine = (entries: readonly FeedEntry[]): ChatLine | undefined =>
  entries.find((entry) => entry.kind === 'line')?.line
