import { createHmac, timingSafeEqual } from 'node:crypto'
import * as v from 'valibot'
import { err, ok, type Result } from '#core/result.ts'
import type { TelegramProfile } from '#ports/user-store.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import { EpochMs } from '#protocol/ids.ts'
import { INIT_DATA_MAX_UNITS } from '#protocol/limits.ts'
import { displayName } from './display-name.ts'

/** What Telegram vouches for: who opened the Mini App, when, and from which link. */
export interface InitData {
  readonly profile: TelegramProfile
  readonly authDate: EpochMs
  readonly startParam: string | null
}

/** Telegram Desktop reopens a Mini App with what it kept from up to a day before (tdesktop #28303). */
const AGE_MAX_MS = 24 * 3_600_000
/** How far Telegram's clock may be ahead of ours. */
const SKEW_MAX_MS = 60_000
/** Longer photo addresses are left out: the token that carries them must fit into a header and a frame. */
const PHOTO_URL_MAX_UNITS = 512

/** Names of fields as Telegram writes them; an "=" or a line break in one could pose as another field. */
const KEY = /^\w{1,64}$/
const HASH = /^[0-9a-f]{64}$/
const AUTH_DATE = /^\d{1,12}$/

/** Telegram ids have at most 52 significant bits, so `number` is exact (Bot API, `User.id`). Unknown keys are ignored. */
const TelegramUser = v.object({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  first_name: v.string(),
  last_name: v.optional(v.string(), ''),
  username: v.optional(v.string()),
  language_code: v.optional(v.string()),
  photo_url: v.optional(v.string()),
})

/**
 * Verifies raw init data by the bot's token: form, repeated keys, signature, then age.
 * Source: core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app. Stricter than it asks:
 * repeated keys and line breaks would let one signed text be read in two ways.
 */
export function verifyInitData(raw: string, botToken: string, now: EpochMs): Result<InitData, ErrorCode> {
  const pairs = pairsOf(raw)
  if (pairs === null) return err('init_data_malformed')
  const fields = new Map(pairs)
  if (fields.size < pairs.length) return err('init_data_duplicate_key')

  const hash = fields.get('hash')
  const authDate = fields.get('auth_date')
  const user = fields.get('user')
  if (hash === undefined || authDate === undefined || user === undefined) return err('init_data_malformed')
  if (!HASH.test(hash) || !AUTH_DATE.test(authDate)) return err('init_data_malformed')
  if (!timingSafeEqual(Buffer.from(hash, 'hex'), signatureOf(fields, botToken))) return err('init_data_forged')

  const profile = profileOf(user)
  const signedAt = v.safeParse(EpochMs, Number(authDate) * 1_000)
  if (profile === null || !signedAt.success) return err('init_data_malformed')
  if (signedAt.output > now + SKEW_MAX_MS) return err('init_data_future')
  if (signedAt.output < now - AGE_MAX_MS) return err('init_data_expired')
  return ok({ profile, authDate: signedAt.output, startParam: fields.get('start_param') ?? null })
}

/** The decoded pairs in the order given; null when the text is not a query string that Telegram could have written. */
function pairsOf(raw: string): [key: string, value: string][] | null {
  if (raw.length > INIT_DATA_MAX_UNITS) return null
  const pairs: [string, string][] = []
  for (const part of raw.replace(/^\?/, '').split('&')) {
    const middle = part.indexOf('=')
    const key = middle < 0 ? null : decoded(part.slice(0, middle))
    const value = middle < 0 ? null : decoded(part.slice(middle + 1))
    if (key === null || value === null || !KEY.test(key) || /[\r\n]/.test(value)) return null
    pairs.push([key, value])
  }
  return pairs
}

/** One half of a pair; null when an escape is broken or the bytes are not UTF-8. A plus sign is a space. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** All fields but `hash` are signed, the newer `signature` too. */
function signatureOf(fields: ReadonlyMap<string, string>, botToken: string): Buffer {
  const lines = [...fields].filter(([key]) => key !== 'hash').sort(([a], [b]) => (a < b ? -1 : 1))
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
  return createHmac('sha256', key)
    .update(lines.map(([name, value]) => `${name}=${value}`).join('\n'))
    .digest()
}

function profileOf(json: string): TelegramProfile | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), TelegramUser), json)
  if (!parsed.success) return null
  const { id, first_name, last_name, username, language_code, photo_url } = parsed.output
  return {
    telegramId: id,
    name: displayName(first_name, last_name, username),
    username: username ?? null,
    language: language_code ?? null,
    photoUrl: photo_url !== undefined && isPhoto(photo_url) ? photo_url : null,
  }
}

const isPhoto = (url: string): boolean => url.length <= PHOTO_URL_MAX_UNITS && URL.parse(url)?.protocol === 'https:'
