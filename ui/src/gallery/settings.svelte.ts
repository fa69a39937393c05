import { applyTheme } from '../telegram/theme.ts'
import { TELEGRAM_THEMES } from './themes.ts'

/** What can be chosen; the first of each is what is shown to begin with. The address keeps the choice. */
export const CHOICES = {
  theme: ['dark', 'light', 'night', 'day', 'garish'],
  language: ['en', 'ru'],
  direction: ['ltr', 'rtl'],
  size: ['100', '150', '200'],
  motion: ['full', 'reduced'],
  power: ['full', 'low'],
} as const

export type Choices = typeof CHOICES
export type Setting = keyof Choices
type Chosen = { -readonly [K in Setting]: Choices[K][number] }

export const SETTINGS = Object.keys(CHOICES) as Setting[] // sound: the table is closed

/** Tokens of what moves. Whoever asks the system for less motion gets it from base.css; here it can be looked at. */
const TIMES = ['--touch', '--move', '--sheet', '--curtain', '--dusk', '--turn', '--breath', '--run']

const isChoice = <K extends Setting>(setting: K, value: string | null): value is Choices[K][number] =>
  (CHOICES[setting] as readonly (string | null)[]).includes(value)

export class Settings {
  readonly #chosen = $state<Chosen>({
    theme: 'dark',
    language: 'en',
    direction: 'ltr',
    size: '100',
    motion: 'full',
    power: 'full',
  })

  constructor() {
    const asked = new URLSearchParams(location.search)
    for (const setting of SETTINGS) this.choose(setting, asked.get(setting))
    $effect(() => this.#show())
  }

  get<K extends Setting>(setting: K): Chosen[K] {
    return this.#chosen[setting]
  }

  choose<K extends Setting>(setting: K, value: string | null): void {
    // The check makes the cast sound: a value that the setting has.
    if (isChoice(setting, value)) this.#chosen[setting] = value as Chosen[K]
  }

  #show(): void {
    const { theme, language, direction, size, motion, power } = this.#chosen
    const root = document.documentElement
    root.removeAttribute('style') // what the theme before has set
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme
    else applyTheme(TELEGRAM_THEMES[theme])
    root.lang = language
    root.dir = direction
    root.style.fontSize = `${size}%`
    for (const time of motion === 'reduced' ? TIMES : []) root.style.setProperty(time, '0ms')
    root.dataset.power = power
    const address = new URL(location.href)
    for (const setting of SETTINGS) address.searchParams.set(setting, this.#chosen[setting])
    history.replaceState(null, '', address)
  }
}
