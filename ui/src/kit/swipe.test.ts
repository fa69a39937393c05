import { expect, test } from 'bun:test'
import { letsGo } from './swipe.ts'

test('a sheet that is pulled far, or flicked, closes; one that is pulled a little stays', () => {
  expect(letsGo(120, 2_000)).toBeTrue()
  expect(letsGo(40, 60)).toBeTrue()
  expect(letsGo(40, 400)).toBeFalse()
  expect(letsGo(10, 10)).toBeFalse()
  expect(letsGo(-80, 40)).toBeFalse()
})
