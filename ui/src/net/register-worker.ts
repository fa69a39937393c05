import * as v from 'valibot'

/** What the worker tells its pages; see `sw/worker.ts`. */
const FromWorker = v.object({ entry: v.string() })
/** The browser looks for a new worker when a page opens; a page that stays open asks this often, ms. */
const ASK_EVERY_MS = 3_600_000

/**
 * Lets a worker keep the shell of the app for a time without a server. Only where it stands by itself: never in a frame,
 * and only in a secure place. `onother` is called when the worker is of another build than this page.
 */
export async function registerWorker(onother: () => void): Promise<void> {
  if (!('serviceWorker' in navigator) || !isSecureContext || window.parent !== window) return
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]')
  const own = entry && new URL(entry.src).pathname
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    const told = v.safeParse(FromWorker, data)
    if (told.success && own !== null && told.output.entry !== own) onother()
  })
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })
    askNowAndThen(registration)
  } catch {
    // Storage denied, or a server without one: the app works as before, with a server.
  }
}

function askNowAndThen(registration: ServiceWorkerRegistration): void {
  let askedAt = performance.now()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' || performance.now() - askedAt < ASK_EVERY_MS) return
    askedAt = performance.now()
    registration.update().catch(() => {}) // no network: next time
  })
}
