import { createContext } from 'svelte'
import { Back } from './back.svelte.ts'
import type { Bridge } from './bridge.ts'
import { atLeast, type Launch, themeOf } from './launch.ts'
import { followSpace } from './space.ts'

type Tailor = typeof import('./theme.ts')

/**
 * Telegram around the page. Outside Telegram every call does the next best thing, or nothing; so it is with a client
 * that is too old or says nothing. Nobody is asked whether they mean to close the app: a room goes on without them, and
 * they come back with one tap.
 */
export class Telegram {
  readonly inside: boolean
  /** Until then the page has our own colours: nothing is shown before. Outside Telegram at once. */
  readonly dressed: Promise<unknown>
  readonly #back: Back
  readonly #reaching: Promise<Bridge | null>
  /** Once it is there, calls go through at once: some clients act only within the tap itself. */
  #bridge: Bridge | null = null
  /** Colour of the page, where Telegram has told one. */
  #page: string | null = null

  constructor(launch: Launch | null) {
    this.inside = launch !== null
    this.#back = new Back(launch !== null && atLeast(launch.version, '6.1'))
    const tailor = launch === null ? null : import('./theme.ts')
    this.dressed = this.#dress(launch, tailor)
    this.#reaching = launch === null || tailor === null ? Promise.resolve(null) : this.#reach(launch, tailor)
  }

  /** Whether Telegram draws the way back; where it does not, the screens do. */
  get hasBackButton(): boolean {
    return this.#back.drawn
  }

  /** What Telegram's back button does, until the returned undo is called. The newest handler wins; without any it hides. */
  readonly onBack = (handler: () => void): (() => void) => this.#back.on(handler)

  /** Shows "settings" in Telegram's own menu of the app, until the returned undo is called. */
  onSettings(handler: () => void): () => void {
    return this.#during((bridge) => {
      bridge.post('web_app_setup_settings_button', { is_visible: true })
      const off = bridge.on('settings_button_pressed', handler)
      return () => {
        off()
        bridge.post('web_app_setup_settings_button', { is_visible: false })
      }
    })
  }

  haptic(kind: 'light' | 'success' | 'warning'): void {
    if (document.documentElement.dataset.haptics === 'off') return // set on this device
    this.#with((bridge) =>
      bridge.post(
        'web_app_trigger_haptic_feedback',
        kind === 'light'
          ? { type: 'impact', impact_style: 'light' }
          : { type: 'notification', notification_type: kind },
      ),
    )
  }

  /** Offers a link to a chat of the person's choice. */
  share(url: string, text: string): void {
    this.openLink(`https://t.me/share/url?url=${encodeURIComponent(url)}&text=${encodeURIComponent(text)}`)
  }

  openLink(url: string): void {
    if (!this.inside) return void window.open(url, '_blank', 'noopener')
    const { hostname, pathname, search } = new URL(url)
    this.#with((bridge) => {
      if (hostname === 't.me' && bridge.knows('web_app_open_tg_link'))
        bridge.post('web_app_open_tg_link', { path_full: pathname + search })
      else bridge.post('web_app_open_link', { url })
    })
  }

  /** Telegram's full screen; false where there is none or it does not answer, and the page must do it by itself. */
  async fullscreen(on: boolean): Promise<boolean> {
    const bridge = this.#bridge ?? (await this.#reaching)
    return (await bridge?.agreed(on ? 'web_app_request_fullscreen' : 'web_app_exit_fullscreen')) ?? false
  }

  /** Told when the person leaves or enters the full screen by Telegram's own means. */
  onFullscreen(told: (full: boolean) => void): () => void {
    return this.#during((bridge) => bridge.on('fullscreen_changed', ({ is_fullscreen }) => told(is_fullscreen)))
  }

  /** Keeps the screen turned as it is now: Telegram cannot turn it. */
  lockOrientation(locked: boolean): void {
    this.#with((bridge) => bridge.post('web_app_toggle_orientation_lock', { locked }))
  }

  /** Swiping down closes the app; not while somebody drags a scrub bar. */
  verticalSwipes(on: boolean): void {
    this.#with((bridge) => bridge.post('web_app_setup_swipe_behavior', { allow_vertical_swipe: on }))
  }

  /** Closes the Mini App. */
  close(): void {
    this.#with((bridge) => bridge.post('web_app_close'))
  }

  #with(use: (bridge: Bridge) => void): void {
    if (this.#bridge) use(this.#bridge)
    else void this.#reaching.then((bridge) => bridge && use(bridge))
  }

  /** Does something as soon as Telegram is reached, and undoes it as soon as it is not wanted any more. */
  #during(start: (bridge: Bridge) => () => void): () => void {
    let over = false
    let undo: (() => void) | null = null
    this.#with((bridge) => {
      if (!over) undo = start(bridge)
    })
    return () => {
      over = true
      undo?.()
    }
  }

  async #dress(launch: Launch | null, tailor: Promise<Tailor> | null): Promise<void> {
    try {
      if (launch && tailor) this.#page = (await tailor).applyTheme(launch.theme)
    } catch {
      // It did not load: our own colours can be read as well.
    }
  }

  async #reach(launch: Launch, coming: Promise<Tailor>): Promise<Bridge | null> {
    try {
      const [{ Bridge: Reached }, tailor] = await Promise.all([import('./bridge.ts'), coming])
      const bridge = new Reached(launch)
      bridge.on('theme_changed', ({ theme_params }) => this.#wear(bridge, tailor.applyTheme(themeOf(theme_params))))
      bridge.on('back_button_pressed', () => this.#back.press())
      bridge.post('web_app_ready')
      bridge.post('web_app_expand')
      this.#frame(bridge)
      followSpace(bridge)
      this.#back.connect((is_visible) => bridge.post('web_app_setup_back_button', { is_visible }))
      this.#bridge = bridge
      return bridge
    } catch {
      this.#back.connect(null)
      return null // not Telegram after all, or the way to it did not load
    }
  }

  #wear(bridge: Bridge, page: string | null): void {
    this.#page = page ?? this.#page
    this.#frame(bridge)
  }

  /** What Telegram draws around the page takes the page's colour, so that the two are one. */
  #frame(bridge: Bridge): void {
    if (this.#page === null) return
    // Sound: a page is a colour that `themeOf` has let through, or one made of such.
    const color = this.#page as `#${string}`
    bridge.post(
      'web_app_set_header_color',
      bridge.headerTakesAnyColor ? { color } : { color_key: 'secondary_bg_color' },
    )
    bridge.post('web_app_set_background_color', { color })
    bridge.post('web_app_set_bottom_bar_color', { color })
  }
}

export const [getTelegram, setTelegram] = createContext<Telegram>()
