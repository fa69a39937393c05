import * as v from 'valibot'

/** Telegram's colours by its own names; clients of different ages send different ones. */
export type Theme = Readonly<Record<string, string>>

/** Major and minor; 6.10 comes after 6.9. */
export type Version = `${number}.${number}`

/** How Telegram opened the page. Read without the SDK, so that nothing on the way to the first paint waits for it. */
export interface Launch {
  /** Init data, raw; null for launches that carry none (keyboard and inline buttons). */
  readonly initData: string | null
  readonly startParam: string | null
  readonly platform: string
  /** Of the Mini App protocol that the client speaks; the oldest one if it does not say. */
  readonly version: Version
  readonly theme: Theme
  /** Language of the person's Telegram; for texts only, it proves nothing. */
  readonly language: string | null
}

const HEX = /^#[0-9a-f]{6}$/i

/** What of a client's words are colours; it may send anything. */
export const themeOf = (sent: Readonly<Record<string, unknown>>): Theme =>
  Object.fromEntries(
    Object.entries(sent).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && HEX.test(entry[1]),
    ),
  )

/** Where the SDK, too, looks for launch parameters that are no longer in the address. */
const STORAGE_KEY = 'tapps/launchParams'

const OLDEST: Version = '6.0'

const isVersion = (text: string): text is Version => /^\d{1,3}\.\d{1,3}$/.test(text)

export function atLeast(version: Version, least: Version): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/** Launch parameters out of an address, as Telegram appends them; null when it is none of Telegram's. */
export function parseLaunch(href: string): { launch: Launch; raw: string } | null {
  const raw = href.replace(/^[^?#]*[?#]?/, '').replace(/[?#]/g, '&')
  const params = new URLSearchParams(raw)
  const platform = params.get('tgWebAppPlatform')
  if (platform === null) return null
  const version = params.get('tgWebAppVersion') ?? ''
  const initData = params.get('tgWebAppData') || null
  const signed = new URLSearchParams(initData ?? '')
  return {
    raw,
    launch: {
      initData,
      platform,
      version: isVersion(version) ? version : OLDEST,
      startParam: signed.get('start_param') ?? params.get('tgWebAppStartParam'),
      theme: themeOf(parsed(v.record(v.string(), v.unknown()), params.get('tgWebAppThemeParams')) ?? {}),
      language: parsed(v.object({ language_code: v.string() }), signed.get('user'))?.language_code ?? null,
    },
  }
}

function parsed<S extends v.GenericSchema>(schema: S, json: string | null): v.InferOutput<S> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(json ?? 'null'))
    return result.success ? result.output : null
  } catch {
    return null
  }
}

/** How this page was opened: by its address or, after a reload, as this tab remembers. */
export function readLaunch(): Launch | null {
  const here = parseLaunch(location.href)
  try {
    if (here === null) return parseLaunch(`#${JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '""')}`)?.launch ?? null
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(here.raw))
  } catch {
    // Storage denied: a reload will ask to be opened from the chat again.
  }
  return here?.launch ?? null
}
