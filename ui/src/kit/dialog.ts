import type { Attachment } from 'svelte/attachments'

/**
 * Rendered is open: whoever renders the dialog shows and removes it. The browser keeps the focus inside; here it is given
 * back, to `anchor` when what had it is gone because one dialog followed another.
 */
export const modal =
  (anchor: () => HTMLElement | undefined): Attachment<HTMLDialogElement> =>
  (node) => {
    const before = document.activeElement
    const hung = anchor()
    node.showModal()
    return () => {
      node.close()
      const back = before?.isConnected ? before : hung
      if (back instanceof HTMLElement) back.focus({ preventScroll: true })
    }
  }

/** Whether a click met the backdrop: to the browser that is a click on the dialog itself, outside its box. */
export function isBeside({ target, currentTarget, clientX, clientY }: MouseEvent): boolean {
  if (target !== currentTarget || !(target instanceof HTMLElement)) return false
  const { left, top, right, bottom } = target.getBoundingClientRect()
  return clientX < left || clientX > right || clientY < top || clientY > bottom
}
