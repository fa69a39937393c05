import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { GAP_MAX, PARTS_MAX, rangesOf } from './range.ts'

describe('a Range header', () => {
  test.each([
    ['bytes=0-99', 0, 100],
    ['bytes=990-', 990, 1_000],
    ['bytes=-10', 990, 1_000],
    ['bytes=900-5000', 900, 1_000],
    ['bytes=-5000', 0, 1_000],
    ['bytes=999-999', 999, 1_000],
    ['BYTES=0-0', 0, 1],
    ['  bytes=5-6  ', 5, 7],
    ['bytes=, 5-6 ,,', 5, 7],
    [`bytes=0-${'9'.repeat(400)}`, 0, 1_000],
  ])('%s is one part', (header, start, end) => expect(rangesOf(header, 1_000)).toEqual([{ start, end }]))

  test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0', 'bytes=5000-,-0', `bytes=${'9'.repeat(400)}-`])(
    '%s cannot be met',
    (header) => expect(rangesOf(header, 1_000)).toBe('unsatisfiable'),
  )

  test.each([
    'bytes=9-1',
    'lines=0-9',
    'bytes=x-1',
    'bytes=-',
    'bytes=',
    'bytes=,',
    'bytes',
    '0-9',
    'bytes=0-1-2',
    'bytes=0x10-',
    'bytes=1.5-2',
    'bytes=+1-2',
    'bytes= 0 - 9',
    'bytes=0-9;1-2',
    'bytes=0-9,x',
    `bytes=${Array.from({ length: PARTS_MAX + 1 }, (_, index) => `${index}-${index}`).join()}`,
  ])('%s is ignored', (header) => expect(rangesOf(header, 1_000)).toBeNull())

  test('parts keep the order in which they were asked, and those that nearly meet become one', () => {
    expect(rangesOf('bytes=900-909,0-9', 1_000)).toEqual([
      { start: 900, end: 910 },
      { start: 0, end: 10 },
    ])
    expect(rangesOf('bytes=900-909,0-9,5-20', 1_000)).toEqual([
      { start: 900, end: 910 },
      { start: 0, end: 21 },
    ])
    expect(rangesOf(`bytes=0-9,${10 + GAP_MAX}-300`, 1_000)).toEqual([{ start: 0, end: 301 }])
    expect(rangesOf(`bytes=0-9,${11 + GAP_MAX}-300`, 1_000)).toHaveLength(2)
    expect(rangesOf('bytes=5000-,0-9', 1_000)).toEqual([{ start: 0, end: 10 }])
  })

  test('of an empty file nothing can be had but all of it', () => {
    expect(rangesOf('bytes=0-', 0)).toBe('unsatisfiable')
    expect(rangesOf('bytes=-5', 0)).toBeNull()
    expect(rangesOf('bytes=-0', 0)).toBe('unsatisfiable')
  })
})

/** What each spec asks, byte by byte, as the RFC has it. */
type Spec = { first: number; last: number | null } | { suffix: number }
const textOf = (spec: Spec) => ('suffix' in spec ? `-${spec.suffix}` : `${spec.first}-${spec.last ?? ''}`)
const asks = (spec: Spec, size: number, byte: number) =>
  'suffix' in spec ? byte >= size - spec.suffix : byte >= spec.first && (spec.last === null || byte <= spec.last)

const position = fc.nat({ max: 2_000 })
const spec: fc.Arbitrary<Spec> = fc.oneof(
  fc.record({ suffix: position }),
  fc
    .tuple(position, fc.option(position))
    .map(([first, length]) => ({ first, last: length === null ? null : first + length })),
)
const specs = fc.array(spec, { minLength: 1, maxLength: PARTS_MAX })
const size = fc.integer({ min: 1, max: 1_500 })
const separator = fc.constantFrom(',', ', ', ' ,', ',,', '\t,\t')

describe('any list of ranges', () => {
  test('covers every byte that was asked for, and of the others only what lies in small gaps', () => {
    fc.assert(
      fc.property(specs, size, separator, (asked, size, comma) => {
        const parts = rangesOf(`bytes=${asked.map(textOf).join(comma)}`, size)
        const wanted = Array.from({ length: size }, (_, byte) => asked.some((spec) => asks(spec, size, byte)))
        if (parts === 'unsatisfiable') return wanted.every((is) => !is)
        if (parts === null) return false
        const given = Array.from({ length: size }, (_, byte) => parts.some((p) => byte >= p.start && byte < p.end))
        const gaps = given.map((is, byte) => (is && !wanted[byte] ? '-' : '.')).join('')
        return wanted.every((is, byte) => !is || given[byte]) && gaps.split('.').every((gap) => gap.length <= GAP_MAX)
      }),
    )
  })

  test('leaves parts that lie inside the file, apart from each other', () => {
    fc.assert(
      fc.property(specs, size, (asked, size) => {
        const parts = rangesOf(`bytes=${asked.map(textOf).join()}`, size)
        if (parts === null || parts === 'unsatisfiable') return true
        const sorted = parts.toSorted((a, b) => a.start - b.start)
        return sorted.every(
          ({ start, end }, index) =>
            start >= 0 &&
            start < end &&
            end <= size &&
            start > (sorted[index - 1]?.end ?? Number.NEGATIVE_INFINITY) + GAP_MAX,
        )
      }),
    )
  })

  test('text of any kind throws nothing, and leads nowhere outside', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[-0-9, ]*$/))
    fc.assert(
      fc.property(text, size, (header, size) => {
        const parts = rangesOf(header, size)
        return (
          parts === null || parts === 'unsatisfiable' || parts.every(({ start, end }) => start < end && end <= size)
        )
      }),
    )
  })
})
