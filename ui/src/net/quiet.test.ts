import { expect, test } from 'bun:test'
import { kindOf, Quiet } from './quiet.ts'

test('after a refusal nothing of its kind is asked for as long as the server said', () => {
  const quiet = new Quiet()
  quiet.refused('GET /rooms', '3', 1_000)
  expect(quiet.holds('GET /rooms', 3_999)).toBe(true)
  expect(quiet.holds('GET /rooms', 4_000)).toBe(false)
  expect(quiet.holds('POST /rooms', 1_001)).toBe(false)
})

test('ten minutes are not believed, and what is no number is a second', () => {
  const quiet = new Quiet()
  quiet.refused('GET /rooms', '600', 0)
  expect([quiet.holds('GET /rooms', 9_999), quiet.holds('GET /rooms', 10_000)]).toEqual([true, false])
  for (const odd of [null, 'Fri, 01 Jan 2027 00:00:00 GMT', '-5', '0']) {
    quiet.refused('GET /me', odd, 0)
    expect([quiet.holds('GET /me', 999), quiet.holds('GET /me', 1_000)]).toEqual([true, false])
  }
})

test('a kind is a route: without the ids and the query', () => {
  expect(kindOf('GET', '/rooms/5f8h2kq9xw3mz/messages?before=1')).toBe('GET /rooms/:id/messages')
  expect(kindOf('GET', '/invites/5f8h2kq9xw3mz')).toBe('GET /invites/:id')
  expect(kindOf('POST', '/auth/guest')).toBe('POST /auth/guest')
})
