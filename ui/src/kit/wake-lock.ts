/**
 * Keeps the screen on until the returned function is called. The lock is lost whenever the page is hidden and is
 * asked for again. Where it is refused (Telegram Web denies it) the playing video keeps the screen on by itself.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let ended = false

  const ask = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    try {
      lock = await navigator.wakeLock.request('screen')
      if (ended) await lock.release()
    } catch {
      lock = null // refused: nothing to do, and nobody to tell
    }
  }

  document.addEventListener('visibilitychange', ask)
  void ask()
  return () => {
    ended = true
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  }
}
