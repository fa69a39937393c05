/** Longest wait for a quiet moment, ms, and how long where the browser does not tell of any. */
const QUIET_WITHIN_MS = 6_000
const QUIET_AFTER_MS = 2_000

/** Does something once the page and all it asked for ahead are there, and nobody waits for it. Answers how to let it be. */
export function onceLoaded(what: () => void): () => void {
  let forget = () => {}
  const soon = () => {
    if ('requestIdleCallback' in window) {
      const idle = requestIdleCallback(what, { timeout: QUIET_WITHIN_MS })
      forget = () => cancelIdleCallback(idle)
    } else {
      const timer = setTimeout(what, QUIET_AFTER_MS)
      forget = () => clearTimeout(timer)
    }
  }
  if (document.readyState === 'complete') soon()
  else addEventListener('load', soon, { once: true })
  return () => {
    removeEventListener('load', soon)
    forget()
  }
}
