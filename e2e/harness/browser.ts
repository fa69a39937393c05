import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { VIEWER_HEADER } from './media-server.ts'

export const CHROMIUM = '/usr/bin/chromium'
const ARTIFACTS = join(import.meta.dir, '../.artifacts')

const FLAGS = [
  '--no-sandbox', // tests run as root in CI
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', // nobody outside is ever reached
  // The stand-in for Telegram Web is a public page, the app in it a local one; in the world both are public.
  '--disable-features=LocalNetworkAccessChecks',
]

/**
 * Who may start sound: `free` anyone, `user` a page that was touched (desktop browsers, Telegram Web), `gesture` only
 * from within a touch (the default of Android's web view).
 */
export type Autoplay = 'free' | 'gesture' | 'user'
const AUTOPLAY: Record<Autoplay, string> = {
  free: 'no-user-gesture-required',
  gesture: 'user-gesture-required',
  user: 'document-user-activation-required',
}

/**
 * Starts Chromium. One for a test file is enough: viewers in it share nothing. `anyCertificate`: also pages whose
 * certificate nobody known has signed; a flag, because the option of a context does not hold for service workers.
 */
export const launchBrowser = (autoplay: Autoplay = 'user', anyCertificate = false): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...FLAGS,
      `--autoplay-policy=${AUTOPLAY[autoplay]}`,
      ...(anyCertificate ? ['--ignore-certificate-errors'] : []),
    ],
    // Playwright would switch off features that our users have; only what makes runs alike is kept.
    ignoreDefaultArgs: ['--mute-audio', '--hide-scrollbars'],
  })

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  'small phone': { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
  'phone on its side': { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false },
} as const satisfies Record<string, BrowserContextOptions>

export interface ViewerOptions {
  /** How the media server knows this viewer. */
  name?: string
  size?: keyof typeof SIZES
  locale?: 'en' | 'ru'
  scheme?: 'dark' | 'light'
  reducedMotion?: boolean
  /** Device pixels to a CSS pixel. One is quick; two is for pictures to look at. */
  scale?: number
  /** Somebody who was here before, on the same device: what their browser keeps, but for its caches. */
  returning?: Viewer
  /** What the browser calls itself, where that matters. */
  userAgent?: string
  /** Hosts besides this machine that may be asked (a test answers for them by `route`). */
  allowHosts?: readonly string[]
}

/** What should not have happened in a viewer's browser, in the order it did. */
export interface Problems {
  /** Errors of the console and uncaught exceptions. */
  console: string[]
  /** Requests without an answer, or with one of 400 and above. */
  requests: string[]
  /** Requests to any machine but this one. They fail: tests have no Internet. */
  thirdParty: string[]
}

/** One person's browser: nothing is shared with another viewer. */
export interface Viewer {
  context: BrowserContext
  page: Page
  problems: Problems
  /** Saves a picture as `e2e/.artifacts/<name>.png` and returns its path. */
  screenshot(name: string): Promise<string>
  close(): Promise<void>
}

export async function openViewer(browser: Browser, options: ViewerOptions = {}): Promise<Viewer> {
  const { name = '', size = 'phone', locale = 'en', scheme = 'dark', reducedMotion = false, scale = 1 } = options
  const context = await browser.newContext({
    ...SIZES[size],
    ...(options.returning ? { storageState: await options.returning.context.storageState() } : {}),
    ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
    deviceScaleFactor: scale,
    locale: locale === 'ru' ? 'ru-RU' : 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: scheme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  })
  if (name !== '') await context.setExtraHTTPHeaders({ [VIEWER_HEADER]: name })
  const problems = watch(context, options.allowHosts ?? [])
  const page = await context.newPage()
  return {
    context,
    page,
    problems,
    screenshot: async (file) => {
      const path = join(ARTIFACTS, `${file}.png`)
      await page.screenshot({ path })
      return path
    },
    close: () => context.close(),
  }
}

const THIS_MACHINE = new Set(['localhost', '127.0.0.1', '[::1]'])

function watch(context: BrowserContext, allowHosts: readonly string[]): Problems {
  const problems: Problems = { console: [], requests: [], thirdParty: [] }
  const isOurs = ({ hostname }: URL) => THIS_MACHINE.has(hostname) || allowHosts.includes(hostname)
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && !isOurs(url)) problems.thirdParty.push(request.url())
  })
  context.on('console', (message) => {
    if (message.type() === 'error') problems.console.push(message.text())
  })
  context.on('weberror', (fault) => problems.console.push(String(fault.error())))
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'no reason given'
    // A player gives up a request whenever it seeks, a page whenever it is left.
    if (why !== 'net::ERR_ABORTED' && isOurs(new URL(request.url())))
      problems.requests.push(`${request.method()} ${request.url()}: ${why}`)
  })
  context.on('response', (response) => {
    if (response.status() >= 400)
      problems.requests.push(`${response.request().method()} ${response.url()}: ${response.status()}`)
  })
  return problems
}
