import { lying, wide } from '../kit/media.ts'
import type { Telegram } from '../telegram/index.ts'
import { FullScreen } from './full-screen.svelte.ts'

export type Layout = 'portrait' | 'cinema' | 'desktop'
export type SheetName = 'menu' | 'invite' | 'speed' | 'keys' | 'sync'

export interface Opened {
  readonly what: SheetName
  /** What it hangs from on a wide window. */
  readonly anchor: HTMLElement | undefined
}

/** What of the room is on screen: its layout, the tab, the sheet that is open. */
export class RoomScreen {
  tab = $state<'chat' | 'people'>('chat')
  /** In the cinema the chat lies over the picture, when it is wanted. */
  chatOpen = $state(false)
  opened = $state.raw<Opened | null>(null)
  readonly #full: FullScreen

  constructor(telegram: Telegram) {
    this.#full = new FullScreen(telegram)
  }

  readonly full = $derived.by(() => this.#full.full || this.#full.theatre)
  readonly layout = $derived.by<Layout>(() => {
    if (lying.current || this.full) return 'cinema'
    return wide.current ? 'desktop' : 'portrait'
  })
  readonly panel = $derived.by(() => this.layout !== 'cinema' || this.chatOpen)

  setFull = (full: boolean): void => (full ? this.#full.enter() : this.#full.leave())
  theatre = (): void => {
    this.#full.theatre = true
  }

  toggleChat = (): void => {
    this.chatOpen = !this.chatOpen
    this.tab = 'chat'
  }

  people = (): void => {
    this.tab = 'people'
    this.chatOpen = true
  }

  /** What opens a sheet; given the button that was pressed, it hangs from there. */
  opener =
    (what: SheetName) =>
    (anchor?: HTMLElement): void => {
      this.opened = { what, anchor: wide.current ? anchor : undefined }
    }
}
