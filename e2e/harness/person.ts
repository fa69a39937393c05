import * as v from 'valibot'
import { History, Login, RoomList, RoomSummary, type UpdateRoom } from '#protocol/http.ts'
import type { RoomId, RunId } from '#protocol/ids.ts'
import { LibraryPage, type LibraryQuery, SignedFilm } from '#protocol/library.ts'
import { PROTOCOL_VERSION } from '#protocol/version.ts'
import { WireClient } from '#testing/wire-client.ts'

/** Where a film stands that has been begun, ms. */
const BEGUN_MS = 5_000

/** Brings a film that nobody has seen yet a little way in, and leaves. */
export async function begun(socket: WireClient): Promise<void> {
  await socket.next('snapshot')
  socket.send({ t: 'command', id: 1, command: { type: 'playback.seek', epoch: 1, positionMs: BEGUN_MS } })
  await socket.next('ack')
  socket.send({ t: 'leave' })
  await socket.closed
}

/** A guest who speaks to the server without a browser. */
export class Person {
  readonly #url: string
  readonly login: Login

  private constructor(url: string, login: Login) {
    this.#url = url
    this.login = login
  }

  static async guest(url: string, name: string): Promise<Person> {
    const answer = await fetch(`${url}/api/auth/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    return new Person(url, v.parse(Login, await answer.json()))
  }

  createRoom = (media: { url: string; title: string | null; durationMs: number | null } | null, title?: string) =>
    this.#ask('/rooms', RoomSummary, { method: 'POST', body: JSON.stringify({ media, ...(title ? { title } : {}) }) })
  /** The same with a film that has been begun: it stands a little way in, and nobody gathers in front of it. */
  async createBegunRoom(...made: Parameters<Person['createRoom']>): Promise<RoomSummary> {
    const room = await this.createRoom(...made)
    await begun(await this.enter(room.id))
    return room
  }
  updateRoom = (id: RoomId, change: UpdateRoom) =>
    this.#ask(`/rooms/${id}`, RoomSummary, { method: 'PATCH', body: JSON.stringify(change) })
  rooms = () => this.#ask('/rooms', RoomList)
  room = (id: RoomId) => this.#ask(`/rooms/${id}`, RoomSummary)

  library = (query: Partial<LibraryQuery> = {}) => this.#ask(`/library?${new URLSearchParams(query)}`, LibraryPage)
  signFilm = (url: string, room: RoomId | null = null) =>
    this.#ask('/library/sign', SignedFilm, { method: 'POST', body: JSON.stringify({ url, room }) })

  /** All messages of a room, oldest first, page by page. */
  async messages(id: RoomId): Promise<History['lines']> {
    const lines: History['lines'] = []
    for (let more = true; more; ) {
      const before = lines[0] ? `?before=${lines[0].id}` : ''
      const page = await this.#ask(`/rooms/${id}/messages${before}`, History)
      lines.unshift(...page.lines)
      more = page.more
    }
    return lines
  }

  /** A socket that has said hello; what follows is the caller's to await. */
  async enter(room: RoomId, have: { run: RunId; seq: number } | null = null): Promise<WireClient> {
    const client = await WireClient.open(`${this.#url.replace(/^http/, 'ws')}/ws`)
    client.send({ t: 'hello', protocol: PROTOCOL_VERSION, token: this.login.token, room, have, device: 'desktop' })
    return client
  }

  async #ask<S extends v.GenericSchema>(path: string, schema: S, init: RequestInit = {}): Promise<v.InferOutput<S>> {
    const answer = await fetch(`${this.#url}/api${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.login.token}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return v.parse(schema, await answer.json())
  }
}
