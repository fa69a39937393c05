/** What the player asks of the screen it is on. */
export interface ScreenActs {
  readonly full: (full: boolean) => void
  readonly theatre: () => void
  /** Shows or hides the chat. */
  readonly chat: () => void
  /** Puts the cursor where one writes. */
  readonly say: () => void
  readonly help: () => void
  /** Out of whatever fills the window. Answers whether there was something. */
  readonly leave: () => boolean
  readonly speed: (anchor: HTMLElement) => void
  readonly subtitles: (anchor?: HTMLElement) => void
}

/** How the room lies on the screen, as far as the player must know. */
export interface ScreenState {
  readonly layout: 'portrait' | 'cinema' | 'desktop'
  /** Room for a mouse's controls; without it, a thumb's. */
  readonly wide: boolean
  readonly full: boolean
  readonly theatre: boolean
  /** The chat lies over the picture. */
  readonly covered: boolean
  /** The chat is to be seen. */
  readonly chat: boolean
  /** Something of ours is open over the picture: the controls stay. */
  readonly busy: boolean
}
