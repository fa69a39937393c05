import { expect, test } from 'bun:test'
import { isNearTop, type Place, staysAtEnd, unread } from './anchor.ts'

const place = (top: number, height = 1_000, view = 300): Place => ({ top, height, view })
const END = place(700)

test('only who scrolls up goes away from the end', () => {
  expect(staysAtEnd(true, END, place(600))).toBe(false)
  expect(staysAtEnd(true, END, place(690))).toBe(true)
})

test('what grows below, and a keyboard, leave the reader at the end', () => {
  expect(staysAtEnd(true, END, place(700, 1_200))).toBe(true)
  expect(staysAtEnd(true, END, place(700, 1_000, 120))).toBe(true)
  expect(staysAtEnd(true, END, place(650, 950))).toBe(true)
  // The field was emptied, which gave room, and filled again before anybody was told.
  expect(staysAtEnd(true, END, place(600, 1_000, 280))).toBe(true)
})

test('who reads further up stays there, until the end is reached', () => {
  const up = place(200)
  expect(staysAtEnd(false, up, place(200, 1_200))).toBe(false)
  expect(staysAtEnd(false, up, place(500))).toBe(false)
  expect(staysAtEnd(false, up, place(699))).toBe(true)
})

test('who scrolls up while something comes in has gone up', () => {
  expect(staysAtEnd(true, END, place(640, 1_100))).toBe(false)
})

test('more is asked for before the top is reached', () => {
  expect(isNearTop(place(460))).toBe(false)
  expect(isNearTop(place(440))).toBe(true)
})

const rows = ['a', 'b', 'mine', 'c', 'd'].map((key) => ({ key }))
const others = ({ key }: { key: string }) => key !== 'mine'

test('what is new is counted from where one left off', () => {
  expect(unread(rows, 'a', others)).toEqual({ count: 3, first: 'b' })
  expect(unread(rows, 'b', others)).toEqual({ count: 2, first: 'c' })
  expect(unread(rows, 'd', others)).toEqual({ count: 0, first: null })
})

test('who is there, or left off where nothing is any more, has nothing new', () => {
  expect(unread(rows, undefined, others)).toEqual({ count: 0, first: null })
  expect(unread(rows, 'gone', others)).toEqual({ count: 0, first: null })
})
