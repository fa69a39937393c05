import { describe, expect, test } from 'bun:test'
import { along, stepped, Typeahead } from './list-keys.ts'

describe('arrows in a menu', () => {
  test('go round', () => {
    expect(stepped('ArrowDown', 2, 3)).toBe(0)
    expect(stepped('ArrowUp', 0, 3)).toBe(2)
    expect(stepped('ArrowDown', 0, 3)).toBe(1)
    expect(stepped('ArrowUp', 2, 3)).toBe(1)
  })

  test('come in at the near end when nothing has the focus', () => {
    expect(stepped('ArrowDown', -1, 3)).toBe(0)
    expect(stepped('ArrowUp', -1, 3)).toBe(2)
  })

  test('know the ends', () => {
    expect(stepped('Home', 1, 3)).toBe(0)
    expect(stepped('End', 1, 3)).toBe(2)
    expect(stepped('Enter', 1, 3)).toBeNull()
    expect(stepped('End', -1, 0)).toBeNull()
  })
})

test('arrows along a line follow the way it is read', () => {
  expect(along('ArrowRight', false)).toBe('ArrowDown')
  expect(along('ArrowRight', true)).toBe('ArrowUp')
  expect(along('ArrowLeft', true)).toBe('ArrowDown')
  expect(along('End', true)).toBe('End')
  expect(stepped(along('ArrowDown', false), 0, 3)).toBeNull()
})

describe('letters in a menu', () => {
  const texts = ['Сделать ведущим', 'Mute', 'Make a moderator', 'Move to the lobby']

  test('go to what begins with them', () => {
    const typeahead = new Typeahead()
    expect(typeahead.find('m', texts, 0, 1_000)).toBe(1)
    expect(typeahead.find('o', texts, 1, 1_100)).toBe(3)
    expect(typeahead.find('v', texts, 3, 1_200)).toBe(3)
    expect(typeahead.find('x', texts, 3, 1_300)).toBeNull()
  })

  test('begin anew after a pause, in any alphabet and case', () => {
    const typeahead = new Typeahead()
    typeahead.find('x', texts, 0, 1_000)
    expect(typeahead.find('С', texts, 1, 3_000)).toBe(0)
  })

  test('go through all with the same first letter', () => {
    const typeahead = new Typeahead()
    expect(typeahead.find('m', texts, 0, 1_000)).toBe(1)
    expect(typeahead.find('m', texts, 1, 1_100)).toBe(2)
    expect(typeahead.find('m', texts, 2, 1_200)).toBe(3)
    expect(typeahead.find('m', texts, 3, 1_300)).toBe(1)
  })

  test('leave other keys alone, and the space that chooses', () => {
    const typeahead = new Typeahead()
    expect(typeahead.find('Enter', texts, 0, 1_000)).toBeNull()
    expect(typeahead.find(' ', texts, 0, 1_000)).toBeNull()
  })
})
