import type { ChatLine } from '#protocol/chat.ts'
import type { History as Page } from '#protocol/http.ts'
import type { LineId } from '#protocol/ids.ts'
import type { Answer } from '../net/api.ts'

/** The messages before those of the snapshot, page by page. */
export class History {
  #lines = $state.raw<readonly ChatLine[]>([])
  #more = $state(true)
  #loading = $state(false)
  readonly #fetch: (before: LineId) => Answer<Page>

  constructor(fetch: (before: LineId) => Answer<Page>) {
    this.#fetch = fetch
  }

  /** Oldest first. */
  get lines(): readonly ChatLine[] {
    return this.#lines
  }
  get more(): boolean {
    return this.#more
  }
  get loading(): boolean {
    return this.#loading
  }

  /** One page more; `first` is the first message that is known without any. */
  async load(first: ChatLine | undefined): Promise<void> {
    const oldest = this.#lines[0] ?? first
    if (this.#loading || !this.#more || !oldest) return
    this.#loading = true
    const page = await this.#fetch(oldest.id)
    if (page.ok) {
      this.#lines = [...page.value.lines, ...this.#lines]
      this.#more = page.value.more
    }
    this.#loading = false
  }
}
