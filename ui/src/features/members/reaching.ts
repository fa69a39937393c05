import type { Attachment } from 'svelte/attachments'

/** So far before it is seen, px: by then what comes is drawn. */
const AHEAD_PX = 400

/** Calls whenever the end of a list comes near what is seen. */
export const reaching =
  (onnear: () => void): Attachment<HTMLElement> =>
  (end) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        onnear()
        // It tells of changes alone: whoever is still near is told of again.
        observer.unobserve(end)
        observer.observe(end)
      },
      { rootMargin: `${AHEAD_PX}px` },
    )
    observer.observe(end)
    return () => observer.disconnect()
  }
