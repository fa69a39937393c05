import type { Attachment } from 'svelte/attachments'
import { isTap, type Run, sideOf, type Touch, tapped } from './taps.ts'

/** Two clicks of a mouse within this are a double click, ms. */
const DOUBLE_MS = 300

interface Handlers {
  /** A finger: the controls come or go. */
  tap: () => void
  /** A mouse button. */
  click: () => void
  full: () => void
  /** A double tap at a side and each tap after it; `totalMs` is how far the taps have gone together. */
  leap: (byMs: number, totalMs: number) => void
  move: () => void
  leave: () => void
}

/** What pointers mean on the bare picture: a finger shows and hides the controls, a mouse plays and pauses. */
export function gestures({ tap, click, full, leap, move, leave }: Handlers): Attachment<HTMLElement> {
  return (surface) => {
    let down: (Touch & { readonly id: number }) | null = null
    let run: Run | null = null
    let clickedAt = Number.NEGATIVE_INFINITY

    const touchOf = ({ timeStamp, clientX, clientY }: PointerEvent): Touch => ({
      at: timeStamp,
      x: clientX,
      y: clientY,
    })
    const finger = (up: Touch) => {
      const { left, width } = surface.getBoundingClientRect()
      const next = tapped(run, sideOf(up.x - left, width), up.at)
      run = next.run
      const { meaning } = next
      if (meaning.is === 'leap') leap(meaning.byMs, meaning.totalMs)
      else if (meaning.is === 'full') full()
      else tap()
    }
    const mouse = (at: number) => {
      const double = at - clickedAt < DOUBLE_MS
      clickedAt = double ? Number.NEGATIVE_INFINITY : at
      click() // of a double click the second click takes the first one back
      if (double) full()
    }

    const began = (event: PointerEvent) => {
      // A second finger makes of the first no tap either.
      down = event.isPrimary && event.button === 0 ? { ...touchOf(event), id: event.pointerId } : null
    }
    const ended = (event: PointerEvent) => {
      const began = down?.id === event.pointerId ? down : null
      down = null
      if (!began) return
      const up = touchOf(event)
      if (event.pointerType === 'mouse') mouse(up.at)
      else if (isTap(began, up)) finger(up)
    }
    const cancelled = () => {
      down = null
      run = null
    }
    const moved = (event: PointerEvent) => event.pointerType === 'mouse' && move()
    const left = (event: PointerEvent) => event.pointerType === 'mouse' && leave()

    const heard = {
      pointerdown: began,
      pointerup: ended,
      pointercancel: cancelled,
      pointermove: moved,
      pointerleave: left,
    }
    for (const [name, hear] of Object.entries(heard)) surface.addEventListener(name, hear as EventListener)
    return () => {
      for (const [name, hear] of Object.entries(heard)) surface.removeEventListener(name, hear as EventListener)
    }
  }
}
