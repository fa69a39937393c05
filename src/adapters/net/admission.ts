import ipaddr from 'ipaddr.js'
import { type Destinations, isName } from './allowed-hosts.ts'

/** UTF-16 units of an address; redirects to signed ones are long. */
const URL_MAX_UNITS = 4_096
/** Browsers drop or bend these silently, and no two readers agree on how: whoever sends them wants to deceive. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point
const DECEIVING = /[\u0000-\u001f\u007f\\]/

/** One thing to ask, where all that could be told without asking has been looked at. */
export interface Target {
  readonly url: URL
  readonly secure: boolean
  /** A name without a dot at its end, or an address without brackets. */
  readonly host: string
  readonly isAddress: boolean
  readonly port: number
}

/** Reads an address that somebody gave us, or that a redirect (from `base`) did; null when it must not be asked. */
export function admitted(text: string, destinations: Destinations, base?: URL): Target | null {
  if (text.length > URL_MAX_UNITS || DECEIVING.test(text)) return null
  const url = URL.parse(text, base?.href)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.username !== '' || url.password !== '') return null
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const isAddress = ipaddr.isValid(host)
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  if (!isAddress && !isName(host)) return null
  return destinations.mayAsk(host, port) ? { url, secure, host, isAddress, port } : null
}
