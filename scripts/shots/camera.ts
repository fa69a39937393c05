import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { openViewer, type Viewer } from '../../e2e/harness/browser.ts'
import { THEMES } from '../../e2e/harness/telegram-client.ts'
import { openInTelegram } from '../../e2e/harness/telegram-host.ts'
import { CAST, type Language } from './cast.ts'
import type { World } from './world.ts'

export const SIZES = ['phone', 'small phone', 'phone on its side', 'desktop'] as const
export const THEME_NAMES = ['dark', 'light', 'garish'] as const
export const STATES = ['empty', 'usual', 'full', 'failing'] as const

/** Where the pictures go, to be looked at. */
export const ALBUM = join(import.meta.dir, '../../e2e/.artifacts/shots')

/** The few that the READMEs show. */
const README = join(import.meta.dir, '../../docs/pictures')

export interface Lens {
  readonly size: (typeof SIZES)[number]
  readonly theme: (typeof THEME_NAMES)[number]
  readonly language: Language
  /** Taken for the READMEs: finer, and kept in the repository. */
  readonly fine?: boolean
}
export type State = (typeof STATES)[number]

/** A picture that was taken. */
export interface Shot {
  readonly lens: Lens
  readonly screen: string
  readonly state: State
  readonly file: string
}

/** Animations of things that come and go, ms: a picture of one half way tells nothing. */
const SETTLE_MS = 450

/** Somebody's window on the product, of one size, in one theme and language. */
export class Camera {
  readonly world: World
  readonly lens: Lens
  readonly page: Page
  readonly #viewer: Viewer
  readonly #taken: Shot[] = []
  readonly #lines = new Set<WebSocketRoute>()
  #down = false

  private constructor(world: World, lens: Lens, viewer: Viewer) {
    this.world = world
    this.lens = lens
    this.#viewer = viewer
    this.page = viewer.page
  }

  /** Ours is shown in a browser; a user's own garish theme can only come from Telegram. */
  static async open(browser: Browser, world: World, lens: Lens): Promise<Camera> {
    const { size, theme, language, fine = false } = lens
    if (theme !== 'garish') {
      const options = { size, locale: language, scheme: theme, scale: fine ? 2 : 1 }
      return await new Camera(world, lens, await openViewer(browser, options)).#wire()
    }
    const [first_name = '', last_name = ''] = CAST[language].me.split(' ')
    const viewer = await openInTelegram(browser, world.url, {
      size,
      locale: language,
      platform: size === 'desktop' ? 'tdesktop' : 'android',
      user: { id: language === 'ru' ? 2001 : 2002, first_name, last_name, language_code: language },
      client: { version: '8.0', theme: THEMES.garish },
    })
    return await new Camera(world, lens, viewer).#wire()
  }

  /** Its line to the server goes through our hands. */
  async #wire(): Promise<this> {
    await this.page.routeWebSocket(/\/ws$/, (line) => {
      if (this.#down) return void line.close()
      line.connectToServer()
      this.#lines.add(line)
    })
    return this
  }

  /** The line to the server is cut, and stays so until it is mended. */
  async cut(down: boolean): Promise<void> {
    this.#down = down
    if (down) for (const line of this.#lines) await line.close()
    this.#lines.clear()
  }

  get inTelegram(): boolean {
    return this.lens.theme === 'garish'
  }

  get taken(): readonly Shot[] {
    return this.#taken
  }

  /** Opens an address of ours and waits until the network has come to rest. */
  async go(path: string): Promise<void> {
    await this.page.goto(`${this.world.url}${path}`)
    await this.settle()
  }

  /** Until what moves has come to rest. */
  async settle(ms = SETTLE_MS): Promise<void> {
    await this.page.waitForTimeout(ms)
  }

  async shoot(screen: string, state: State): Promise<void> {
    const { size, theme, language, fine } = this.lens
    if (fine) {
      const path = join(README, `${screen}-${size}-${theme}-${language}.jpg`)
      await this.page.screenshot({ path, type: 'jpeg', quality: 82 })
      return
    }
    const file = `${screen}-${state}-${size}-${theme}-${language}.png`.replaceAll(' ', '-')
    await this.page.screenshot({ path: join(ALBUM, file) })
    this.#taken.push({ lens: this.lens, screen, state, file })
  }

  close(): Promise<void> {
    return this.#viewer.close()
  }
}

export const makeAlbum = (): Promise<string | undefined> => mkdir(ALBUM, { recursive: true })
