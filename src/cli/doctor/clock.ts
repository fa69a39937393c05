import { type Check, fail, fine, warn } from './finding.ts'

/** Telegram's sign-ins are refused when their date is further ahead than this, ms. */
const SKEW_FAIL_MS = 60_000
const SKEW_WARN_MS = 5_000

interface Clocks {
  /** The clock that the server counts by: from the process's start, steadily. */
  readonly steadyMs: () => number
  /** The clock on the wall, which may be set. */
  readonly wallMs: () => number
}

/** The clock, against itself and against a clock elsewhere: the `Date` of whichever of these addresses answers first. */
export const clockCheck = ({ steadyMs, wallMs }: Clocks, elsewhere: readonly string[]): Check => ({
  name: 'clock',
  run: async (signal) => {
    const jumpMs = wallMs() - steadyMs()
    if (Math.abs(jumpMs) > SKEW_WARN_MS) {
      return warn(
        `it was set while this program ran (${inSeconds(jumpMs)})`,
        'Let it be kept by NTP: timedatectl set-ntp true',
      )
    }
    for (const address of elsewhere) {
      const skewMs = await skewFrom(address, wallMs, signal)
      if (skewMs === null) continue
      const says = `${inSeconds(skewMs)} from the clock of ${new URL(address).host}`
      if (Math.abs(skewMs) > SKEW_FAIL_MS)
        return fail(says, 'Set it, and let it be kept by NTP: timedatectl set-ntp true')
      if (Math.abs(skewMs) > SKEW_WARN_MS) return warn(says, 'Let it be kept by NTP: timedatectl set-ntp true')
      return fine(says)
    }
    return warn('nobody answered to compare it with', 'Compare it yourself: date -u')
  },
})

/**
 * How far our clock is ahead, ms, as exact as a header in whole seconds can tell; null when nobody answers.
 * Asked with GET: Bun's server puts no date on its answer to a HEAD.
 */
async function skewFrom(address: string, wallMs: () => number, signal: AbortSignal): Promise<number | null> {
  const asked = wallMs()
  const date = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
  })
    .then((answer) => Date.parse(answer.headers.get('date') ?? ''))
    .catch(() => Number.NaN)
  if (Number.isNaN(date)) return null
  // The header is cut to the second: on average it is half a second behind. Half of the way was still to go.
  return (asked + wallMs()) / 2 - (date + 500)
}

const inSeconds = (ms: number): string => `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1_000).toFixed(1)} s`
