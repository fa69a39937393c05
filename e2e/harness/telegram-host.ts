import { sign } from '@tma.js/init-data-node'
import type { Browser, Frame, Page } from 'playwright-core'
import { openViewer, type Viewer, type ViewerOptions } from './browser.ts'
import { type ClientState, type Insets, type Message, TelegramClient, type Theme } from './telegram-client.ts'

/** A token of the right form that no bot has; give it to the server that shall believe our init data. */
export const TEST_BOT_TOKEN = `7000000001:${'Test-token_of-no-bot'.padEnd(35, '0')}`

/** In the web clients the app is a frame in their page, in the others a page of its own with a bridge put into it. */
export type Platform = 'android' | 'ios' | 'macos' | 'tdesktop' | 'weba' | 'webk'

export interface TelegramUser {
  id: number
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
  photo_url?: string
}

export interface TelegramOptions extends ViewerOptions {
  platform?: Platform
  user?: TelegramUser
  /** What signs the init data. */
  token?: string
  /** When the init data was signed; Telegram Desktop may hand out what is a day old. */
  signedAt?: Date
  /** Raw init data instead of signed ones; '' is a launch from a keyboard, which has none. */
  initData?: string
  /** What stood after `startapp=` in the link. */
  startParam?: string
  client?: Partial<ClientState>
  /** How Telegram for Android classes the device; it says so at the end of its user agent. */
  deviceClass?: 'AVERAGE' | 'HIGH' | 'LOW'
}

/** A person who opened the app in Telegram. */
export interface TelegramViewer extends Viewer {
  client: TelegramClient
  /** Where the app is: a frame in the web clients, the page's own in the others. */
  app: Frame
  /** The client says something to the app. */
  send(message: Message): Promise<void>
  /** Presses one of Telegram's own buttons; fails if the app does not show it. */
  press(button: 'back' | 'main' | 'secondary' | 'settings'): Promise<void>
  setTheme(theme: Theme): Promise<void>
  setInsets(insets: Insets, contentInsets: Insets): Promise<void>
  /** Minimised, or back again. */
  setVisible(visible: boolean): Promise<void>
}

/** Height of the bar above the frame in Telegram Web, CSS pixels. */
const BAR_HEIGHT = 48

/** Frames of both web clients, attribute by attribute. Sources: tweb `webApp.tsx`, telegram-tt `WebAppModalTabContent.tsx`. */
const SANDBOX =
  'allow-scripts allow-same-origin allow-popups allow-forms allow-modals allow-storage-access-by-user-activation'
const ALLOW = {
  weba: 'camera; microphone; geolocation; clipboard-write;',
  webk: 'camera; microphone; geolocation; accelerometer; gyroscope; magnetometer; device-orientation; clipboard-write;',
}

/** Signed as Telegram does it. */
export function initDataFor(user: TelegramUser, options: Pick<TelegramOptions, 'signedAt' | 'startParam' | 'token'>) {
  const start = options.startParam === undefined ? {} : { start_param: options.startParam }
  // `sign` adds an empty `signature`; a real client adds one that only Telegram can make.
  const fields = { user, chat_type: 'group', chat_instance: '-3788475317572404878', ...start } as const
  return sign(fields, options.token ?? TEST_BOT_TOKEN, options.signedAt ?? new Date())
}

/** Source: DrKLO/Telegram, `BotWebViewContainer.setupWebView`. */
const androidAgent = (browser: Browser, deviceClass: string): string =>
  `Mozilla/5.0 (Linux; Android 13; M2003J15SC; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/${browser.version()} Mobile Safari/537.36 Telegram-Android/11.3.3 (Xiaomi M2003J15SC; Android 13; SDK 33; ${deviceClass})`

/** The address that a client opens: launch parameters in the fragment, the start parameter in the query as well. */
export function launchUrl(
  appUrl: string,
  platform: Platform,
  client: TelegramClient,
  options: TelegramOptions,
): string {
  const user = options.user ?? { id: 1001, first_name: 'Ann', language_code: options.locale ?? 'en' }
  const initData = options.initData ?? initDataFor(user, options)
  const launch = new URLSearchParams()
  if (initData !== '') launch.set('tgWebAppData', initData)
  launch.set('tgWebAppVersion', client.state.version)
  launch.set('tgWebAppPlatform', platform)
  launch.set('tgWebAppThemeParams', JSON.stringify(client.state.theme))
  const url = new URL(appUrl)
  if (options.startParam !== undefined) url.searchParams.set('tgWebAppStartParam', options.startParam)
  url.hash = String(launch)
  return String(url)
}

