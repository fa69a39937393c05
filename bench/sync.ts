/**
 * How far apart two viewers are: `bun bench/sync.ts`, after a build; alone on the machine. Two real browsers watch one
 * film through the executable, each behind a line with delays of its own. The floor is what no algorithm can beat that
 * sees only its own line: half the difference of the two lines' asymmetries, and one vsync between two pictures.
 */
import { launchBrowser, openViewer } from '../e2e/harness/browser.ts'
import { startExecutable } from '../e2e/harness/executable.ts'
import { measureSkew } from '../e2e/harness/measure.ts'
import { startMediaServer } from '../e2e/harness/media-server.ts'
import { comeInAs, makeRoom, plays, together } from '../e2e/harness/steps.ts'
import { openTcpProxy } from '../e2e/harness/tcp-proxy.ts'

const STEADY_MS = 20_000
const VSYNC_MS = 1_000 / 60

/** One-way delays, ms: up and down, and how much they vary. */
const LINES = {
  clean: [
    { up: 0, down: 0, jitter: 0 },
    { up: 0, down: 0, jitter: 0 },
  ],
  'round trips of 20 and 200 ms': [
    { up: 10, down: 10, jitter: 0 },
    { up: 100, down: 100, jitter: 0 },
  ],
  'rough: 100 ± 50 ms, one way 80 ms longer': [
    { up: 50, down: 50, jitter: 50 },
    { up: 130, down: 50, jitter: 50 },
  ],
} as const

const [executable, media, browser] = await Promise.all([startExecutable(), startMediaServer(), launchBrowser('free')])
const proxies = [openTcpProxy(executable.port), openTcpProxy(executable.port)] as const
const [ann, ben] = await Promise.all([
  openViewer(browser, { name: 'ann', size: 'desktop' }),
  openViewer(browser, { name: 'ben' }),
])
try {
  const invite = await makeRoom(ann.page, proxies[0].url, media.film, 'Ann')
  await ben.page.goto(invite.replace(proxies[0].url, proxies[1].url))
  await comeInAs(ben.page, 'Ben')
  await ann.page.getByRole('button', { name: 'Play' }).first().click()
  await Promise.all([plays(ann.page), plays(ben.page)])
  console.log(`two viewers, ${STEADY_MS / 1_000} s each\n`)
  for (const [name, lines] of Object.entries(LINES)) {
    for (const [index, { up, down, jitter }] of lines.entries()) {
      proxies[index]?.delay({ up: { ms: up, jitterMs: jitter }, down: { ms: down, jitterMs: jitter } })
    }
    // A new line is a new clock: both come in anew behind it.
    await Promise.all([ann.page.reload(), ben.page.reload()])
    await Promise.all([plays(ann.page), plays(ben.page)])
    await together(ann.page, ben.page)
    const { p50, p95, max } = await measureSkew(ann.page, ben.page, STEADY_MS)
    const asymmetry = lines.map(({ up, down }) => up - down)
    const floor = Math.max(VSYNC_MS, Math.abs((asymmetry[0] ?? 0) - (asymmetry[1] ?? 0)) / 2)
    const ratio = (p95 / floor).toFixed(1)
    console.log(`${name}`)
    console.log(`  p50 ${p50.toFixed(1)}  p95 ${p95.toFixed(1)}  max ${max.toFixed(1)} ms`)
    console.log(`  floor ${floor.toFixed(1)} ms, p95 is ${ratio} of it`)
  }
} finally {
  await browser.close()
  for (const proxy of proxies) proxy.close()
  await media.close()
  await executable.remove()
}
