import { tick, untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import { isNearTop, type Place, staysAtEnd, unread } from './anchor.ts'
import type { Row } from './script.ts'

/** How many pages are asked for at most, to find what a message answers. */
const SEEK_PAGES = 6
/** What one was led to is lit for so long, ms. */
const LIT_MS = 1_600

/** What draws the rows that are seen. */
export interface List {
  scrollToIndex: (index: number, options: { align: 'start' | 'center' }) => void
}

interface Source {
  readonly rows: () => readonly Row[]
  readonly me: () => string | null
  readonly more: () => boolean
  readonly loadOlder: () => Promise<void>
}

/**
 * Where the reader stands in the chat. At the end it follows what is said; further up the page holds still, what is new
 * is counted, and what came before is asked for in time. Who looks away finds a mark where they left off.
 */
export class Reading {
  list: List | undefined
  #scroller: HTMLElement | null = null
  #place: Place = { top: 0, height: 0, view: 0 }
  #atEnd = $state(true)
  #settled = $state(false)
  #looks = true
  /** The last row one has seen; undefined while one sees them all. */
  #left = $state<string | undefined>(undefined)
  #mark = $state<string | null>(null)
  #lit = $state<string | null>(null)
  #kept = $state<string | null>(null)
  #litTimer: ReturnType<typeof setTimeout> | undefined
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  readonly #unread = $derived.by(() => {
    const me = this.#source.me()
    return unread(this.#source.rows(), this.#left, (row) => row.kind === 'line' && row.line.from.id !== me)
  })
  /** How many messages of others came since one left off. */
  readonly fresh = $derived.by(() => this.#unread.count)
  /** The row before which the new ones begin; it stays until there are newer ones, or one says something oneself. */
  readonly mark = $derived.by(() => this.#unread.first ?? this.#mark)

  get atEnd(): boolean {
    return this.#atEnd
  }
  /** Whether the first rows have found their places. */
  get settled(): boolean {
    return this.#settled
  }
  /** The row one was led to just now. */
  get lit(): string | null {
    return this.#lit
  }

  /** The rows that stay drawn though they are out of sight: the one with the focus, or it would be lost. */
  readonly kept = $derived.by(() => {
    const kept = this.#kept
    return kept === null ? [] : [this.#source.rows().findIndex(({ key }) => key === kept)].filter((index) => index >= 0)
  })

  attach: Attachment<HTMLElement> = (scroller) => {
    this.#scroller = scroller
    scroller.addEventListener('scroll', this.#scrolled, { passive: true })
    document.addEventListener('visibilitychange', this.#looked)
    const sized = new ResizeObserver(this.#looked)
    sized.observe(scroller)
    $effect(() => {
      this.#source.rows()
      untrack(this.follow)
    })
    return () => {
      scroller.removeEventListener('scroll', this.#scrolled)
      document.removeEventListener('visibilitychange', this.#looked)
      sized.disconnect()
      clearTimeout(this.#litTimer)
      this.#scroller = null
    }
  }

  /** Rows came, or took another size: who reads the end goes on reading it. */
  follow = (): void => {
    void tick().then(() => {
      const scroller = this.#scroller
      if (!scroller || scroller.clientHeight === 0) return
      this.#settled = true
      if (this.#atEnd) scroller.scrollTop = scroller.scrollHeight
      this.#place = placeOf(scroller)
      this.#reachBack()
    })
  }

  toEnd = (): void => {
    this.#atEnd = true
    this.#catchUp()
    this.follow()
  }

  /** What somebody has said themselves ends whatever was new. */
  said = (): void => {
    this.toEnd()
    this.#mark = null
  }

  /** A row is about to grow because the reader wants to see more of it: it is what is read, not the end. */
  hold = (): void => {
    this.#atEnd = false
    this.#leave()
  }

  /** Leads to a row, also one that has to be asked for first; false when it is too far back. */
  async lead(key: string): Promise<boolean> {
    for (let page = 0; ; page++) {
      const index = this.#source.rows().findIndex((row) => row.key === key)
      if (index >= 0) return this.#leadTo(index, key)
      if (page === SEEK_PAGES || !this.#source.more()) return false
      await this.#source.loadOlder()
      await tick()
    }
  }

  /** The focus is in this row now, or in none. */
  focused = ({ type, target }: FocusEvent): void => {
    const row = type === 'focusin' && target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
    this.#kept = row?.dataset.row ?? null
  }

  /** Gives the focus to the menu of a message that is drawn. */
  focus(key: string): void {
    const row = this.#scroller?.querySelector(`[data-row="${CSS.escape(key)}"]`)
    row?.querySelector<HTMLElement>('[aria-haspopup]')?.focus({ preventScroll: true })
  }

  #leadTo(index: number, key: string): true {
    this.hold()
    this.list?.scrollToIndex(index, { align: 'center' })
    clearTimeout(this.#litTimer)
    this.#lit = key
    this.#kept = key
    this.#litTimer = setTimeout(() => {
      this.#lit = null
    }, LIT_MS)
    return true
  }

  #scrolled = (): void => {
    const scroller = this.#scroller
    if (!scroller || scroller.clientHeight === 0) return
    const now = placeOf(scroller)
    const atEnd = staysAtEnd(this.#atEnd, this.#place, now)
    this.#place = now
    if (this.#atEnd !== atEnd) {
      this.#atEnd = atEnd
      if (atEnd) this.#catchUp()
      else this.#leave()
    }
    this.#reachBack()
  }

  /** The tab, the window or the panel was hidden, or is seen again. */
  #looked = (): void => {
    const scroller = this.#scroller
    const looks = scroller !== null && scroller.clientHeight > 0 && document.visibilityState === 'visible'
    if (looks === this.#looks) return looks ? this.follow() : undefined
    this.#looks = looks
    if (!looks) return this.#leave()
    // Hidden, a scroller forgets where it stood.
    if (!this.#atEnd && scroller) scroller.scrollTop = this.#place.top
    else this.#comeBack()
  }

  /** Who read the end goes on where they left off, if that is not on the last page anyway. */
  #comeBack(): void {
    const first = this.#unread.first
    this.#catchUp()
    this.follow()
    const index = first === null ? -1 : this.#source.rows().findIndex((row) => row.key === first)
    if (index < 0) return
    void tick().then(() => {
      this.#atEnd = false
      this.list?.scrollToIndex(index, { align: 'start' })
    })
  }

  #leave(): void {
    this.#left ??= this.#source.rows().at(-1)?.key
  }

  #catchUp(): void {
    if (!this.#looks) return
    this.#mark = this.mark
    this.#left = undefined
  }

  #reachBack(): void {
    const { more, loadOlder } = this.#source
    const readsOn = this.#place.height > this.#place.view // what is not full has nothing before it
    if (readsOn && more() && isNearTop(this.#place)) void loadOlder()
  }
}

const placeOf = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Place => ({
  top: scrollTop,
  height: scrollHeight,
  view: clientHeight,
})
