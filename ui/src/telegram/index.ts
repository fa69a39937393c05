import { createContext } from 'svelte'
import type { Launch } from './launch.ts'
import { applyTheme } from './theme.ts'

type Sdk = typeof import('@telegram-apps/sdk')

/** Longest wait for Telegram's answer to what it may never answer, ms. */
const ANSWER_MS = 1_000

interface Insets {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/**
 * Telegram around the page. Outside Telegram every call does the next best thing, or nothing.
 * The SDK is loaded beside the first paint; whatever fails in it costs that one nicety.
 */
export class Telegram {
  readonly inside: boolean
  readonly #sdk: Promise<Sdk | null>

  constructor(launch: Launch | null) {
    this.inside = launch !== null
    this.#sdk = launch === null ? Promise.resolve(null) : this.#load()
    if (launch) applyTheme(launch.theme)
  }

  haptic(kind: 'light' | 'success' | 'warning'): void {
    this.#with((sdk) => {
      if (kind === 'light') sdk.hapticFeedbackImpactOccurred.ifAvailable('light')
      else sdk.hapticFeedbackNotificationOccurred.ifAvailable(kind)
    })
  }

  /** Offers a link to a chat of the person's choice. */
  share(url: string, text: string): void {
    const target = `https://t.me/share/url?url=${encodeURIComponent(url)}&text=${encodeURIComponent(text)}`
    if (!this.inside) window.open(target, '_blank', 'noopener')
    else this.#with((sdk) => sdk.shareURL.ifAvailable(url, text))
  }

  openLink(url: string): void {
    if (!this.inside) window.open(url, '_blank', 'noopener')
    else if (url.startsWith('https://t.me/')) this.#with((sdk) => sdk.openTelegramLink.ifAvailable(url))
    else this.#with((sdk) => sdk.openLink.ifAvailable(url))
  }

  /** Telegram's own back button, while the returned undo has not been called. */
  backButton(show: boolean, onback: () => void): () => void {
    let undone = false
    let undo: () => void = () => {}
    this.#with((sdk) => {
      if (undone) return
      sdk.mountBackButton.ifAvailable()
      if (!show) return void sdk.hideBackButton.ifAvailable()
      sdk.showBackButton.ifAvailable()
      sdk.onBackButtonClick.ifAvailable(onback)
      undo = () => {
        sdk.offBackButtonClick.ifAvailable(onback)
        sdk.hideBackButton.ifAvailable()
      }
    })
    return () => {
      undone = true
      undo()
    }
  }

  /** Telegram's full screen; false where there is none or it does not answer, and the page must do it by itself. */
  async fullscreen(on: boolean): Promise<boolean> {
    const sdk = await this.#sdk
    if (!sdk) return false
    try {
      const change = on ? sdk.requestFullscreen : sdk.exitFullscreen
      if (!change.isAvailable()) return false
      await change({ timeout: ANSWER_MS })
      return true
    } catch {
      return false
    }
  }

  /** Swiping down closes the app; not while somebody drags a scrub bar. */
  verticalSwipes(on: boolean): void {
    this.#with((sdk) => {
      sdk.mountSwipeBehavior.ifAvailable()
      if (on) sdk.enableVerticalSwipes.ifAvailable()
      else sdk.disableVerticalSwipes.ifAvailable()
    })
  }

  #with(use: (sdk: Sdk) => unknown): void {
    void this.#sdk.then((sdk) => {
      try {
        if (sdk) use(sdk)
      } catch {
        // An old client, or one that refuses: the page works without.
      }
    })
  }

  async #load(): Promise<Sdk | null> {
    try {
      const sdk = await import('@telegram-apps/sdk')
      sdk.init()
      sdk.on('theme_changed', ({ theme_params }) => applyTheme(onlyStrings(theme_params)))
      sdk.on('safe_area_changed', (insets) => setInsets('--tg-safe-area-inset', insets))
      sdk.on('content_safe_area_changed', (insets) => setInsets('--tg-content-safe-area-inset', insets))
      sdk.on('viewport_changed', ({ height }) => setPx('--tg-viewport-height', height))
      for (const method of ['web_app_ready', 'web_app_expand', 'web_app_request_viewport'] as const)
        sdk.postEvent(method)
      sdk.mountViewport.ifAvailable()
      for (const method of ['web_app_request_safe_area', 'web_app_request_content_safe_area'] as const) {
        sdk.postEvent(method)
      }
      return sdk
    } catch {
      return null // not Telegram after all, or one too old to speak to
    }
  }
}

const setPx = (name: string, px: number): void => document.documentElement.style.setProperty(name, `${px}px`)

function setInsets(name: string, insets: Insets): void {
  for (const side of ['top', 'bottom', 'left', 'right'] as const) setPx(`${name}-${side}`, insets[side])
}

const onlyStrings = (record: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

export const [getTelegram, setTelegram] = createContext<Telegram>()
