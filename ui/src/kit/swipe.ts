import type { Attachment } from 'svelte/attachments'

/** Past this, px, letting go closes. */
const ENOUGH_PX = 96

/** Lets a finger pull `panel` down by the element this is attached to; `onclose` when it was pulled far enough. */
export const pullDown =
  (panel: () => HTMLElement | undefined, onclose: () => void): Attachment<HTMLElement> =>
  (handle) => {
    let from: number | null = null

    const start = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') return
      from = event.clientY
      handle.setPointerCapture(event.pointerId)
    }
    const move = (event: PointerEvent) => {
      const target = panel()
      if (from === null || !target) return
      target.style.transition = 'none'
      target.style.transform = `translateY(${Math.max(0, event.clientY - from)}px)`
    }
    const end = (event: PointerEvent) => {
      const target = panel()
      if (from === null || !target) return
      const pulled = event.clientY - from
      from = null
      target.style.transition = ''
      target.style.transform = ''
      if (event.type === 'pointerup' && pulled > ENOUGH_PX) onclose()
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
