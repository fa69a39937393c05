import { createContext, tick } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import { quoteOf } from '#core/chat.ts'
import type { ChatLine, Quote } from '#protocol/chat.ts'
import type { LineId } from '#protocol/ids.ts'
import type { RoomTexts } from '../../i18n/index.ts'
import type { Toasts } from '../../state/toasts.svelte.ts'
import type { Reading } from './reading.svelte.ts'
import type { Row } from './script.ts'

interface Deps {
  readonly texts: RoomTexts
  readonly toasts: Toasts
  readonly reading: Reading
  readonly rows: () => readonly Row[]
  /** How long the film is, ms: a time in a message is a link only within it. */
  readonly durationMs: () => number | null
  /** How to go to a place in the film; null for who may not. */
  readonly seek: () => ((positionMs: number) => void) | null
}

/** What one does with messages: answer, copy, follow to what they answer or to where the film was. */
export class Talk {
  /** What the next message answers. */
  answering = $state.raw<Quote | null>(null)
  /** The message whose menu is open, and what it hangs from. */
  menu = $state.raw<{ readonly line: ChatLine; readonly anchor: HTMLElement } | null>(null)
  /** Long messages that are shown whole. */
  readonly whole = new SvelteSet<LineId>()
  /** Takes the focus to the field, where there is one. */
  write: () => void = () => {}
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  get reading(): Reading {
    return this.#deps.reading
  }
  get durationMs(): number | null {
    return this.#deps.durationMs()
  }
  get seek(): ((positionMs: number) => void) | null {
    return this.#deps.seek()
  }

  reply = (line: ChatLine): void => {
    this.answering = quoteOf(line)
    // A menu gives the focus back where it came from before it goes on to the field.
    void tick().then(() => this.write())
  }

  /** The message before, or after, the one that is being answered; from none on it is the last one. */
  step(by: -1 | 1): void {
    const lines = this.#deps.rows().flatMap((row) => (row.kind === 'line' ? [row.line] : []))
    const at = lines.findLastIndex(({ id }) => id === this.answering?.id)
    const next = at < 0 ? lines.at(-1) : lines[at + by]
    if (!next) return
    this.answering = quoteOf(next)
    void this.reading.lead(next.id)
  }

  showWhole = (id: LineId): void => {
    this.reading.hold()
    this.whole.add(id)
  }

  /** To the message with this id, also an old one; by keys the focus goes along. */
  lead = async (id: LineId, byKeys: boolean): Promise<void> => {
    if (!(await this.reading.lead(id))) return this.#deps.toasts.show(this.#deps.texts.chat.tooFar)
    await tick()
    if (byKeys) this.reading.focus(id)
  }

  copy = async ({ text }: ChatLine): Promise<void> => {
    const { texts, toasts } = this.#deps
    try {
      await navigator.clipboard.writeText(text)
      toasts.show(texts.chat.copied)
    } catch {
      toasts.show(texts.chat.copyFailed, 'bad')
    }
  }
}

export const [getTalk, setTalk] = createContext<Talk>()
