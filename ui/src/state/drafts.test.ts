import { expect, test } from 'bun:test'
import type { Quote } from '#protocol/chat.ts'
import type { RoomId } from '#protocol/ids.ts'
import { Drafts } from './drafts.ts'

/** As much of a browser's storage as drafts need: its keys are its own properties. */
function memory(): Storage {
  const items: Record<string, string> = {}
  const methods = {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, value: string) => void Object.assign(items, { [key]: value }),
    removeItem: (key: string) => void delete items[key],
  }
  // Sound: nothing else of it is asked for.
  return new Proxy(items, { get: (_, key) => methods[key as keyof typeof methods] }) as unknown as Storage
}

const room = (id: number) => `room${id}` as RoomId
// A cast: an answer to a message of a room, as the server would send it.
const quote = {
  id: '00000000-0000-4000-8000-000000000001',
  from: { id: 'g_abcdefghijklmnopqrst', name: 'Ann' },
  text: 'Tea',
} as unknown as Quote

test('a draft is there again, for its room alone', () => {
  const storage = memory()
  new Drafts(() => storage).write(room(1), { text: 'half a sen', replyTo: null })
  const drafts = new Drafts(() => storage)
  expect(drafts.read(room(1)).text).toBe('half a sen')
  expect(drafts.read(room(2))).toEqual({ text: '', replyTo: null })
})

test('what has been sent is no draft any more', () => {
  const storage = memory()
  const drafts = new Drafts(() => storage)
  drafts.write(room(1), { text: 'said', replyTo: null })
  drafts.write(room(1), { text: '', replyTo: null })
  expect(Object.keys(storage)).toEqual([])
})

test('only the latest rooms are remembered', () => {
  const storage = memory()
  const drafts = new Drafts(() => storage)
  for (let id = 0; id < 20; id++) drafts.write(room(id), { text: `to ${id}`, replyTo: null })
  expect(Object.keys(storage)).toHaveLength(8)
  expect([drafts.read(room(11)).text, drafts.read(room(12)).text, drafts.read(room(19)).text]).toEqual([
    '',
    'to 12',
    'to 19',
  ])
})

test('what somebody else has written there is not read', () => {
  const storage = memory()
  for (const bad of ['{', '7', '{"text":7,"replyTo":null}', '{"text":"a","replyTo":{"id":1}}']) {
    storage.setItem('watchparty.draft.room1', bad)
    expect(new Drafts(() => storage).read(room(1)).text).toBe('')
  }
})

test('a storage that is denied costs nothing but the memory', () => {
  const drafts = new Drafts(() => {
    throw new Error('denied')
  })
  drafts.write(room(1), { text: 'a', replyTo: quote })
  expect(drafts.read(room(1)).text).toBe('')
})
