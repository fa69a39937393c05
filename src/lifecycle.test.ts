import { expect, test } from 'bun:test'
import { FakeLog } from '#testing/fake-log.ts'
import { Lifecycle } from './lifecycle.ts'

test('what was started is stopped in reverse, each part on its own, and once', async () => {
  const log = new FakeLog()
  const life = new Lifecycle(log)
  const stopped: string[] = []
  for (const name of ['database', 'rooms', 'server']) {
    await life.start(name, name, (part) => {
      stopped.push(part)
      if (part === 'rooms') throw new Error('stuck')
    })
  }
  await Promise.all([life.stop(), life.stop()])
  expect(stopped).toEqual(['server', 'rooms', 'database'])
  expect(log.lines).toMatchObject([{ event: 'part.stop_failed', fields: { part: 'rooms' } }])
})

test('a part that never stops does not hold up the others', async () => {
  const log = new FakeLog()
  const life = new Lifecycle(log)
  let closed = false
  await life.start('database', null, () => {
    closed = true
  })
  await life.start('server', null, () => new Promise(() => {}))
  await life.stop()
  expect(closed).toBe(true)
}, 10_000)
