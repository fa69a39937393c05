import { expect, test } from 'bun:test'
import type { Event } from '#protocol/messages.ts'
import { ann, annsRoom, at } from '#testing/made.ts'
import { evolve } from './room.ts'

test('the version of a room grows with each change of its settings and with its end, and with nothing else', () => {
  const events: Event[] = [
    { type: 'room.updated', title: 'Night', control: 'host', buffering: 'together', by: ann.id },
    { type: 'members.joined', member: { ...ann, joinedAt: at(0), sessions: [], goneAt: null } },
    { type: 'playback.measured', epoch: 1, durationMs: 5_000 },
    { type: 'room.closed', at: at(9), by: ann.id },
  ]
  let room = annsRoom()
  const versions = events.map((event) => {
    room = evolve(room, event)
    return room.room.version
  })
  expect(versions).toEqual([1, 1, 1, 2])
  expect(room.room).toMatchObject({ title: 'Night', control: 'host', buffering: 'together', closedAt: at(9) })
})
