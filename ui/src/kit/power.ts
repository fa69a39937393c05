/** Telegram's word for a device's class, at the end of the user agent of its Android client. */
const ANDROID_CLASS = /Telegram-Android\/.*;\s*(LOW|AVERAGE|HIGH)\)/
/** So little memory is a weak device, GB. Browsers tell 0.25, 0.5, 1, 2, 4 or 8. */
const LITTLE_MEMORY = 2

interface Device {
  readonly userAgent: string
  /** GB; undefined where the browser does not tell. */
  readonly memory: number | undefined
  readonly savesData: boolean
}

/** Whether a device is spared blur, shadows and whatever runs without end. Telegram's own verdict comes first. */
export function isWeak({ userAgent, memory, savesData }: Device): boolean {
  const verdict = ANDROID_CLASS.exec(userAgent)?.[1]
  if (verdict !== undefined) return verdict === 'LOW'
  return savesData || (memory !== undefined && memory <= LITTLE_MEMORY)
}

/** Decides once, before the first paint; styles ask for `[data-power="low"]`, scripts for `lowPower`. */
export function markPower(): void {
  const { userAgent } = navigator
  const memory = 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : undefined
  const savesData = window.matchMedia('(prefers-reduced-data: reduce)').matches
  if (isWeak({ userAgent, memory, savesData })) document.documentElement.dataset.power = 'low'
}

export const lowPower = (): boolean => document.documentElement.dataset.power === 'low'
