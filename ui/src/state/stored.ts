const KEY = 'watchparty.prefs'

/** What this device has written down, unchecked. Storage may be denied (a third-party frame): then nothing is. */
export function readStored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}')
  } catch {
    return {}
  }
}

export function writeStored(value: unknown): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(value))
  } catch {
    // Denied or full: the device forgets, nothing breaks.
  }
}

/** Remembers a language; null: none is chosen any more. */
export function keepLanguage(language: string | null): void {
  const stored = readStored()
  writeStored({ ...(typeof stored === 'object' ? stored : {}), language })
}

/** The language that was chosen here: all that the first paint asks, so it does not wait for the rest of `Prefs`. */
export function chosenLanguage(): string | null {
  const stored = readStored()
  const language = typeof stored === 'object' && stored !== null && 'language' in stored ? stored.language : null
  return typeof language === 'string' ? language : null
}
