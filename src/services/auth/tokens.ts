import { createHmac } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import * as v from 'valibot'
import { err, ok, type Result } from '#core/result.ts'
import type { Clock } from '#ports/clock.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Login, User } from '#protocol/http.ts'
import { EpochMs, UserId } from '#protocol/ids.ts'

/** A signed-in person, as the token says. `authTime` is when they proved who they are; renewals keep it. */
export interface Session {
  readonly user: User
  readonly expiresAt: EpochMs
  readonly authTime: EpochMs
}

/** How long an access token is good for. Short, because it is believed without a look into the database. */
export const ACCESS_SECONDS = 15 * 60
/** How long a browser remembers its guest, counted from the last visit: the longest that browsers keep a cookie. */
export const BROWSER_SECONDS = 400 * 24 * 3_600

/** What a token may be used for. The audience is checked, so that one kind never passes for the other. */
const AUDIENCE = { access: 'watchparty:access', browser: 'watchparty:browser' } as const
/** The only algorithm believed, whatever a token's own header says. */
const ALGORITHM = 'HS256'
const HMAC = { name: 'HMAC', hash: 'SHA-256' }

const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const AccessClaims = v.object({
  sub: UserId,
  name: v.string(),
  photo: v.nullable(v.string()),
  guest: v.boolean(),
  since: EpochMs,
  auth_time: Seconds,
  exp: Seconds,
})
const BrowserClaims = v.object({ sub: UserId })

interface Key {
  readonly id: string
  /** Made once: from a text it would be made again for every token. */
  readonly made: Promise<CryptoKey>
}

const keyOf = (secret: string): Key => ({
  id: createHmac('sha256', secret).update('watchparty key id').digest('base64url').slice(0, 11),
  made: crypto.subtle.importKey('raw', new TextEncoder().encode(secret), HMAC, false, ['sign', 'verify']),
})

/** Signs and reads the product's JSON web tokens. The first secret signs; all are believed, so that they can be changed. */
export class Tokens {
  readonly #signing: Key
  readonly #keys: ReadonlyMap<string, Promise<CryptoKey>>
  readonly #clock: Clock

  constructor(secrets: readonly string[], clock: Clock) {
    const [first, ...rest] = secrets.map(keyOf)
    if (first === undefined) throw new Error('a secret is needed to sign tokens')
    this.#signing = first
    this.#keys = new Map([first, ...rest].map(({ id, made }) => [id, made]))
    this.#clock = clock
  }

  /** A fresh access token. `authTime` is kept to whole seconds. */
  async issue(user: User, authTime: EpochMs): Promise<Login> {
    const expires = this.#seconds() + ACCESS_SECONDS
    const { id, name, photoUrl: photo, guest, since } = user
    const claims = { name, photo, guest, since, auth_time: Math.floor(authTime / 1_000) }
    const token = await this.#sign(claims, id, AUDIENCE.access, expires)
    return { token, expiresAt: epochMs(expires), user }
  }

  async verify(token: string): Promise<Result<Session, ErrorCode>> {
    const payload = await this.#payload(token, AUDIENCE.access)
    if (!payload.ok) return payload
    const claims = v.safeParse(AccessClaims, payload.value)
    if (!claims.success) return err('token_invalid')
    const { sub, name, photo, guest, since, auth_time, exp } = claims.output
    return ok({
      user: { id: sub, name, photoUrl: photo, guest, since },
      expiresAt: epochMs(exp),
      authTime: epochMs(auth_time),
    })
  }

  /** What a browser keeps to be the same guest again. It opens nothing by itself. */
  async issueBrowser(id: UserId): Promise<string> {
    return await this.#sign({}, id, AUDIENCE.browser, this.#seconds() + BROWSER_SECONDS)
  }

  /** The guest that this browser was; null when the text is not ours or too old. */
  async verifyBrowser(credential: string): Promise<UserId | null> {
    const payload = await this.#payload(credential, AUDIENCE.browser)
    const claims = payload.ok ? v.safeParse(BrowserClaims, payload.value) : null
    return claims?.success ? claims.output.sub : null
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1_000)
  }

  async #sign(claims: JWTPayload, subject: UserId, audience: string, expires: number): Promise<string> {
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#signing.id })
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(this.#seconds())
      .setExpirationTime(expires)
      .sign(await this.#signing.made)
  }

  async #payload(token: string, audience: string): Promise<Result<JWTPayload, ErrorCode>> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#key(kid), {
        algorithms: [ALGORITHM],
        audience,
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(this.#clock.now()),
      })
      return ok(payload)
    } catch (error) {
      if (error instanceof errors.JWTExpired) return err('token_expired')
      if (error instanceof errors.JOSEError) return err('token_invalid')
      throw error
    }
  }

  #key(id: string | undefined): Promise<CryptoKey> {
    const key = id === undefined ? undefined : this.#keys.get(id)
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key
  }
}

/** The cast is sound: callers pass whole, positive seconds. */
const epochMs = (seconds: number): EpochMs => (seconds * 1_000) as EpochMs
