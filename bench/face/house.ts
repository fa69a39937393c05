import type { Browser, Page } from 'playwright-core'
import { openViewer, type Viewer, type ViewerOptions } from '../../e2e/harness/browser.ts'
import type { Executable } from '../../e2e/harness/executable.ts'
import { comeInAs } from '../../e2e/harness/steps.ts'
import { Talkers } from '../../e2e/harness/talkers.ts'

/** People who fill the chat: each may say ten things at once. */
const CROWD = 40
/** What each may say in a second after that. */
const MORE_MS = 1_000

/** The executable, a room in it with people who have talked, and somebody who was here before. */
export class House {
  readonly executable: Executable
  readonly browser: Browser
  readonly talkers: Talkers
  readonly known: Viewer

  private constructor(executable: Executable, browser: Browser, talkers: Talkers, known: Viewer) {
    this.executable = executable
    this.browser = browser
    this.talkers = talkers
    this.known = known
  }

  static async open(executable: Executable, browser: Browser, lines: number): Promise<House> {
    const crowd = Array.from({ length: CROWD }, (_, index) => `Guest ${index}`)
    const talkers = await Talkers.sitDown(executable.url, crowd)
    for (let said = 0; said < lines; ) {
      const next = Math.min(lines - said, said === 0 ? CROWD * 9 : CROWD)
      if (said > 0) await Bun.sleep(MORE_MS) // the rate at which people may speak
      await talkers.chatter(next)
      said += next
    }
    const known = await openViewer(browser)
    await known.page.goto(`${executable.url}/r/${talkers.room}`)
    await comeInAs(known.page, 'Anna Bell')
    await known.page.getByRole('log').waitFor()
    await known.page.close()
    return new House(executable, browser, talkers, known)
  }

  get roomUrl(): string {
    return `${this.executable.url}/r/${this.talkers.room}`
  }

  /** The same person with empty caches: signed in before, nothing loaded. */
  comeBack = (options: ViewerOptions = {}): Promise<Viewer> =>
    openViewer(this.browser, { ...options, returning: this.known })

  async withPage<T>(use: (page: Page) => Promise<T>, options: ViewerOptions = {}): Promise<T> {
    const viewer = await this.comeBack(options)
    try {
      return await use(viewer.page)
    } finally {
      await viewer.close()
    }
  }
}
