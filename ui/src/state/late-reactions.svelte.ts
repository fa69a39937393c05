import type { ReactionBurst } from '#protocol/reactions.ts'
import type { Reactions } from './reactions.svelte.ts'

type Given = ConstructorParameters<typeof Reactions>

/** The reactions of a room, which come a moment after it: nobody reacts to what they do not see yet. */
export class LateReactions {
  #store = $state.raw<Reactions | null>(null)
  #stopped = false
  readonly #given: Given

  constructor(...given: Given) {
    this.#given = given
  }

  get store(): Reactions | null {
    return this.#store
  }

  /** Safe to call again; after a failure that is how it is tried again. */
  async load(): Promise<void> {
    if (this.#store) return
    const found = await import('./reactions.svelte.ts').catch(() => null)
    if (found && !this.#stopped) this.#store ??= new found.Reactions(...this.#given)
  }

  heard = (burst: ReactionBurst): void => this.#store?.heard(burst)

  stop(): void {
    this.#stopped = true
    this.#store?.stop()
  }
}
