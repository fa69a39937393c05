import type { Device } from '#protocol/members.ts'

/** What a page can see of the machine it is on. */
export interface Machine {
  readonly userAgent: string
  /** The main pointer is a finger (or a remote control), not a mouse. */
  readonly coarse: boolean
  /** The main pointer can rest on something without pressing it. */
  readonly hover: boolean
  /** Shorter side of the screen, CSS px. */
  readonly shortSidePx: number
}

/** Television sets, and boxes and consoles that drive one, by what they call themselves. */
const TV =
  /\b(?:smart-?tv|googletv|appletv|android tv|hbbtv|netcast|web0s|tizen.*tv|bravia|viera|vidaa|roku|crkey|aft[a-z]{1,4}|playstation|xbox)\b/i
/** What only phones and tablets say; browsers there have been known to deny their fingers. */
const HANDHELD = /android|iphone|ipad|ipod|mobile/i
/** From this on, CSS px, nobody holds it in one hand. */
const TABLET_FROM_PX = 600

/**
 * What kind of device this is, as an icon beside a name: a guess, and nothing hangs on it. A tablet that asks for the
 * desktop's pages says that it is one, but keeps its fingers; a laptop with a touch screen has a mouse first.
 */
export function deviceOf({ userAgent, coarse, hover, shortSidePx }: Machine): Device {
  if (TV.test(userAgent)) return 'tv'
  if (!HANDHELD.test(userAgent) && !(coarse && !hover)) return 'desktop'
  return shortSidePx >= TABLET_FROM_PX ? 'tablet' : 'phone'
}

/** The device that this page is on. */
export const thisDevice = (): Device =>
  deviceOf({
    userAgent: navigator.userAgent,
    coarse: matchMedia('(pointer: coarse)').matches,
    hover: matchMedia('(hover: hover)').matches,
    shortSidePx: Math.min(screen.width, screen.height),
  })
