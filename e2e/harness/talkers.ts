import type { LineId, RoomId } from '#protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import type { WireClient } from '#testing/wire-client.ts'
import { Person } from './person.ts'

/** Where in the film they sit. */
const PLACE_MS = 14_000

/** People without browsers who talk in a room. One person may say ten things at once: it takes many to be quick. */
export class Talkers {
  readonly room: RoomId
  readonly #sockets: readonly WireClient[]
  #said = 0

  private constructor(room: RoomId, sockets: readonly WireClient[]) {
    this.room = room
    this.#sockets = sockets
  }

  /** The first of them has made the room, about the sample film. */
  static async sitDown(url: string, names: readonly string[]): Promise<Talkers> {
    const people = await Promise.all(names.map((name) => Person.guest(url, name)))
    const [host] = people
    if (!host) throw new Error('somebody must make the room')
    const { id } = await host.createRoom(
      { url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 66_000 },
      'Club',
    )
    const sockets: WireClient[] = []
    for (const person of people) {
      const socket = await person.enter(id)
      await socket.next('snapshot')
      sockets.push(socket)
    }
    // Past its beginning: the chat is what a room opens with, not the lobby.
    sockets[0]?.send({ t: 'command', id: 0, command: { type: 'playback.seek', epoch: 1, positionMs: PLACE_MS } })
    await sockets[0]?.next('ack')
    return new Talkers(id, sockets)
  }

  /** One of them says something, by turns unless told who; answers its id once the room has it. */
  async say(text: string, { who = this.#said, replyTo = null }: { who?: number; replyTo?: LineId | null } = {}) {
    const socket = this.#sockets[who % this.#sockets.length]
    if (!socket) throw new Error('nobody is there')
    this.#said += 1
    const lineId = newLineId()
    socket.send({ t: 'command', id: this.#said, command: { type: 'chat.say', lineId, text, replyTo } })
    await socket.next('ack')
    return lineId
  }

  /** So many messages of all lengths. */
  async chatter(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await this.say(`Message ${index}${' and some more words of it'.repeat((index * 7) % 6)}`)
    }
  }

  leave(): void {
    for (const socket of this.#sockets) socket.send({ t: 'leave' })
  }
}
