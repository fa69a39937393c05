import type { Attachment } from 'svelte/attachments'

/** Tells an element in `--keyboard` how much of the window's foot is covered: iOS lays its keyboard over the page. */
export const aboveKeyboard: Attachment<HTMLElement> = (node) => {
  const view = window.visualViewport
  if (!view) return
  const measure = () => {
    const covered = view.scale < 1.01 ? window.innerHeight - view.offsetTop - view.height : 0
    node.style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`)
  }
  measure()
  view.addEventListener('resize', measure)
  view.addEventListener('scroll', measure)
  return () => {
    view.removeEventListener('resize', measure)
    view.removeEventListener('scroll', measure)
  }
}
