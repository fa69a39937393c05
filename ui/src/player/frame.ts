interface Ears {
  /** Where the page may have moved to, as origins. */
  readonly movesTo: readonly string[]
  /** A message from the page in the frame: from its window, and from where it was opened, or may have moved to. */
  readonly hear: (data: unknown) => void
  /** The page has come. */
  readonly loaded: () => void
  /** A finger, or a mouse, has touched what is inside. */
  readonly touched: () => void
}

/** A key that moves the focus so lately, ms, is why it is in the frame: whoever walks by the keyboard may stay there. */
const WALKED_MS = 500
/** What players may use of the browser. Not its whole screen: phones have none for frames, and the page has its own. */
const ALLOWED = 'autoplay; encrypted-media; picture-in-picture'

/** A frame with a page of another site, and what is said across its border. */
export class Frame {
  readonly #frame: HTMLIFrameElement
  #origin: string
  readonly #ears: Ears
  #tabbedAt = Number.NEGATIVE_INFINITY

  constructor(host: HTMLElement, page: URL, ears: Ears) {
    this.#origin = page.origin
    this.#ears = ears
    const frame = document.createElement('iframe')
    frame.allow = ALLOWED
    // YouTube plays for nobody who does not say which page shows it (its error 153).
    frame.referrerPolicy = 'strict-origin-when-cross-origin'
    frame.title = page.hostname
    frame.addEventListener('load', ears.loaded)
    frame.src = page.href
    this.#frame = frame
    window.addEventListener('message', this.#message)
    window.addEventListener('blur', this.#blurred)
    window.addEventListener('keydown', this.#key, true)
    host.replaceChildren(frame)
  }

  post(message: unknown): void {
    this.#frame.contentWindow?.postMessage(message, this.#origin)
  }

  remove(): void {
    window.removeEventListener('message', this.#message)
    window.removeEventListener('blur', this.#blurred)
    window.removeEventListener('keydown', this.#key, true)
    this.#frame.removeEventListener('load', this.#ears.loaded)
    this.#frame.remove()
  }

  #message = ({ source, origin, data }: MessageEvent): void => {
    if (source !== this.#frame.contentWindow) return
    if (origin !== this.#origin && !this.#ears.movesTo.includes(origin)) return
    this.#origin = origin
    this.#ears.hear(data)
  }

  #key = ({ key, timeStamp }: KeyboardEvent): void => {
    if (key === 'Tab') this.#tabbedAt = timeStamp
  }

  /** No event tells of a click in another site's page; that the focus has gone there does. */
  #blurred = (event: Event): void => {
    if (document.activeElement !== this.#frame || event.timeStamp - this.#tabbedAt < WALKED_MS) return
    this.#ears.touched()
    // Back, so that our keys go on to work and the next touch is noticed too.
    setTimeout(() => this.#frame.blur(), 0)
  }
}
