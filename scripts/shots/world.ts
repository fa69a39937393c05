import type { Executable } from '../../e2e/harness/executable.ts'
import { Person } from '../../e2e/harness/person.ts'
import type { Health } from '../../src/protocol/health.ts'
import type { RoomSummary } from '../../src/protocol/http.ts'
import type { EpochMs, RoomId } from '../../src/protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '../../src/protocol/media.ts'
import type { Command } from '../../src/protocol/messages.ts'
import type { Playback } from '../../src/protocol/playback.ts'
import { newLineId } from '../../src/testing/contracts/samples.ts'
import type { WireClient } from '../../src/testing/wire-client.ts'
import { CAST, type Language } from './cast.ts'

/** Length of the sample film, ms. */
const FILM_MS = 66_000
/** People in a full house, besides whoever takes the pictures. */
const CROWD = 26
const CHATTER = 120

/** A room in which people sit whose players we play. */
export interface House {
  readonly id: RoomId
  readonly sockets: readonly WireClient[]
}

/** Everything of one language that the pictures are taken of. */
export interface World {
  readonly language: Language
  readonly url: string
  readonly usual: House
  readonly full: House
  /** A film whose address leads nowhere. */
  readonly broken: House
  /** A film that has yet to begin: with nobody else, with some, with many. */
  readonly alone: House
  readonly waiting: House
  readonly waitingMany: House
  /** No film yet. */
  readonly bare: House
  /** What a list of rooms answers: a few, and many. */
  readonly rooms: { readonly usual: readonly RoomSummary[]; readonly full: readonly RoomSummary[] }
}

/** How the players of those in a room are doing, in the order they came. */
const PLAYERS: readonly Pick<Health, 'state' | 'offsetMs'>[] = [
  { state: 'in_sync', offsetMs: 8 },
  { state: 'in_sync', offsetMs: -21 },
  { state: 'catching_up', offsetMs: 430 },
  { state: 'slow', offsetMs: 1_640 },
]

export async function startWorld({ url }: Executable, language: Language): Promise<World> {
  const { people, film, room, lines, longRoom, longName, chatter } = CAST[language]
  const usual = await openHouse(url, people, { title: room, film })
  playFrom(usual, 14_000)
  for (const [who, text] of lines) await say(usual.sockets[who], text)
  const crowd = Array.from({ length: CROWD }, (_, index) =>
    index === 3 ? longName : `${people[index % people.length]?.split(' ')[0]} ${index + 1}`,
  )
  const full = await openHouse(url, crowd, { title: longRoom, film: `${film}, ${longRoom}` })
  for (let index = 0; index < CHATTER; index += 1) {
    await say(full.sockets[(index * 7) % 5], chatter[index % chatter.length] ?? '')
  }
  const broken = await openHouse(url, people.slice(0, 2), { title: room, film, address: `${url}/nowhere/film.mp4` })
  const alone = await openHouse(url, people.slice(0, 1), { title: room, film })
  for (const socket of alone.sockets) socket.send({ t: 'leave' })
  const waiting = await openHouse(url, people, { title: room, film })
  const waitingMany = await openHouse(url, crowd.slice(0, 14), { title: longRoom, film: `${film}, ${longRoom}` })
  const bare = await openHouse(url, people.slice(0, 1), { title: room, film: null })
  const rooms = await roomLists(usual, language)
  return { language, url, usual, full, broken, alone, waiting, waitingMany, bare, rooms }
}

async function openHouse(
  url: string,
  names: readonly string[],
  { title, film, address = SAMPLE_FILM_PATH }: { title: string; film: string | null; address?: string },
): Promise<House> {
  const cast: Person[] = []
  for (const name of names) cast.push(await Person.guest(url, name))
  const host = cast[0]
  if (host === undefined) throw new Error('a house needs somebody')
  const media = film === null ? null : { url: address, title: film.slice(0, 120), durationMs: FILM_MS }
  const { id } = await host.createRoom(media, title)
  const sockets: WireClient[] = []
  for (const person of cast) {
    const socket = await person.enter(id)
    await socket.next('snapshot')
    sockets.push(socket)
  }
  return { id, sockets }
}

