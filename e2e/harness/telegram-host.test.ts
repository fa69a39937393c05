import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { isValid } from '@tma.js/init-data-node'
import type { Browser } from 'playwright-core'
import { needs } from '#testing/needs.ts'
import { launchBrowser } from './browser.ts'
import { TelegramClient, THEMES } from './telegram-client.ts'
import { initDataFor, openInTelegram, TEST_BOT_TOKEN } from './telegram-host.ts'

test('init data is signed so that the published check believes it, with this token alone', () => {
  const raw = initDataFor({ id: 7, first_name: 'Ann' }, { startParam: 'room' })
  expect(isValid(raw, TEST_BOT_TOKEN)).toBe(true)
  expect(isValid(raw, `${TEST_BOT_TOKEN}x`)).toBe(false)
  expect(isValid(raw.replace('Ann', 'Eve'), TEST_BOT_TOKEN)).toBe(false)
})

describe('the client', () => {
  test('answers what it is asked, and remembers it', async () => {
    const client = new TelegramClient()
    const said = client.hears('web_app_request_theme')
    expect(client.receive({ type: 'web_app_request_theme' })).toEqual([
      { type: 'theme_changed', data: { theme_params: THEMES.night } },
    ])
    expect(await said).toBeUndefined()
    client.receive({ type: 'web_app_setup_back_button', data: { is_visible: true } })
    expect(client.back.visible).toBe(true)
  })

  test('keeps what is stored in the cloud', () => {
    const client = new TelegramClient()
    const invoke = (method: string, params: object) =>
      client.receive({ type: 'web_app_invoke_custom_method', data: { req_id: '1', method, params } })[0]?.data
    expect(invoke('saveStorageValue', { key: 'sound', value: 'on' })).toEqual({ req_id: '1', result: true })
    expect(invoke('getStorageValues', { keys: ['sound', 'none'] })).toEqual({
      req_id: '1',
      result: { sound: 'on', none: '' },
    })
  })

  test('an old one does not understand what is newer, and says nothing to it', () => {
    const client = new TelegramClient({ version: '7.0' })
    expect(client.receive({ type: 'web_app_request_fullscreen' })).toEqual([])
    expect(client.violations).toEqual(['web_app_request_fullscreen in version 7.0'])
  })
})

/** Asks for the back button and the theme, and keeps what it hears. */
const APP = `<!doctype html><link rel="icon" href="data:,"><body><script>
  const heard = []
  const receiveEvent = (type, data) => void heard.push([type, data ?? null])
  window.Telegram = { WebView: { receiveEvent } }
  window.TelegramGameProxy = { receiveEvent }
  addEventListener('message', ({ data, origin }) => {
    if (origin !== 'https://web.telegram.org') return
    const { eventType, eventData } = JSON.parse(data)
    receiveEvent(eventType, eventData)
  })
  function post(eventType, eventData) {
    if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData))
    else parent.postMessage(JSON.stringify({ eventType, eventData }), 'https://web.telegram.org')
  }
  post('web_app_setup_back_button', { is_visible: true })
  post('web_app_request_theme')
</script>`

describe.skipIf(needs('browser'))('a Telegram', () => {
  let browser: Browser
  let server: Bun.Server<undefined>
  let appUrl: string
  let ancestors = "'self' https://web.telegram.org"
  beforeAll(async () => {
    browser = await launchBrowser()
    server = Bun.serve({
      port: 0,
      fetch: () =>
        new Response(APP, {
          headers: { 'content-type': 'text/html', 'content-security-policy': `frame-ancestors ${ancestors}` },
        }),
    })
    appUrl = `http://localhost:${server.port}/`
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop(true)
  })

  for (const platform of ['webk', 'weba', 'android', 'ios'] as const)
    test(`${platform} opens the app, hears it and answers`, async () => {
      const viewer = await openInTelegram(browser, appUrl, { platform, startParam: 'room-1' })
      await viewer.client.hears('web_app_request_theme')
      await viewer.app.waitForFunction('heard.length === 1')
      await viewer.press('back')
      await viewer.setTheme(THEMES.day)
      await viewer.app.waitForFunction('heard.length === 3')
      expect(await viewer.app.evaluate('heard')).toEqual([
        ['theme_changed', { theme_params: THEMES.night }],
        ['back_button_pressed', null],
        ['theme_changed', { theme_params: THEMES.day }],
      ])
      expect(viewer.client.violations).toEqual([])
      expect(viewer.problems).toEqual({ console: [], requests: [], thirdParty: [] })
      const url = new URL(viewer.app.url())
      expect(url.searchParams.get('tgWebAppStartParam')).toBe('room-1')
      const launch = new URLSearchParams(url.hash.slice(1))
      expect(launch.get('tgWebAppPlatform')).toBe(platform)
      expect(isValid(launch.get('tgWebAppData') ?? '', TEST_BOT_TOKEN)).toBe(true)
      await viewer.close()
    }, 20_000)

  test('web allows and forbids what Telegram Web does, and calls the place a secure one', async () => {
    const viewer = await openInTelegram(browser, appUrl, { platform: 'webk' })
    const allows = (feature: string) => viewer.app.evaluate(`document.featurePolicy.allowsFeature('${feature}')`)
    for (const feature of ['fullscreen', 'picture-in-picture', 'microphone']) expect(await allows(feature)).toBe(true)
    for (const feature of ['autoplay', 'encrypted-media', 'screen-wake-lock', 'web-share'])
      expect(await allows(feature)).toBe(false)
    expect(await viewer.app.evaluate('isSecureContext')).toBe(true)
    await viewer.close()
  }, 20_000)

  test('web shows nothing of an app that forbids to be framed', async () => {
    ancestors = "'none'"
    const viewer = await openInTelegram(browser, appUrl)
    ancestors = "'self' https://web.telegram.org"
    await expect(viewer.client.hears('web_app_request_theme', 500)).rejects.toThrow('never said')
    await viewer.close()
  }, 20_000)
})
