import { tick, untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { Row } from './script.ts'

/** Rows drawn while the reader is at the end, and how many more each time they scroll up to the top. */
const WINDOW = 60
const MORE = 50
/** This close to an end counts as there, px. */
const NEAR_PX = 80

/**
 * Where the reader stands in the chat. At the end new lines come into view; further up the page holds still, new lines
 * are counted, and older ones are drawn (then asked for) without moving what is being read.
 */
export class Scroll {
  #element: HTMLElement | null = null
  #drawn = $state(WINDOW)
  #atEnd = $state(true)
  #seenLast = $state<string | undefined>(undefined)
  readonly #rows: () => readonly Row[]
  readonly #pending: () => number
  readonly #loadOlder: () => Promise<void>

  constructor(rows: () => readonly Row[], pending: () => number, loadOlder: () => Promise<void>) {
    this.#rows = rows
    this.#pending = pending
    this.#loadOlder = loadOlder
  }

  readonly shown = $derived.by(() => this.#rows().slice(-this.#drawn))

  /** Lines that came while the reader was further up. */
  readonly fresh = $derived.by(() => {
    if (this.#atEnd) return 0
    const rows = this.#rows()
    const from = rows.findLastIndex((row) => row.key === this.#seenLast)
    return from < 0 ? 0 : rows.slice(from + 1).filter((row) => row.kind === 'line').length
  })

  attach: Attachment<HTMLElement> = (element) => {
    this.#element = element
    const resized = new ResizeObserver(() => this.#atEnd && this.#drop())
    resized.observe(element)
    if (element.firstElementChild) resized.observe(element.firstElementChild)
    $effect(() => {
      this.#rows()
      this.#pending()
      untrack(() => this.#atEnd && this.#settle())
    })
    return () => {
      resized.disconnect()
      this.#element = null
    }
  }

  scrolled = (): void => {
    const element = this.#element
    if (!element) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
    if (this.#atEnd && !atEnd) this.#seenLast = this.#rows().at(-1)?.key
    this.#atEnd = atEnd
    if (atEnd) this.#drawn = WINDOW
    else if (element.scrollTop < NEAR_PX) void this.#reachBack()
  }

  toBottom = (): void => {
    this.#atEnd = true
    this.#drawn = WINDOW
    this.#settle()
  }

  #settle(): void {
    void tick().then(() => this.#drop())
  }

  #drop(): void {
    if (this.#element) this.#element.scrollTop = this.#element.scrollHeight
  }

  async #reachBack(): Promise<void> {
    const element = this.#element
    if (!element) return
    const fromEnd = element.scrollHeight - element.scrollTop
    if (this.#drawn < this.#rows().length) this.#drawn += MORE
    else {
      const before = this.#rows().length
      await this.#loadOlder()
      const more = this.#rows().length - before
      if (more <= 0) return
      this.#drawn += more
    }
    await tick()
    element.scrollTop = element.scrollHeight - fromEnd
  }
}
