import { mount, unmount } from 'svelte'
import Tooltip from './Tooltip.svelte'

interface Pointer {
  /** The mouse came to the words. */
  stay: () => void
  leave: () => void
}

/** Puts the words beside `anchor`; the returned function takes them away. */
export function showTooltip(anchor: HTMLElement, text: string, shortcut: string | undefined, on: Pointer): () => void {
  // In the same dialog: what is outside of it cannot be reached by the mouse.
  const target = anchor.closest('dialog') ?? document.body
  const props = { anchor, text, shortcut, onenter: on.stay, onleave: on.leave }
  const shown = mount(Tooltip, { target, props })
  return () => void unmount(shown)
}
