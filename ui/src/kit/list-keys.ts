/** Letters typed within this of each other are one word, ms. */
const WORD_MS = 600

/** Where a key moves the focus in a list of `count` that stands at `at` (-1: nowhere); null for any other key. */
export function stepped(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1
    case 'Home':
    case 'PageUp':
      return 0
    case 'End':
    case 'PageDown':
      return count - 1
    default:
      return null
  }
}

/** A key of a list that runs along the line of text, as if it ran from top to bottom. */
export function along(key: string, rightToLeft: boolean): string {
  if (key === 'ArrowRight') return rightToLeft ? 'ArrowUp' : 'ArrowDown'
  if (key === 'ArrowLeft') return rightToLeft ? 'ArrowDown' : 'ArrowUp'
  return key === 'Home' || key === 'End' ? key : ''
}

/** Finds an entry by the first letters of its text; one letter again and again goes through all that begin with it. */
export class Typeahead {
  #typed = ''
  #lastAt = Number.NEGATIVE_INFINITY

  /** `at` is where the focus stands, `nowMs` when the key was pressed. Null when no entry begins like that. */
  find(key: string, texts: readonly string[], at: number, nowMs: number): number | null {
    const goesOn = nowMs - this.#lastAt < WORD_MS
    if ([...key].length !== 1 || (key === ' ' && !goesOn)) return null // a space alone chooses
    this.#typed = (goesOn ? this.#typed : '') + key.toLocaleLowerCase()
    this.#lastAt = nowMs
    const [first = ''] = this.#typed
    const again = [...this.#typed].every((letter) => letter === first)
    const sought = again ? first : this.#typed
    const from = again ? at + 1 : Math.max(0, at)
    for (let step = 0; step < texts.length; step++) {
      const index = (from + step) % texts.length
      if (texts[index]?.toLocaleLowerCase().startsWith(sought)) return index
    }
    return null
  }
}