export async function openInTelegram(
  browser: Browser,
  appUrl: string,
  options: TelegramOptions = {},
): Promise<TelegramViewer> {
  const platform = options.platform ?? 'webk'
  const viewer = await openViewer(browser, {
    ...(platform === 'android' ? { userAgent: androidAgent(browser, options.deviceClass ?? 'AVERAGE') } : {}),
    ...options,
    allowHosts: [...(options.allowHosts ?? []), 'web.telegram.org'],
  })
  const { page } = viewer
  const size = page.viewportSize() ?? { width: 0, height: 0 }
  const inFrame = platform === 'weba' || platform === 'webk'
  const viewport = inFrame ? { ...size, height: size.height - BAR_HEIGHT } : size
  const client = new TelegramClient({ viewport, ...options.client })
  const url = launchUrl(appUrl, platform, client, options)
  const send = (message: Message) => page.evaluate(`sayToApp(${JSON.stringify(message)})`).then(() => {})

  await page.exposeFunction('sayToClient', async (type: string, json: string | undefined) => {
    const data: unknown = json === undefined ? undefined : JSON.parse(json)
    for (const answer of client.receive({ type, data })) await send(answer)
  })
  const app = inFrame ? await openFrame(page, platform, url) : await openNative(page, platform, url)

  return {
    ...viewer,
    client,
    app,
    send,
    press: async (button) => {
      if (!client[button].visible) throw new Error(`the app shows no ${button} button`)
      await send({ type: `${button}_button_pressed` })
    },
    setTheme: async (theme) => {
      client.state.theme = theme
      await send({ type: 'theme_changed', data: { theme_params: theme } })
    },
    setInsets: async (insets, contentInsets) => {
      Object.assign(client.state, { insets, contentInsets })
      for (const message of client.insetsChanged()) await send(message)
    },
    setVisible: (visible) => send({ type: 'visibility_changed', data: { is_visible: visible } }),
  }
}

/** Telegram Web: our page in a frame of theirs, on their origin. Only the page is ours; the rules are the browser's. */
async function openFrame(page: Page, platform: 'weba' | 'webk', url: string): Promise<Frame> {
  const parent = `https://web.telegram.org/${platform === 'weba' ? 'a' : 'k'}/`
  await page.route('https://web.telegram.org/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: webClient(platform, url) }),
  )
  await page.goto(parent)
  const frame = await (await page.waitForSelector('iframe')).contentFrame()
  if (frame === null) throw new Error('the app got no frame')
  return frame
}

const webClient = (platform: 'weba' | 'webk', url: string) => `<!doctype html>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,">
<title>Telegram Web</title>
<style>
  body { margin: 0; height: 100dvh; display: flex; flex-direction: column; background: #0e1621; color: #f5f5f5 }
  header { height: ${BAR_HEIGHT}px; display: flex; align-items: center; gap: 16px; padding: 0 16px; font: 500 16px sans-serif }
  iframe { flex: 1; width: 100%; border: 0 }
</style>
<header><span>&#x2715;</span><span>WatchParty</span></header>
<iframe sandbox="${SANDBOX}" allow="${ALLOW[platform]}" allowfullscreen></iframe>
<script>
  const frame = document.querySelector('iframe')
  const url = ${JSON.stringify(url)}
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow) return
    const { eventType, eventData } = JSON.parse(event.data)
    sayToClient(eventType, eventData === undefined ? undefined : JSON.stringify(eventData))
  })
  function sayToApp({ type, data }) {
    frame.contentWindow.postMessage(JSON.stringify({ eventType: type, eventData: data }), new URL(url).origin)
  }
  frame.src = url
</script>`

/** A phone or a desktop: our page alone, with the bridge that the client puts into it before anything of ours runs. */
async function openNative(page: Page, platform: Platform, url: string): Promise<Frame> {
  const receiver = platform === 'android' ? 'window.Telegram?.WebView' : 'window.TelegramGameProxy'
  await page.addInitScript(`
    window.TelegramWebviewProxy = { postEvent: (type, json) => void sayToClient(type, json) }
    window.sayToApp = ({ type, data }) => ${receiver}?.receiveEvent(type, data)
  `)
  await page.goto(url)
  return page.mainFrame()
}
