import type { ScreenState } from '../features/playback/screen-acts.ts'
import { lying, wide } from '../kit/media.ts'
import { PANEL_MAX_PX, PANEL_MIN_PX, readPrefs, writePrefs } from '../state/prefs.ts'
import type { Telegram } from '../telegram/index.ts'
import { FullScreen } from './full-screen.svelte.ts'

export type Layout = 'portrait' | 'cinema' | 'desktop'
export type SheetName = 'menu' | 'invite' | 'settings' | 'speed' | 'keys' | 'subtitles' | 'sync'

export interface Opened {
  readonly what: SheetName
  /** What it hangs from on a wide window. */
  readonly anchor: HTMLElement | undefined
}

/** What of the room is on screen: its layout, the tab, the sheet that is open. */
export class RoomScreen {
  tab = $state<'lobby' | 'chat' | 'people'>('lobby')
  /** Where the picture fills the window the chat is there when it is wanted. */
  chatOpen = $state(false)
  /** The six reactions, above the composer of a phone. */
  reacting = $state(false)
  opened = $state.raw<Opened | null>(null)
  #theatre = $state(false)
  #panelPx = $state(readPrefs().panelPx)
  readonly #full: FullScreen

  constructor(telegram: Telegram) {
    this.#full = new FullScreen(telegram)
  }

  readonly full = $derived.by(() => this.#full.full)
  /** The picture fills the window, but for the panel beside it. */
  readonly theatre = $derived.by(() => this.#theatre && wide.current && !this.full)
  readonly layout = $derived.by<Layout>(() => {
    if (lying.current || this.full || this.theatre) return 'cinema'
    return wide.current ? 'desktop' : 'portrait'
  })
  readonly panel = $derived.by(() => this.layout !== 'cinema' || this.chatOpen)
  /** What the player must know of it. */
  readonly state = $derived.by<ScreenState>(() => ({
    layout: this.layout,
    wide: wide.current,
    full: this.full,
    theatre: this.theatre,
    covered: this.layout === 'cinema' && !this.theatre && this.chatOpen,
    chat: this.chatOpen,
    busy: this.opened !== null,
  }))

  /** The lobby is a tab on a phone alone, while there is one; where there is room it stands in front of the stage. */
  hasLobby = (gathers: boolean): boolean => this.layout === 'portrait' && gathers
  shownTab = (gathers: boolean): 'lobby' | 'chat' | 'people' =>
    this.tab === 'lobby' && !this.hasLobby(gathers) ? 'chat' : this.tab

  get panelPx(): number {
    return this.#panelPx
  }

  setFull = (full: boolean): void => {
    if (full && this.layout !== 'cinema') this.chatOpen = false // over the picture it is asked for anew
    if (full) this.#full.enter()
    else this.#full.leave()
  }

  toggleTheatre = (): void => {
    if (!wide.current) return
    this.#full.leave()
    this.#theatre = !this.#theatre
    this.chatOpen = this.#theatre // who talks goes on talking
  }

  /** Out of whatever fills the window. Answers whether there was something. */
  leave = (): boolean => {
    if (this.full) this.#full.leave()
    else if (this.theatre) this.#theatre = false
    else return false
    return true
  }

  toggleChat = (): void => {
    this.chatOpen = !this.chatOpen || this.layout !== 'cinema'
    this.tab = 'chat'
  }

  people = (): void => {
    this.tab = 'people'
    this.chatOpen = true
  }

  openChat = (): void => {
    this.tab = 'chat'
    this.chatOpen = true
  }

  resizePanel = (px: number): void => {
    this.#panelPx = Math.round(Math.min(PANEL_MAX_PX, Math.max(PANEL_MIN_PX, px)))
    writePrefs({ panelPx: this.#panelPx })
  }

  /** What opens a sheet; given the button that was pressed, it hangs from there. */
  opener =
    (what: SheetName) =>
    (anchor?: HTMLElement): void => {
      this.opened = { what, anchor: wide.current ? anchor : undefined }
    }
}
