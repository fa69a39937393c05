import type { Attachment } from 'svelte/attachments'

/** Past this, px, letting go closes. */
const ENOUGH_PX = 96
/** A flick closes from here on, px, if it is at least this fast, px per ms. */
const FLICK_PX = 24
const FLICK_SPEED = 0.5
/** Less than this is a tap that trembled, px. */
const TREMBLE_PX = 8

interface Pull {
  readonly from: number
  readonly since: number
  moving: boolean
}

/** Whether letting go after `px` in `ms` closes. */
export const letsGo = (px: number, ms: number): boolean =>
  px > ENOUGH_PX || (px > FLICK_PX && px / Math.max(1, ms) >= FLICK_SPEED)

/** Lets a finger pull `panel` down by the element this is attached to; `onclose` when it was pulled far enough. */
export const pullDown =
  (panel: () => HTMLElement | undefined, onclose: () => void): Attachment<HTMLElement> =>
  (handle) => {
    let pull: Pull | null = null

    const start = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') pull = { from: event.clientY, since: event.timeStamp, moving: false }
    }
    const move = (event: PointerEvent) => {
      const target = panel()
      if (!pull || !target) return
      const pulled = event.clientY - pull.from
      if (!pull.moving && Math.abs(pulled) < TREMBLE_PX) return
      // Not before: a captured pointer's click goes to the handle, and its buttons would never hear of a tap.
      if (!pull.moving) handle.setPointerCapture(event.pointerId)
      pull.moving = true
      target.style.transition = 'none'
      target.style.transform = `translateY(${Math.max(0, pulled)}px)`
    }
    const end = (event: PointerEvent) => {
      const target = panel()
      if (!pull || !target) return
      const { from, since, moving } = pull
      pull = null
      target.style.transition = ''
      target.style.transform = ''
      if (moving && event.type === 'pointerup' && letsGo(event.clientY - from, event.timeStamp - since)) onclose()
    }

    handle.addEventListener('pointerdown', start)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
    handle.addEventListener('pointercancel', end)
    return () => {
      handle.removeEventListener('pointerdown', start)
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', end)
      handle.removeEventListener('pointercancel', end)
    }
  }
