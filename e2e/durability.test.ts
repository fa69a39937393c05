import { afterAll, describe, expect, test } from 'bun:test'
import type { LineId } from '#protocol/ids.ts'
import { SAMPLE_FILM_PATH } from '#protocol/media.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { emptyDatabase } from '#testing/database.ts'
import { needs } from '#testing/needs.ts'
import { type Executable, startExecutable } from './harness/executable.ts'
import { Person } from './harness/person.ts'

const MESSAGES = 200
/** As many as may be sent at once without being told to slow down. */
const EACH = 10

const ends: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

async function server(kind: 'embedded' | 'postgres'): Promise<Executable> {
  if (kind === 'embedded') {
    const executable = await startExecutable()
    ends.push(() => executable.remove())
    return executable
  }
  const database = await emptyDatabase()
  ends.push(() => database.drop())
  const executable = await startExecutable({ env: { DATABASE_URL: database.url } })
  ends.push(() => executable.remove())
  return executable
}

for (const kind of ['embedded', 'postgres'] as const) {
  describe.skipIf(needs('executable', ...(kind === 'postgres' ? (['postgres'] as const) : [])))(`with ${kind}`, () => {
    test('kill -9 in the middle of 200 messages loses none that was acknowledged', async () => {
      const executable = await server(kind)
      const people = await Promise.all(
        Array.from({ length: MESSAGES / EACH }, (_, n) => Person.guest(executable.url, `Guest ${n}`)),
      )
      const host = people[0] as Person // there are twenty
      const room = await host.createRoom(null, 'Durable')
      const acknowledged: LineId[] = []
      let enough: () => void = () => {}
      const half = new Promise<void>((resolve) => {
        enough = resolve
      })
      await Promise.all(
        people.map(async (person) => {
          const client = await person.enter(room.id)
          await client.next('snapshot')
          const ids = Array.from({ length: EACH }, newLineId)
          client.onFrame((frame) => {
            const id = frame.t === 'ack' ? ids[frame.id] : undefined
            if (id) acknowledged.push(id)
            if (acknowledged.length >= MESSAGES / 4) enough()
          })
          for (const [id, lineId] of ids.entries()) {
            client.send({ t: 'command', id, command: { type: 'chat.say', lineId, text: `message ${id}` } })
          }
        }),
      )
      await half
      await executable.kill()
      const believed = [...acknowledged]
      await executable.restart()
      const kept = new Set((await host.messages(room.id)).map(({ id }) => id))
      expect(believed.length).toBeGreaterThanOrEqual(MESSAGES / 4)
      expect(believed.filter((id) => !kept.has(id))).toEqual([])
    }, 60_000)

    test('a restart keeps rooms, messages and the place in the film', async () => {
      const executable = await server(kind)
      const ann = await Person.guest(executable.url, 'Ann')
      const room = await ann.createRoom({ url: SAMPLE_FILM_PATH, title: 'The Last Keeper', durationMs: 60_000 })
      const before = await ann.enter(room.id)
      await before.next('snapshot')
      before.send({ t: 'command', id: 1, command: { type: 'playback.seek', epoch: 1, positionMs: 41_200 } })
      const lineId = newLineId()
      before.send({ t: 'command', id: 2, command: { type: 'chat.say', lineId, text: 'remember me' } })
      await before.next('ack')
      await before.next('ack')
      expect(await executable.stop()).toBe(0)
      expect((await before.closed).code).toBe(1001)
      await executable.restart()
      expect((await ann.rooms()).rooms).toMatchObject([
        { id: room.id, title: 'The Last Keeper', film: { positionMs: 41_200 } },
      ])
      const after = await ann.enter(room.id)
      const { view } = await after.next('snapshot')
      expect(view.playback).toMatchObject({ status: 'paused', positionMs: 41_200 })
      expect(view.feed).toMatchObject([{ kind: 'line', line: { id: lineId, text: 'remember me' } }])
      after.close()
    }, 60_000)
  })
}
