import type { CDPSession, Page } from 'playwright-core'

/** A line and a processor, as bad as many have them. */
export interface Means {
  readonly name: string
  /** How many times slower than this machine. */
  readonly cpu: number
  readonly line: Line | null
}

interface Line {
  /** Before the first byte of each answer, ms. */
  readonly latencyMs: number
  /** Bytes a second. */
  readonly down: number
  readonly up: number
}

const KBIT = 1_000 / 8

/** What Chrome's tools called Fast 3G until 2024: of 1.6 and 0.75 Mbit/s nine tenths, and 562.5 ms for every request. */
const FAST_3G: Line = { latencyMs: 562.5, down: 1_600 * KBIT * 0.9, up: 750 * KBIT * 0.9 }
/** What Lighthouse takes a phone's line for: a round trip of 150 ms, 1.6 Mbit/s. */
const SLOW_4G: Line = { latencyMs: 150, down: 1_600 * KBIT, up: 750 * KBIT }

export const ON_FAST_3G: Means = { name: 'fast 3G', cpu: 4, line: FAST_3G }
export const ON_SLOW_4G: Means = { name: 'slow 4G', cpu: 4, line: SLOW_4G }
export const ON_SLOW_CPU: Means = { name: 'slow CPU', cpu: 4, line: null }

/** Gives a page these means, from its next request on. */
export async function give(page: Page, { cpu, line }: Means): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  if (line !== null) {
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: line.latencyMs,
      downloadThroughput: line.down,
      uploadThroughput: line.up,
    })
  }
  return session
}
