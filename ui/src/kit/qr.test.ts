import { describe, expect, test } from 'bun:test'
import { qrPath } from './qr.ts'

/** The field as rows of dark (#) and light (.) modules, drawn from the path as a browser would. */
function drawn(text: string): string[] {
  const { path, size } = qrPath(text)
  const rows = Array.from({ length: size }, () => Array<string>(size).fill('.'))
  for (const [, x, y, wide] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
    for (let at = 0; at < Number(wide); at++) (rows[Number(y)] ?? [])[Number(x) + at] = '#'
  return rows.map((row) => row.join(''))
}

const FINDER = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######']
const at = (rows: string[], x: number, y: number) => rows.slice(y, y + 7).map((row) => row.slice(x, x + 7))

describe('a QR code', () => {
  for (const link of ['https://t.me/party_bot?startapp=5f8h2kq9xw3mz', 'https://party.example.org/r/5f8h2kq9xw3mz']) {
    test(`of ${link} has its three eyes and four light modules around`, () => {
      const rows = drawn(link)
      const size = rows.length
      expect((size - 8 - 17) % 4).toBe(0)
      for (const [x, y] of [
        [4, 4],
        [size - 11, 4],
        [4, size - 11],
      ] as const)
        expect(at(rows, x, y)).toEqual(FINDER)
      for (const row of [...rows.slice(0, 4), ...rows.slice(-4)]) expect(row).not.toContain('#')
      for (const row of rows) expect(row.slice(0, 4) + row.slice(-4)).toBe('........')
    })
  }

  test('of another link is another code', () => {
    expect(qrPath('https://a.example').path).not.toBe(qrPath('https://b.example').path)
  })
})
