import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { linkTo, outsideWith } from '#testing/stand-in.ts'
import { file } from './lookup.ts'

const URL = 'https://nas.example/film'
const bytes = (...parts: (Uint8Array | string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  )
const u32 = (value: number) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const zeros = (count: number) => new Uint8Array(count)
const said = async (body: Uint8Array, more: object = {}) => {
  const { ask, asked } = outsideWith({ [URL]: { body, ...more } })
  return { told: await file(linkTo(URL), ask), asked }
}

describe('MP4', () => {
  const box = (type: string, ...parts: (Uint8Array | string)[]) => {
    const inside = bytes(...parts)
    return bytes(u32(inside.length + 8), type, inside)
  }
  const mvhd = (scale: number, ticks: number) => box('mvhd', bytes(zeros(12), u32(scale), u32(ticks), zeros(80)))
  const named = box('udta', box('meta', zeros(4), box('ilst', box('\u00a9nam', box('data', zeros(8), 'Night')))))
  const ftyp = box('ftyp', 'isom', zeros(4))

  test('says how long it is and what it is called, before its film', async () => {
    const { told, asked } = await said(bytes(ftyp, box('moov', mvhd(600, 4_500), named), box('mdat', zeros(1_000))))
    expect(told).toEqual({ durationMs: 7_500, title: 'Night', posterUrl: null, live: false })
    expect(asked).toHaveLength(1)
  })

  test('says so after its film too, which is not read', async () => {
    const { told, asked } = await said(
      bytes(ftyp, box('mdat', zeros(3_000_000)), box('free', 'x'), box('moov', mvhd(600, 4_500), named)),
    )
    expect(told).toMatchObject({ durationMs: 7_500, title: 'Night' })
    expect(asked.map(({ range }) => range)).toEqual([
      'bytes=0-131071',
      `bytes=${16 + 3_000_008}-${16 + 3_000_008 + 131_071}`,
    ])
  })

  test('in fragments may say how long all of them are', async () => {
    const mehd = box('mvex', box('mehd', bytes(zeros(4), u32(9_000))))
    expect((await said(bytes(ftyp, box('moov', mvhd(1_000, 0), mehd)))).told).toMatchObject({ durationMs: 9_000 })
    expect((await said(bytes(ftyp, box('moov', mvhd(1_000, 0))))).told).toMatchObject({ durationMs: null })
  })

  test('of wide boxes is read alike', async () => {
    const wide = bytes(u32(1), 'mdat', u32(0), u32(16 + 200_000), zeros(200_000))
    const long = box('mvhd', bytes([1, 0, 0, 0], zeros(16), u32(600), u32(0), u32(4_500), zeros(80)))
    expect((await said(bytes(ftyp, wide, box('moov', long)))).told).toMatchObject({ durationMs: 7_500 })
  })

  test('is not asked for again where everything is sent each time, nor without end', async () => {
    const far = bytes(ftyp, box('mdat', zeros(3_000_000)), box('moov', mvhd(600, 4_500)))
    const { told, asked } = await said(far, { wholeOnly: true })
    expect([told, asked.length]).toEqual([null, 1])
    const many = Array.from({ length: 9 }, () => box('mdat', zeros(200_000)))
    const endless = await said(bytes(ftyp, ...many, box('moov', mvhd(600, 4_500))))
    expect([endless.told, endless.asked.length]).toEqual([null, 4])
  })
})

test('WebM and Matroska say how long they are in their Info', async () => {
  const element = (id: readonly number[], inside: Uint8Array) =>
    bytes(id, [0x40 | (inside.length >> 8), inside.length & 255], inside)
  const float = new Uint8Array(8)
  new DataView(float.buffer).setFloat64(0, 7_508)
  const info = element(
    [0x15, 0x49, 0xa9, 0x66],
    bytes(
      [0x2a, 0xd7, 0xb1, 0x83],
      [0x0f, 0x42, 0x40],
      element([0x44, 0x89], float),
      element([0x7b, 0xa9], bytes('Night')),
    ),
  )
  const head = element([0x1a, 0x45, 0xdf, 0xa3], bytes([0x42, 0x82, 0x84], 'webm'))
  const unknown = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
  const file = bytes(head, unknown, element([0xec], zeros(90)), info, zeros(500))
  expect((await said(file)).told).toMatchObject({ durationMs: 7_508, title: 'Night' })
  const cluster = bytes(head, unknown, element([0x1f, 0x43, 0xb6, 0x75], zeros(90)), info)
  expect((await said(cluster)).told).toBeNull()
})

describe('MP3', () => {
  const frame = [0xff, 0xfb, 0x90, 0x44] // MPEG-1, layer III, 128 kbit/s, 44.1 kHz, joint stereo

  test('of a constant rate is as long as its size says', async () => {
    expect((await said(bytes(frame, zeros(159_996)))).told).toMatchObject({ durationMs: 10_000 })
  })

  test('is as long as its first frame says, past a tag with a picture that is longer than a piece', async () => {
    const title = bytes('TIT2', u32(6), [0, 0], [3], 'Night')
    const size = 300_000
    const tag = bytes(
      'ID3',
      [4, 0, 0],
      [0, (size >> 14) & 127, (size >> 7) & 127, size & 127],
      title,
      zeros(size - title.length),
    )
    const { told, asked } = await said(bytes(tag, frame, zeros(32), 'Xing', u32(1), u32(1_000), zeros(500)))
    expect(told).toMatchObject({ title: 'Night', durationMs: Math.round((1_000 * 1_152_000) / 44_100) })
    expect(asked).toHaveLength(2)
  })
})

test('Ogg is as long as its last page says', async () => {
  const page = (granule: number, packet: Uint8Array) =>
    bytes('OggS', [0, 2], [...u32(granule)].reverse(), zeros(4), zeros(12), [1, packet.length], packet)
  const first = page(0, bytes('OpusHead', [1, 2, 0x38, 1], zeros(7)))
  const body = bytes(first, zeros(300_000), page(48_000 * 9 + 312, zeros(10)))
  const { told, asked } = await said(body)
  expect(told).toMatchObject({ durationMs: 9_000 })
  expect(asked).toHaveLength(2)
})

describe('an address without an ending', () => {
  test('is a stream when it begins like one, or is called one', async () => {
    const playlist = bytes('#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\na.ts\n#EXT-X-ENDLIST\n')
    expect((await said(playlist)).told).toMatchObject({ kind: 'hls', durationMs: 6_000, live: false })
    const manifest = bytes('<MPD mediaPresentationDuration="PT6S"/>')
    expect((await said(manifest)).told).toMatchObject({ kind: 'dash', durationMs: 6_000 })
    const called = await said(bytes('\n<Other/>'), { type: 'application/dash+xml' })
    expect(called.told).toMatchObject({ kind: 'dash', durationMs: null })
  })

  test('is nothing that we know when it is a page', async () => {
    expect((await said(bytes('<!doctype html><title>Film</title>'), { type: 'text/html' })).told).toBeNull()
    expect((await said(bytes('nothing'), { status: 404 })).told).toBeNull()
  })
})

test('whatever a file holds, it is read to an end or refused', async () => {
  const beginnings = [
    '\0\0\0\x18ftyp',
    '\0\0\0\x10moov',
    '\x1a\x45\xdf\xa3',
    'OggS',
    'ID3\x04\0\0',
    '\xff\xfb\x90\x44',
    '#EXTM3U\n#EXT-X-A',
    '<MPD ',
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }), async (begins, rest) => {
      const { ask, asked } = outsideWith({ [URL]: { body: bytes(begins, rest) } })
      await file(linkTo(URL), ask).catch((fault: unknown) => {
        if (!(fault instanceof RangeError || fault instanceof TypeError)) throw fault
      })
      expect(asked.length).toBeLessThanOrEqual(5)
    }),
    { numRuns: 2_000 },
  )
})