async function say(socket: WireClient | undefined, text: string): Promise<void> {
  if (socket === undefined) throw new Error('somebody is missing in the room')
  socket.send({ t: 'command', id: nextId(), command: { type: 'chat.say', lineId: newLineId(), text } })
  await socket.nextOf(['ack', 'reject'])
}

/** People who only speak to the server tell of players that they do not have. */
export function reportPlayers({ sockets }: House): void {
  for (const [index, socket] of sockets.entries()) {
    const { state, offsetMs } = PLAYERS[index % PLAYERS.length] ?? { state: 'in_sync', offsetMs: 0 }
    socket.send({ t: 'report', health: { state, offsetMs, boundMs: 6, roundTripMs: 40, startMs: 60 } })
  }
}

/** The line as somebody has last heard of it. */
function lineOf({ frames }: WireClient): Playback {
  let line: Playback | undefined
  for (const frame of frames) {
    if (frame.t === 'snapshot') line = frame.view.playback
    else if (frame.t === 'event' && frame.event.type === 'playback.changed') line = frame.event.playback
  }
  if (line === undefined) throw new Error('nobody has told of the line')
  return line
}

let lastId = 100
const nextId = (): number => {
  lastId += 1
  return lastId
}

/** One of the house asks for something. */
export function ask({ sockets }: House, who: number, command: (line: Playback) => Command): void {
  const socket = sockets[who]
  if (socket === undefined) throw new Error('somebody is missing in the room')
  socket.send({ t: 'command', id: nextId(), command: command(lineOf(socket)) })
}

/** The film plays from here, whatever it did before. */
export function playFrom(house: House, positionMs: number): void {
  ask(house, 0, ({ epoch }) => ({ type: 'playback.seek', epoch, positionMs }))
  ask(house, 0, ({ epoch }) => ({ type: 'playback.play', epoch }))
}

/** Lists of rooms as the server words them, with films that we only have stills of. */
async function roomLists(house: House, language: Language): Promise<World['rooms']> {
  const { films, room, rooms, people, longRoom } = CAST[language]
  const snapshot = house.sockets[0]?.frames.find((frame) => frame.t === 'snapshot')
  if (snapshot?.t !== 'snapshot') throw new Error('the house has no snapshot')
  const { room: info, members } = snapshot.view
  const now = Date.now()
  const one = (index: number, title: string, here: number): RoomSummary => ({
    ...info,
    // Sound: of the form of a room's id.
    id: `${info.id.slice(0, 11)}${String(index).padStart(2, '0')}` as RoomId,
    title,
    role: index % 3 === 0 ? 'host' : 'viewer',
    film: {
      title: films[index % films.length] ?? '',
      url: index === 0 ? SAMPLE_FILM_PATH : '/nowhere/film.mp4', // a film without a picture gets a painted evening
      posterUrl: null,
      live: false,
      durationMs: FILM_MS * 97,
      positionMs: FILM_MS * (8 + ((index * 11) % 80)),
      playing: here > 0,
    },
    here,
    faces: members.slice(0, Math.min(4, here)).map(({ id, name, photoUrl }) => ({ id, name, photoUrl })),
    activeAt: (now - index * 7_200_000) as EpochMs,
  })
  const usual = [one(0, room, 3), one(1, rooms[0], 4), one(2, rooms[1], 2), { ...one(3, rooms[2], 0), film: null }]
  const titles = [...rooms, longRoom, ...people]
  const full = Array.from({ length: 24 }, (_, index) =>
    one(index, titles[index % titles.length] ?? room, index < 7 ? 9 - index : 0),
  )
  return { usual, full }
}
