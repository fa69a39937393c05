import { createContext } from 'svelte'
import { LANGUAGES, loadTexts, type Texts } from '../i18n/index.ts'
import { pickLanguage } from '../i18n/languages.ts'
import { chosenLanguage, keepLanguage } from './stored.ts'

/** The language everything is read in: what was chosen on this device, else Telegram's, else the browser's. */
export class Language {
  #texts = $state.raw() as Texts
  /** Chosen on this device; null: it follows. */
  #chosen = $state<string | null>(null)
  /** The page is drawn anew in another language: whoever chose it wants to be where they were. */
  #fresh = false
  readonly #following: readonly (string | null | undefined)[]

  private constructor(following: readonly (string | null | undefined)[], chosen: string | null, texts: Texts) {
    this.#following = following
    this.#chosen = chosen
    this.#wear(texts)
  }

  /** `following`: what it follows while nothing is chosen, what counts more first. */
  static async load(following: readonly (string | null | undefined)[]): Promise<Language> {
    const chosen = chosenLanguage()
    return new Language(following, chosen, await loadTexts(pickLanguage(LANGUAGES, [chosen, ...following])))
  }

  get texts(): Texts {
    return this.#texts
  }
  get chosen(): string | null {
    return this.#chosen
  }
  /** What it would be if nothing were chosen. */
  get followed(): string {
    return pickLanguage(LANGUAGES, this.#following)
  }

  /** At once, without a reload. Throws when the texts do not come; then nothing has changed. */
  async choose(tag: string | null): Promise<void> {
    const texts = await loadTexts(tag ?? this.followed)
    keepLanguage(tag)
    this.#chosen = tag
    if (texts.language === this.#texts.language) return
    this.#fresh = true
    this.#wear(texts)
  }

  /** Whether the language has just been changed: said once. */
  takeFresh(): boolean {
    const fresh = this.#fresh
    this.#fresh = false
    return fresh
  }

  #wear(texts: Texts): void {
    this.#texts = texts
    document.documentElement.lang = texts.language
    document.documentElement.dir = texts.direction
  }
}

export const [getLanguage, setLanguage] = createContext<Language>()
