import { createContext } from 'svelte'
import * as v from 'valibot'
import { err, ok, type Result } from '#core/result.ts'
import { ErrorBody, type ErrorCode } from '#protocol/errors.ts'
import { AppInfo, type CreateRoom, History, Invite, Login, RoomList, RoomSummary } from '#protocol/http.ts'
import type { LineId, RoomId } from '#protocol/ids.ts'
import { takeAnswer } from './ahead.ts'
import { kindOf, Quiet } from './quiet.ts'

/** Longest wait for an answer, ms. */
const TIMEOUT_MS = 10_000

const quiet = new Quiet()

export type Answer<T> = Promise<Result<T, ErrorCode>>

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  readonly token?: string | null
  /** Ends the wait, instead of its time-out. */
  readonly signal?: AbortSignal
}

/** One request. `unavailable` when there is no answer, or one that is not ours. */
async function call<S extends v.GenericSchema>(
  path: string,
  schema: S,
  { method = 'GET', body, token, signal }: Call = {},
): Answer<v.InferOutput<S>> {
  const kind = kindOf(method, path)
  if (quiet.holds(kind, performance.now())) return err('slow_down')
  try {
    const sent = body === undefined ? null : JSON.stringify(body)
    const request = () =>
      fetch(`/api${path}`, {
        method,
        headers: {
          'accept-language': document.documentElement.lang,
          ...(sent === null ? {} : { 'content-type': 'application/json' }),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: sent,
        signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      })
    const response = await (takeAnswer(method, path, sent) ?? request())
    const json: unknown = response.status === 204 ? null : await response.json()
    if (response.status === 429) quiet.refused(kind, response.headers.get('retry-after'), performance.now())
    if (!response.ok) return err(v.parse(ErrorBody, json).error.code)
    return ok(v.parse(schema, json))
  } catch {
    return err('unavailable')
  }
}

/** Signing in, before there is a token. */
export const login = {
  info: () => call('/info', AppInfo),
  telegram: (initData: string) => call('/auth/telegram', Login, { method: 'POST', body: { initData } }),
  guest: (name: string) => call('/auth/guest', Login, { method: 'POST', body: { name } }),
  invite: (id: RoomId) => call(`/invites/${id}`, Invite),
}

/** Where the token comes from, and how to get a fresh one when it has expired. */
export interface TokenSource {
  readonly token: string | null
  /** Signs in again without asking; false when that is not possible. */
  renew(): Promise<boolean>
}

/** The API for someone who has signed in. An expired token is renewed once, silently. */
export class Api {
  readonly #tokens: TokenSource

  constructor(tokens: TokenSource) {
    this.#tokens = tokens
  }

  rooms = () => this.ask('/rooms', RoomList)
  room = (id: RoomId) => this.ask(`/rooms/${id}`, RoomSummary)
  rename = (name: string) => this.ask('/me', Login, { method: 'PATCH', body: { name } })
  /** The browser forgets who its guest was. */
  signOut = () => this.ask('/auth/sign-out', v.null(), { method: 'POST' })
  invite = login.invite
  createRoom = (body: v.InferInput<typeof CreateRoom>) => this.ask('/rooms', RoomSummary, { method: 'POST', body })
  history = (id: RoomId, before: LineId | null) =>
    this.ask(`/rooms/${id}/messages${before ? `?before=${before}` : ''}`, History)

  /** What not every page asks: the schema comes along with whoever does. */
  async ask<S extends v.GenericSchema>(path: string, schema: S, options: Call = {}): Answer<v.InferOutput<S>> {
    const first = await call(path, schema, { ...options, token: this.#tokens.token })
    if (first.ok || (first.error !== 'token_expired' && first.error !== 'token_invalid')) return first
    if (!(await this.#tokens.renew())) return first
    return call(path, schema, { ...options, token: this.#tokens.token })
  }
}

export const [getApi, setApi] = createContext<Api>()
