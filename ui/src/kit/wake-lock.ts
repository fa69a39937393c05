/** Whether the page that we are framed by forbids it, where a browser tells: asking all the same is an error in its console. */
function forbidden(): boolean {
  // Sound: checked before it is used; the types of the DOM know nothing of it, Chromium does.
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature?: (name: string) => boolean } }
  return featurePolicy?.allowsFeature?.('screen-wake-lock') === false
}

/**
 * Keeps the screen on until the returned function is called. The lock is lost whenever the page is hidden and is
 * asked for again. Where it is refused (Telegram Web denies it) the playing video keeps the screen on by itself.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null
  let ended = false

  const ask = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator) || forbidden()) return
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
