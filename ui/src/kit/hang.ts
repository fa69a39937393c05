import type { Attachment } from 'svelte/attachments'

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Hanging {
  /** Where to hang when there is room on both sides. */
  side: 'above' | 'below'
  /** Which edges stand in one line. */
  align: 'left' | 'center' | 'right'
  /** Between the anchor and what hangs from it, px. */
  gapPx: number
}

/** What stays free along the edges of the window, px. */
const MARGIN_PX = 8

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))

/**
 * Where something of `size` stands that hangs from `anchor`: on the side asked for, else on the other one; where neither
 * has room for it, all of it is seen and the anchor is covered. Px of the window, whose seen part is `frame`.
 */
export function placeOf(
  anchor: Box,
  size: { readonly width: number; readonly height: number },
  frame: Box,
  { side, align, gapPx }: Hanging,
): { x: number; y: number } {
  const below = anchor.bottom + gapPx
  const above = anchor.top - gapPx - size.height
  const leftBelow = frame.bottom - MARGIN_PX - (below + size.height)
  const leftAbove = above - (frame.top + MARGIN_PX)
  const [asked, other] = side === 'below' ? [leftBelow, leftAbove] : [leftAbove, leftBelow]
  const stays = asked >= 0 || asked >= other
  const y = (side === 'below') === stays ? below : above
  const x = {
    left: anchor.left,
    center: (anchor.left + anchor.right - size.width) / 2,
    right: anchor.right - size.width,
  }[align]
  // Too large for the window: its beginning is seen.
  return {
    x: clamp(x, frame.left + MARGIN_PX, Math.max(frame.left + MARGIN_PX, frame.right - MARGIN_PX - size.width)),
    y: clamp(y, frame.top + MARGIN_PX, Math.max(frame.top + MARGIN_PX, frame.bottom - MARGIN_PX - size.height)),
  }
}

/** What is seen of the window: not what lies under a keyboard. */
function seen(): Box {
  const view = window.visualViewport
  // Zoomed in by hand, the whole page is the frame: only a part of it is looked at.
  const [top, height] = view && view.scale < 1.01 ? [view.offsetTop, view.height] : [0, window.innerHeight]
  return { left: 0, top, right: document.documentElement.clientWidth, bottom: top + height }
}

/** Keeps `--x` and `--y` of a fixed element where it hangs from `anchor`, whatever moves or changes its size. */
export const hangFrom =
  (anchor: HTMLElement, how: Omit<Hanging, 'align'> & { align: 'center' | 'end' }): Attachment<HTMLElement> =>
  (node) => {
    const place = () => {
      const box = anchor.getBoundingClientRect()
      if (box.width === 0 && box.height === 0) return // gone or hidden: it stays where it was
      const ends = getComputedStyle(anchor).direction === 'rtl' ? 'left' : 'right'
      const align = how.align === 'end' ? ends : 'center'
      // Not the bounding box of the node: that moves with its animation.
      const size = { width: node.offsetWidth, height: node.offsetHeight }
      const { x, y } = placeOf(box, size, seen(), { ...how, align })
      node.style.setProperty('--x', `${Math.round(x)}px`)
      node.style.setProperty('--y', `${Math.round(y)}px`)
    }

    const sizes = new ResizeObserver(place)
    sizes.observe(node)
    sizes.observe(anchor)
    window.addEventListener('resize', place)
    window.addEventListener('scroll', place, { capture: true, passive: true })
    window.visualViewport?.addEventListener('resize', place)
    return () => {
      sizes.disconnect()
      window.removeEventListener('resize', place)
      window.removeEventListener('scroll', place, { capture: true })
      window.visualViewport?.removeEventListener('resize', place)
    }
  }
