import { describe, expect, test } from 'bun:test'
import type { User } from '#protocol/http.ts'
import type { MediaRequest } from '#protocol/media.ts'
import { ann, ben, lineId, ROOM_ID } from '#testing/made.ts'
import { Party } from '#testing/party.ts'
import { Rooms } from './rooms.ts'

const userOf = (who: typeof ann): User => ({ ...who, guest: true })
const film: MediaRequest = { url: 'https://films.example/salt-road.mp4', title: null, durationMs: 90_000 }

function open() {
  const party = new Party()
  const { clock, ids, rooms, chat } = party.house
  return { party, api: new Rooms({ clock, ids, registry: party.registry, rooms, chat }) }
}

describe('a new room', () => {
  test('takes its name from the film, which stands at the beginning', async () => {
    const { api } = open()
    const made = await api.create(userOf(ann), { title: null, control: 'everyone', media: film })
    expect(made).toMatchObject({
      ok: true,
      value: { title: 'salt road', role: 'host', film: { positionMs: 0, playing: false, durationMs: 90_000 } },
    })
  })
  test('refuses a link that no player of ours can play', async () => {
    const { api } = open()
    const media = { ...film, url: 'https://vimeo.com/123' }
    const made = await api.create(userOf(ann), { title: null, control: 'everyone', media })
    expect(made).toEqual({ ok: false, error: 'unsupported_link' })
  })
})

describe('a list of rooms', () => {
  test('shows who is there now and where the film is, without waking the others', async () => {
    const { party, api } = open()
    const quiet = await api.create(userOf(ben), { title: 'Quiet', control: 'everyone', media: film })
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
