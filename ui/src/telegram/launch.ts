import * as v from 'valibot'

/** How Telegram opened the page. Read without the SDK, so that nothing on the way to the first paint waits for it. */
export interface Launch {
  /** Init data, raw; null for launches that carry none (keyboard and inline buttons). */
  readonly initData: string | null
  readonly startParam: string | null
  readonly platform: string
  readonly theme: Readonly<Record<string, string>>
  /** Two-letter language of the person's Telegram; for texts only, it proves nothing. */
  readonly language: string | null
}

/** Where the SDK, too, looks for launch parameters that are no longer in the address. */
const STORAGE_KEY = 'tapps/launchParams'

const Theme = v.record(v.string(), v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)))

/** Launch parameters out of an address, as Telegram appends them; null when it is none of Telegram's. */
export function parseLaunch(href: string): { launch: Launch; raw: string } | null {
  const raw = href.replace(/^[^?#]*[?#]?/, '').replace(/[?#]/g, '&')
  const params = new URLSearchParams(raw)
  const platform = params.get('tgWebAppPlatform')
  if (platform === null) return null
  const initData = params.get('tgWebAppData') || null
  const signed = new URLSearchParams(initData ?? '')
  return {
    raw,
    launch: {
      initData,
      platform,
      startParam: signed.get('start_param') ?? params.get('tgWebAppStartParam'),
      theme: parsed(Theme, params.get('tgWebAppThemeParams')) ?? {},
      language: parsed(v.object({ language_code: v.string() }), signed.get('user'))?.language_code.slice(0, 2) ?? null,
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
