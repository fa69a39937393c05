/** Hosts that send people on to the address they carry, and the pages that do. */
const HOSTS =
  /(?:^|\.)(?:google(?:\.[a-z]{2,3}){1,2}|youtube\.com|facebook\.com|instagram\.com|reddit\.com|vk\.(?:com|ru)|t\.me|telegram\.me|duckduckgo\.com|steamcommunity\.com)$/
const PAGES =
  /^\/(?:url|redirect|attribution_link|oembed|signin|ServiceLogin|ml?|l(?:\.php)?|away(?:\.php)?|media|iv|share(?:\/url)?|linkfilter)?\/?$/i
const CARRY = ['url', 'q', 'u', 'to', 'continue', 'next', 'uddg']
/** Wrappings within each other that are followed. */
const DEEPEST = 3

/** What is behind a page that only sends on: a "you are leaving us", a consent, a sign-in. Else the address itself. */
export function unwrapped(url: URL, deepest = DEEPEST): URL {
  if (deepest === 0 || !HOSTS.test(url.hostname) || !PAGES.test(url.pathname)) return url
  for (const name of CARRY) {
    const carried = url.searchParams.get(name) ?? ''
    const inner = /^(?:https?:\/)?\//i.test(carried) ? URL.parse(carried, url.origin) : null
    if (inner !== null) return unwrapped(inner, deepest - 1)
  }
  return url
}
