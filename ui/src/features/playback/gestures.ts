import type { Attachment } from 'svelte/attachments'

/** Two taps within this are one double tap, ms. */
const TWICE_MS = 300

type Side = 'left' | 'middle' | 'right'

interface Handlers {
  /** A finger. */
  tap: () => void
  /** A mouse button. */
  click: () => void
  twice: (side: Side) => void
  move: () => void
  leave: () => void
}

/** What pointers mean on the bare picture: a finger shows and hides the controls, a mouse plays and pauses. */
export function gestures({ tap, click, twice, move, leave }: Handlers): Attachment<HTMLElement> {
  return (surface) => {
    let last: { at: number; side: Side } | null = null

    const sideOf = (event: PointerEvent): Side => {
      const { left, width } = surface.getBoundingClientRect()
      const part = (event.clientX - left) / width
      return part < 0.33 ? 'left' : part > 0.67 ? 'right' : 'middle'
    }

    const up = (event: PointerEvent) => {
      if (event.button !== 0) return
      const mouse = event.pointerType === 'mouse'
      const side = mouse ? 'middle' : sideOf(event)
      const second = last !== null && event.timeStamp - last.at < TWICE_MS && last.side === side
      last = second ? null : { at: event.timeStamp, side }
      if (mouse)
        click() // of a double click the second click takes the first one back
      else if (!second) tap()
      if (second) twice(side)
    }
    const moved = (event: PointerEvent) => event.pointerType === 'mouse' && move()
    const left = (event: PointerEvent) => event.pointerType === 'mouse' && leave()

    surface.addEventListener('pointerup', up)
    surface.addEventListener('pointermove', moved)
    surface.addEventListener('pointerleave', left)
    return () => {
      surface.removeEventListener('pointerup', up)
      surface.removeEventListener('pointermove', moved)
      surface.removeEventListener('pointerleave', left)
    }
  }
}
