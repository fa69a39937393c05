import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { FRAME_MAX_BYTES } from '#protocol/limits.ts'
import { readFrame } from './wire.ts'

const KINDS = ['hello', 'command', 'ping', 'resume', 'leave', '__proto__', 'constructor']

/** Objects that look like frames up to some point, and then do not. */
const nearlyFrames = fc.dictionary(
  fc.constantFrom('t', 'id', 'command', 'type', 'protocol', 'token', 'room', 'have', 'run', 'seq', '__proto__'),
  fc.oneof(fc.constantFrom(...KINDS), fc.jsonValue(), fc.double(), fc.string({ unit: 'binary' })),
)

describe('reading a frame', () => {
  test('takes a ping for what JSON and the schema take it for, however its number is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double().map(String),
          fc.integer().map(String),
          fc.double({ min: 0, max: 1e9 }).map((at) => at.toFixed(3)),
          fc.constantFrom(
            '-0',
            '0',
            '00',
            '01',
            '1.',
            '.5',
            '1e3',
            '1E400',
            '+1',
            ' 1',
            '9007199254740993',
            'null',
            '"1"',
          ),
        ),
        (at) => {
          const quick = readFrame(`{"t":"ping","at":${at}}`)
          const slow = readFrame(` {"t":"ping","at":${at}}`) // the blank is one that JSON allows
          expect(quick).toEqual(slow)
        },
      ),
      { numRuns: 2_000 },
    )
  })
  test('refuses what is none in words, whatever it is, and never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string({ unit: 'binary' }),
          nearlyFrames.map((each) => JSON.stringify(each)),
        ),
        (raw) => {
          const read = readFrame(raw)
          if (read.ok) expect(KINDS.slice(0, 5)).toContain(read.frame.t)
          else expect([read.detail.length > 0, read.detail.length < 1_000]).toEqual([true, true])
        },
      ),
      { numRuns: 2_000 },
    )
  })
  test('is not impressed by depth', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"t":', '}'],
    ] as const) {
      const deep = FRAME_MAX_BYTES / (open.length + close.length) - 1
      for (const raw of [open.repeat(deep), `${open.repeat(deep)}0${close.repeat(deep)}`]) {
        expect(readFrame(raw)).toMatchObject({ ok: false, head: null })
      }
    }
  })
  test('takes a prototype for a field that nobody knows', () => {
    expect(readFrame('{"t":"leave","__proto__":{"x":1}}')).toMatchObject({ ok: false })
    expect(readFrame('{"__proto__":{"t":"leave"}}')).toMatchObject({ ok: false })
    expect('x' in {}).toBe(false)
  })
})
