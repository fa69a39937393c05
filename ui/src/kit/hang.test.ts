import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Box, type Hanging, placeOf } from './hang.ts'

const frame: Box = { left: 0, top: 0, right: 1280, bottom: 800 }
const below: Hanging = { side: 'below', align: 'right', gapPx: 8 }
const button = (left: number, top: number): Box => ({ left, top, right: left + 44, bottom: top + 44 })
const size = { width: 360, height: 300 }

describe('what hangs from an anchor', () => {
  test('stands below it, edge at edge', () => {
    expect(placeOf(button(900, 10), size, frame, below)).toEqual({ x: 584, y: 62 })
    expect(placeOf(button(900, 10), size, frame, { ...below, align: 'left' })).toEqual({ x: 900, y: 62 })
    expect(placeOf(button(900, 10), size, frame, { ...below, align: 'center' })).toEqual({ x: 742, y: 62 })
  })

  test('goes to the other side when there is no room', () => {
    expect(placeOf(button(900, 700), size, frame, below).y).toBe(392)
    expect(placeOf(button(900, 10), size, frame, { ...below, side: 'above' }).y).toBe(62)
  })

  test('covers its anchor rather than leave the window', () => {
    expect(placeOf(button(900, 400), { width: 360, height: 700 }, frame, below).y).toBe(8)
    expect(placeOf(button(900, 300), { width: 360, height: 700 }, frame, below).y).toBe(92)
  })

  test('keeps clear of the keyboard', () => {
    expect(placeOf(button(900, 300), size, { ...frame, bottom: 500 }, below).y).toBe(8)
  })

  test('is always seen whole where the window is large enough, and never on its anchor where a side has room', () => {
    fc.assert(
      fc.property(
        fc.record({ left: fc.integer({ min: 0, max: 1236 }), top: fc.integer({ min: 0, max: 756 }) }),
        fc.record({ width: fc.integer({ min: 40, max: 1264 }), height: fc.integer({ min: 20, max: 784 }) }),
        fc.constantFrom('above' as const, 'below' as const),
        fc.constantFrom('left' as const, 'center' as const, 'right' as const),
        (at, box, side, align) => {
          const anchor = button(at.left, at.top)
          const { x, y } = placeOf(anchor, box, frame, { side, align, gapPx: 8 })
          expect(x).toBeGreaterThanOrEqual(8)
          expect(x + box.width).toBeLessThanOrEqual(1272)
          expect(y).toBeGreaterThanOrEqual(8)
          expect(y + box.height).toBeLessThanOrEqual(792)
          const fits = Math.max(anchor.top, 800 - anchor.bottom) >= box.height + 16
          if (fits) expect(y >= anchor.bottom + 8 || y + box.height <= anchor.top - 8).toBeTrue()
        },
      ),
    )
  })
})
