/** Waits between attempts, ms; the last one repeats. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const
/** By how much a wait may be longer, so that a whole audience does not come back in the same instant. */
const SPREAD = 0.3

/** What of the world the coming back depends on. */
export interface World {
  /** Calls once after so many milliseconds; answers how to call it off. */
  after(ms: number, what: () => void): () => void
  /** Calls whenever the network or the person is back; answers how to stop that. */
  hears(what: () => void): () => void
  /** Whether nobody looks: then nothing is tried. */
  hidden(): boolean
  /** From 0 to 1. */
  random(): number
}

const browser: World = {
  after(ms, what) {
    const timer = setTimeout(what, ms)
    return () => clearTimeout(timer)
  },
  hears(what) {
    addEventListener('online', what)
    document.addEventListener('visibilitychange', what)
    return () => {
      removeEventListener('online', what)
      document.removeEventListener('visibilitychange', what)
    }
  },
  hidden: () => document.visibilityState === 'hidden',
  random: () => Math.random(),
}

/**
 * Tries again until it works: ever less often, and at once when there is news. One attempt at a time.
 * Answers how to give up.
 */
export function comeBack(attempt: () => Promise<boolean>, world: World = browser): () => void {
  let tried = 0
  let busy = false
  let over = false
  let callOff = () => {}

  function plan() {
    const wait = WAITS_MS[Math.min(tried, WAITS_MS.length - 1)] ?? 0
    callOff = world.after(wait * (1 + SPREAD * world.random()), go)
  }

  async function go() {
    callOff()
    if (busy || over || world.hidden()) return
    busy = true
    tried += 1
    const done = await attempt().catch(() => false)
    busy = false
    if (over) return
    if (done) stop()
    else plan()
  }

  const deaf = world.hears(() => void go())
  function stop() {
    over = true
    callOff()
    deaf()
  }
  plan()
  return stop
}
