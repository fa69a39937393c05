import { expect, test } from 'bun:test'
import { type Asked, question, takeAnswer } from './ahead.ts'

const answer = Promise.resolve(new Response('{}'))
const asked = (): Asked => ({ [question('POST', '/auth/guest', '{"name":"Ann"}')]: answer })

test('what was asked ahead is taken once, by whoever asks the same', () => {
  const ahead = asked()
  expect(takeAnswer('POST', '/auth/guest', '{"name":"Ann"}', ahead)).toBe(answer)
  expect(takeAnswer('POST', '/auth/guest', '{"name":"Ann"}', ahead)).toBeNull()
})

test('another question gets no answer of it', () => {
  const ahead = asked()
  expect(takeAnswer('POST', '/auth/guest', '{"name":"Ben"}', ahead)).toBeNull()
  expect(takeAnswer('GET', '/auth/guest', '{"name":"Ann"}', ahead)).toBeNull()
  expect(takeAnswer('POST', '/auth/guest', null, ahead)).toBeNull()
  expect(Object.keys(ahead)).toHaveLength(1)
})
