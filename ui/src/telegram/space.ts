import type { Bridge } from './bridge.ts'

interface Insets {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const setPx = (name: string, px: number): void => document.documentElement.style.setProperty(name, `${px}px`)

function setInsets(name: string, insets: Insets): void {
  for (const side of ['top', 'bottom', 'left', 'right'] as const) setPx(`${name}-${side}`, insets[side])
}

/**
 * The space that the client leaves to the page, as custom properties that `styles/tokens.css` reads: what the device
 * takes from the edges, what Telegram's own buttons take, and the height once it has come to rest.
 */
export function followSpace(bridge: Bridge): void {
  bridge.on('safe_area_changed', (insets) => setInsets('--tg-safe-area-inset', insets))
  bridge.on('content_safe_area_changed', (insets) => setInsets('--tg-content-safe-area-inset', insets))
  bridge.on('viewport_changed', ({ height, is_state_stable }) => {
    if (is_state_stable) setPx('--tg-viewport-stable-height', height)
  })
  const ask = () => {
    bridge.post('web_app_request_viewport')
    bridge.post('web_app_request_safe_area')
    bridge.post('web_app_request_content_safe_area')
  }
  ask()
  // Not every client tells by itself what a turn of the phone or its full screen has changed.
  window.matchMedia('(orientation: portrait)').addEventListener('change', ask)
  bridge.on('fullscreen_changed', ask)
}
