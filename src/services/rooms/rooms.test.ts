import { describe, expect, test } from 'bun:test'
import { OutsideFault } from '#ports/fault.ts'
import type { User } from '#protocol/http.ts'
import type { MediaRequest } from '#protocol/media.ts'
import { ann, at, ben, lineId, ROOM_ID } from '#testing/made.ts'
import { House, Party } from '#testing/party.ts'
import { Rooms } from './rooms.ts'

const userOf = (who: typeof ann): User => ({ ...who, guest: true, since: at(0) })
const film: MediaRequest = { url: 'https://films.example/salt-road.mp4', title: null, durationMs: 90_000 }

function open() {
  const party = new Party()
  const { clock, ids, chat } = party.house
  const { registry, rooms, joint } = party
  return { party, api: new Rooms({ clock, ids, registry, rooms, chat, sequencer: joint.sequencer }) }
}

describe('a new room', () => {
  test('takes its name from the film, which stands at the beginning', async () => {
    const { api } = open()
    const made = await api.create(userOf(ann), { title: null, control: 'everyone', buffering: 'auto', media: film })
    expect(made).toMatchObject({
      ok: true,
      value: { title: 'Salt road', role: 'host', film: { positionMs: 0, playing: false, durationMs: 90_000 } },
    })
  })
  test('stands where the link of its film asks to begin', async () => {
    const { api } = open()
    const media = { ...film, url: `${film.url}#t=30` }
    const made = await api.create(userOf(ann), { title: null, control: 'everyone', buffering: 'auto', media })
    expect(made).toMatchObject({ ok: true, value: { film: { positionMs: 30_000, playing: false } } })
  })
  test('refuses a link that no player of ours can play', async () => {
    const { api } = open()
    const media = { ...film, url: 'https://vimeo.com/staffpicks' }
    const made = await api.create(userOf(ann), { title: null, control: 'everyone', buffering: 'auto', media })
    expect(made).toEqual({ ok: false, error: 'link_no_film' })
  })
})

describe('a list of rooms', () => {
  test('shows who is there now and where the film is, without waking the others', async () => {
    const { party, api } = open()
    const quiet = await api.create(userOf(ben), { title: 'Quiet', control: 'everyone', buffering: 'auto', media: film })
    await party.join(ben, 2)
    await party.ask({ type: 'playback.play', epoch: 1 }, ben)
    party.house.clock.advance(3_200)
    const { rooms } = await api.list(userOf(ben))
    const [live, asleep] = [rooms.find(({ id }) => id === ROOM_ID), rooms.find(({ title }) => title === 'Quiet')]
    expect(live).toMatchObject({ here: 1, role: 'viewer', film: { playing: true, positionMs: 3_000 } })
    expect(asleep).toMatchObject({ here: 0, role: 'host', film: { playing: false } })
    expect(quiet.ok && party.registry.peek(quiet.value.id)).toBe(null)
  })
})

describe('an invite', () => {
  test('tells the film and how many are there, but no names', async () => {
    const { party, api } = open()
    await party.join(ann)
    const invite = await api.invite(ROOM_ID)
    expect(invite).toEqual({ ok: true, value: { id: ROOM_ID, title: 'Film club', film: 'Night Express', here: 1 } })
  })
})

describe('history', () => {
  test('is for those who have been in the room', async () => {
    const { party, api } = open()
    await party.join(ann)
    for (let n = 0; n < 5; n += 1) await party.ask({ type: 'chat.say', lineId: lineId(n), text: `line ${n}` })
    const options = { before: null, find: null, limit: 3 }
    const page = await api.history(userOf(ann), ROOM_ID, options)
    expect(page.ok && page.value.lines.map(({ text }) => text)).toEqual(['line 2', 'line 3', 'line 4'])
    expect(page.ok && page.value.more).toBe(true)
    const earlier = await api.history(userOf(ann), ROOM_ID, { ...options, before: lineId(2) })
    expect(earlier.ok && [earlier.value.lines.length, earlier.value.more]).toEqual([2, false])
    expect(await api.history(userOf(ben), ROOM_ID, options)).toEqual({ ok: false, error: 'not_member' })
  })
})

describe('a host', () => {
  test('renames and closes the room; nobody else does', async () => {
    const { party, api } = open()
    expect(await api.update(userOf(ben), ROOM_ID, { title: 'Mine' })).toEqual({ ok: false, error: 'not_allowed' })
    expect(await api.update(userOf(ann), ROOM_ID, { title: 'Winter' })).toMatchObject({
      ok: true,
      value: { title: 'Winter' },
    })
    expect(party.house.rooms.rooms.get(ROOM_ID)?.room.title).toBe('Winter')
    expect(await api.close(userOf(ben), ROOM_ID)).toEqual({ ok: false, error: 'not_allowed' })
    expect(await api.close(userOf(ann), ROOM_ID)).toEqual({ ok: true, value: null })
    expect(await api.get(userOf(ann), ROOM_ID)).toEqual({ ok: false, error: 'room_closed' })
    expect((await party.join(ben, 3)).ok).toBe(false)
  })
})

describe('a room that is awake on another instance', () => {
  test('is shown as it is there', async () => {
    const house = new House()
    const [here, there] = [new Party(house), new Party(house)]
    await there.join(ben, 2)
    await there.ask({ type: 'playback.play', epoch: 1 }, ben)
    const { clock, ids, chat } = house
    const { sequencer } = there.joint
    const api = new Rooms({ clock, ids, registry: here.registry, rooms: here.rooms, chat, sequencer })
    expect(await api.get(userOf(ann), ROOM_ID)).toMatchObject({ ok: true, value: { here: 1, film: { playing: true } } })
    expect(await api.invite(ROOM_ID)).toMatchObject({ ok: true, value: { here: 1 } })
    sequencer.read = () => Promise.reject(new OutsideFault('away'))
    expect(await api.invite(ROOM_ID)).toMatchObject({ ok: true, value: { here: 0, title: 'Film club' } })
  })
})

describe('a lookup that is kept', () => {
  test('is forgotten when the room is renamed, closed or gone', async () => {
    const { api, party } = open()
    const title = async () => {
      const invite = await api.invite(ROOM_ID)
      return invite.ok ? invite.value.title : invite.error
    }
    expect(await title()).toBe('Film club')
    const stored = party.house.rooms.rooms.get(ROOM_ID)
    if (!stored) throw new Error('there is no room')
    party.house.rooms.rooms.set(ROOM_ID, { ...stored, room: { ...stored.room, title: 'Behind our back' } })
    expect(await title()).toBe('Film club')
    await party.rooms.save({ ...stored, room: { ...stored.room, title: 'Renamed', version: 1 } })
    expect(await title()).toBe('Renamed')
    party.house.rooms.rooms.delete(ROOM_ID)
    expect(await title()).toBe('Renamed')
    await party.rooms.gone([ROOM_ID])
    expect(await title()).toBe('room_not_found')
  })
})
