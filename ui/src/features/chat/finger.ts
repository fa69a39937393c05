import type { Attachment } from 'svelte/attachments'
import { ENOUGH_PX, SwipeToReply } from './gesture.ts'

/** A finger that rests this long asks for the menu, ms; what browsers take for a long press comes a little later. */
const PRESS_MS = 450
/** And it rests if it moves less than this, px. */
const REST_PX = 10

interface Wishes {
  onreply: () => void
  onmenu: () => void
  /** Letting go would answer now. */
  onarmed: () => void
}

/** Lets a finger swipe a line to answer it, and hold it for its menu. Up and down is the browser's: `touch-action: pan-y`. */
export const finger =
  ({ onreply, onmenu, onarmed }: Wishes): Attachment<HTMLElement> =>
  (line) => {
    let swipe: SwipeToReply | null = null
    let inwards: 1 | -1 = -1
    let [startX, startY] = [0, 0]
    let timer: ReturnType<typeof setTimeout> | undefined
    let held = false
    const undo = new AbortController()
    const on = <K extends keyof HTMLElementEventMap>(type: K, what: (event: HTMLElementEventMap[K]) => void) =>
      line.addEventListener(type, what, { signal: undo.signal, passive: false })

    const rest = () => {
      clearTimeout(timer)
      swipe = null
      line.classList.remove('pulled', 'armed')
      line.style.removeProperty('--pull')
    }
    const menu = () => {
      rest()
      held = true
      onmenu()
    }

    on('pointerdown', (event) => {
      held = false
      if (event.pointerType === 'mouse' || !event.isPrimary) return
      ;[startX, startY] = [event.clientX, event.clientY]
      inwards = getComputedStyle(line).direction === 'rtl' ? 1 : -1
      swipe = new SwipeToReply(startX, startY, inwards)
      timer = setTimeout(menu, PRESS_MS)
    })
    on('pointermove', ({ clientX, clientY, pointerId }) => {
      if (!swipe) return
      if (Math.hypot(clientX - startX, clientY - startY) > REST_PX) clearTimeout(timer)
      const before = swipe.pull
      const { phase, offset, armed } = swipe.move(clientX, clientY)
      if (phase !== 'pulling') return
      if (before.phase !== 'pulling') line.setPointerCapture(pointerId)
      line.classList.add('pulled')
      line.classList.toggle('armed', armed)
      line.style.setProperty('--pull', String((offset / ENOUGH_PX) * inwards))
      if (armed && !before.armed) onarmed()
    })
    on('pointerup', () => {
      const answers = swipe?.pull.armed
      rest()
      if (answers) onreply()
    })
    on('pointercancel', rest)
    // What was held is not tapped as well when the finger is lifted.
    on('touchend', (event) => held && event.preventDefault())
    on('contextmenu', (event) => {
      if (isWanted(event.target)) return rest()
      event.preventDefault()
      if (!held) menu()
    })
    return () => {
      undo.abort()
      rest()
    }
  }

/** The browser's own menu is for links, and for words that somebody has marked. */
const isWanted = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest('a') !== null) || getSelection()?.isCollapsed === false
