import type { News } from './engine.ts'

/** Who listens to a player. */
export class Listeners {
  readonly #heard = new Set<(news: News) => void>()

  readonly add = (listener: (news: News) => void): (() => void) => {
    this.#heard.add(listener)
    return () => void this.#heard.delete(listener)
  }

  tell(news: News): void {
    for (const listener of this.#heard) listener(news)
  }
}
