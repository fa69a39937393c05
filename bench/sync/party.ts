import type { Browser, Page } from 'playwright-core'
import type { RoomId } from '#protocol/ids.ts'
import { openViewer, type Viewer } from '../../e2e/harness/browser.ts'
import type { Executable } from '../../e2e/harness/executable.ts'
import { heldFrom, type Instant, instantsOf } from '../../e2e/harness/instants.ts'
import type { MediaServer } from '../../e2e/harness/media-server.ts'
import { Person } from '../../e2e/harness/person.ts'
import { machineNow, type Recording, recorded, recordPages } from '../../e2e/harness/recorder.ts'
import { begin, comeInAs, plays } from '../../e2e/harness/steps.ts'
import { openTcpProxy, type TcpProxy } from '../../e2e/harness/tcp-proxy.ts'
import { TEST_CARD_MS } from '../../e2e/harness/test-card.ts'

/** What all stages share. */
export interface House {
  readonly executable: Executable
  readonly media: MediaServer
  readonly browser: Browser
}

/** A viewer behind a line of their own. */
interface Seat {
  viewer: Viewer
  readonly proxy: TcpProxy
  readonly address: string
}

/** As close as viewers must come to count as together, ms, and for how long they must stay. */
const TOGETHER_MS = 100
const HOLD_MS = 1_000
/** After so long without it, ms, they never came together. */
const PATIENCE_MS = 8_000
/** The last that a stage may need of the film, ms: later than this it begins anew. */
const LATE_MS = TEST_CARD_MS - 60_000

/** All play, within reach of each other. */
export const together = ({ apartMs, moving }: Instant): boolean => moving && apartMs < TOGETHER_MS
export { TOGETHER_MS }

/** Three viewers in one browser who watch one film through the executable; nobody of them is the host. */
export class Party {
  readonly house: House
  /** Who made the room, and may set what only the host may. */
  readonly host: Person
  readonly room: RoomId
  readonly seats: readonly Seat[]

  private constructor(house: House, host: Person, room: RoomId, seats: readonly Seat[]) {
    this.room = room
    this.house = house
    this.host = host
    this.seats = seats
  }

  /** All three are in the room, and the film plays. */
  static async open(house: House, film: string): Promise<Party> {
    const host = await Person.guest(house.executable.url, 'Host')
    const room = await host.createRoom({ url: film, title: 'The test card', durationMs: TEST_CARD_MS })
    const seats: Seat[] = []
    for (const name of ['ann', 'ben', 'cleo']) {
      const proxy = openTcpProxy(house.executable.port)
      const viewer = await openViewer(house.browser, { name, size: name === 'ann' ? 'desktop' : 'phone' })
      await recordPages(viewer.context)
      seats.push({ viewer, proxy, address: `${proxy.url}/r/${room.id}` })
      await viewer.page.goto(`${proxy.url}/r/${room.id}`)
      await comeInAs(viewer.page, name)
    }
    const party = new Party(house, host, room.id, seats)
    await begin(party.page(0))
    await party.allPlay()
    return party
  }

  page(seat: number): Page {
    const found = this.seats[seat]
    if (found === undefined) throw new Error(`there is no seat ${seat}`)
    return found.viewer.page
  }

  async allPlay(): Promise<void> {
    await Promise.all(this.seats.map(({ viewer }) => plays(viewer.page)))
  }

  /** The first viewer presses a key. Answers when the page got it, on the machine's clock, ms. */
  async press(key: string): Promise<number> {
    const page = this.page(0)
    await page.evaluate('document.activeElement.blur()') // or it would be typed into a message
    const beforeMs = machineNow()
    await page.keyboard.press(key)
    const { happenings } = await recorded(page, beforeMs)
    const pressed = happenings.find(({ what }) => what === 'keydown')
    if (pressed === undefined) throw new Error(`the page never got the key ${key}`)
    return pressed.atMs
  }

  /** What each page has recorded since then. */
  recordings(fromMs: number): Promise<Recording[]> {
    return Promise.all(this.seats.map(({ viewer }) => recorded(viewer.page, fromMs)))
  }

  async instants(fromMs: number): Promise<Instant[]> {
    return instantsOf((await this.recordings(fromMs)).map(({ samples }) => samples))
  }

  /** How long after `fromMs` it was until `holds` stayed true, ms; null when that never came. */
  async until(fromMs: number, holds: (instant: Instant) => boolean, holdMs = HOLD_MS): Promise<number | null> {
    for (let waitMs = holdMs + 700; ; waitMs = 1_000) {
      await Bun.sleep(waitMs) // reading the pages costs them time: seldom, not as soon as possible
      const atMs = heldFrom(await this.instants(fromMs - 100), holds, { fromMs, holdMs })
      if (atMs !== null) return atMs - fromMs
      if (machineNow() - fromMs > PATIENCE_MS) return null
    }
  }

  /** From the place that this key stands for, together: what follows has enough of the film, and a fair beginning. */
  async settle(key = '1'): Promise<void> {
    await this.until(await this.press(key), together)
  }

  /** The same, where the film would otherwise end before a stage does. */
  async settleIfLate(): Promise<void> {
    const [position = 0] = (await this.instants(machineNow() - 500)).at(-1)?.positionsMs ?? []
    if (position > LATE_MS) await this.settle()
  }

  /** The same person with a browser that has nothing in its caches, and no page open. */
  async reopen(seat: number, name: string): Promise<Page> {
    const found = this.seats[seat]
    if (found === undefined) throw new Error(`there is no seat ${seat}`)
    const viewer = await openViewer(this.house.browser, { name, returning: found.viewer })
    await recordPages(viewer.context)
    await found.viewer.close()
    found.viewer = viewer
    return viewer.page
  }

  async close(): Promise<void> {
    for (const { viewer, proxy } of this.seats) {
      await viewer.close()
      proxy.close()
    }
  }
}

/** What was done to a viewer's film that they can see or hear. */
export function corrections({ happenings }: Recording): { seeks: number; rates: number; pauses: number } {
  const count = (what: string) => happenings.filter((happening) => happening.what === what).length
  return { seeks: count('seeking'), rates: count('ratechange'), pauses: count('pause') }
}
