import * as v from 'valibot'
import { type AllowedHost, readAllowedHost } from '#adapters/net/allowed-hosts.ts'

// From the text of a variable to its value. Messages finish the sentence "PORT …".

export const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.digits('must be a whole number'),
    v.transform(Number),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
  )

export const path = v.pipe(
  v.string(),
  v.check((text) => !text.includes('\0'), 'must be a path'),
)

export const onOff = v.pipe(
  v.picklist(['true', 'false'], 'must be true or false'),
  v.transform((text) => text === 'true'),
)

export const address = (schemes: readonly string[]) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => schemes.includes(URL.parse(text)?.protocol ?? ''),
      `must be an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    ),
  )

/** An address of a server and nothing more; a slash at its end is taken off, so that paths can be put behind it. */
export const origin = v.pipe(
  address(['https:', 'http:']),
  v.transform((text) => new URL(text)),
  v.check(
    (url) => url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '',
    'must be scheme, host and port alone, without a path',
  ),
  v.transform((url) => url.origin),
)

/** A Bot API server of one's own may live under a path. */
export const base = v.pipe(
  address(['https:', 'http:']),
  v.transform((text) => text.replace(/\/+$/, '')),
)

/** HS256 wants a key at least as long as its hash (RFC 7518, section 3.2): 32 characters is the least that may hold one. */
const SECRET_MIN = 32
export const secrets = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((part) => part.trim())),
  v.check(
    (parts) => parts.every((part) => part.length >= SECRET_MIN),
    `must be a secret of ${SECRET_MIN} characters or more; several are separated by commas`,
  ),
)

/** A scheme and host, `*.` in front of the host if need be, or a CSP keyword. No `;` or `,`: those would end the rule. */
const FRAME_SOURCE = /^(?:'self'|'none'|https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::(?:\d+|\*))?)$/i
export const frameSources = v.pipe(
  v.string(),
  v.transform((text) => text.split(/\s+/).filter((part) => part !== '')),
  v.check(
    (parts) => parts.every((part) => FRAME_SOURCE.test(part)),
    "must be origins, 'self' or 'none', with spaces between",
  ),
)

export const proxies = v.pipe(
  v.string(),
  v.regex(/^(?:true|false|\d)$/, 'must be false, or how many proxies stand in front of the server'),
  v.transform((text) => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))),
)

/** Whole numbers with commas between, or everyone. Telegram's ids have outgrown 32 bits. */
export const readers = v.pipe(
  v.string(),
  v.regex(/^(?:everyone|\d{1,15}(?:\s*,\s*\d{1,15})*)$/, 'must be everyone, or Telegram ids with commas between'),
  v.transform((text) => (text === 'everyone' ? text : text.split(',').map(Number))),
)

const DAYS_MAX = 36_500

/** How long something is kept, days; null: for ever. */
export const days = (min: number) =>
  v.pipe(
    v.string(),
    v.check(
      (text) =>
        text === 'never' || text === '0' || (/^\d{1,5}$/.test(text) && Number(text) >= min && Number(text) <= DAYS_MAX),
      `must be a whole number of days from ${min} to ${DAYS_MAX}, or never`,
    ),
    v.transform((text) => (text === 'never' || text === '0' ? null : Number(text))),
  )

/** Hosts that may be asked although they are not of the open internet. */
export const allowedHosts = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((part) => part !== '')),
  v.check(
    (parts) => parts.every((part) => readAllowedHost(part) !== null),
    'must be hosts, host:port, addresses or networks (192.168.1.0/24), with commas between',
  ),
  v.transform((parts) => parts.map(readAllowedHost).filter((entry): entry is AllowedHost => entry !== null)),
)

/** The username of a bot, with or without its @. */
export const username = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/^@/, '')),
  v.regex(/^[a-z]\w{3,31}$/i, 'must be the username of a bot'),
)
