import { type Prefs, readPrefs, writePrefs } from './prefs.ts'
import { type Setting, worn } from './worn.ts'

/** What is set on this device. A change is seen at once and kept. */
export class Settings {
  #prefs = $state.raw<Prefs>(readPrefs())
  readonly #inside: boolean

  /** `inside`: Telegram has a theme of its own. */
  constructor(inside: boolean) {
    this.#inside = inside
  }

  get all(): Setting & Pick<Prefs, 'deviceOffsetMs'> {
    return this.#prefs
  }

  change(change: Partial<Setting & Pick<Prefs, 'deviceOffsetMs'>>): void {
    this.#prefs = { ...this.#prefs, ...change }
    writePrefs(change)
    const sky = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
    const root = document.documentElement.dataset
    for (const [name, value] of Object.entries(worn(this.#prefs, this.#inside ? null : sky))) {
      if (value === null) delete root[name]
      else root[name] = value
    }
  }
}
