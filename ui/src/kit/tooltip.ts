import type { Attachment } from 'svelte/attachments'

/** How long a pointer or the focus rests on a button before its name is shown, ms. */
const REST_MS = 500
/** On the way from the button to the words they stay, ms. */
const LEAVE_MS = 120

/**
 * Shows a button's name, and the key that does the same, beside it: to a mouse that rests on it and to the keyboard's
 * focus. A reader of screens is told by the button itself (`aria-label`, `aria-keyshortcuts`); a finger is told nothing.
 */
export const tooltip =
  (text: string, shortcut?: string): Attachment<HTMLElement> =>
  (anchor) => {
    // The top layer alone is over everything and cut by nothing; where it is missing the button is named all the same.
    if (!('popover' in HTMLElement.prototype)) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let hide: (() => void) | null = null
    let wanted = false

    const show = async () => {
      const { showTooltip } = await import('./tooltip-shown.ts')
      if (wanted && hide === null && anchor.isConnected) hide = showTooltip(anchor, text, shortcut, { stay, leave })
    }
    const soon = () => {
      wanted = true
      clearTimeout(timer)
      // A name that cannot be loaded is no loss: the button has it too.
      timer = setTimeout(() => void show().catch(() => {}), REST_MS)
    }
    const gone = () => {
      wanted = false
      clearTimeout(timer)
      hide?.()
      hide = null
    }
    const stay = () => clearTimeout(timer)
    const leave = () => {
      clearTimeout(timer)
      timer = setTimeout(gone, LEAVE_MS)
    }

    const entered = ({ pointerType }: PointerEvent) => {
      if (pointerType === 'mouse' && hide === null) soon()
      else stay()
    }
    const focused = () => {
      if (anchor.matches(':focus-visible')) soon()
    }
    const pressed = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' || key === 'Enter' || key === ' ') gone()
    }

    anchor.addEventListener('pointerenter', entered)
    anchor.addEventListener('pointerleave', leave)
    anchor.addEventListener('pointerdown', gone)
    anchor.addEventListener('focus', focused)
    anchor.addEventListener('blur', gone)
    anchor.addEventListener('keydown', pressed)
    return () => {
      gone()
      anchor.removeEventListener('pointerenter', entered)
      anchor.removeEventListener('pointerleave', leave)
      anchor.removeEventListener('pointerdown', gone)
      anchor.removeEventListener('focus', focused)
      anchor.removeEventListener('blur', gone)
      anchor.removeEventListener('keydown', pressed)
    }
  }
