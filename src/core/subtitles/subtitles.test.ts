import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { POSITION_MAX_MS, SUBTITLES_MAX_BYTES, SUBTITLES_MAX_CUES } from '#protocol/limits.ts'
import { CUE_MAX_UNITS, type Cue } from './cue.ts'
import { languageOf } from './letters.ts'
import { parseSubtitles, readSubtitles } from './read.ts'
import { cuesAt, runsOf, SHOWN_MAX, trackOf } from './showing.ts'
import { vttTime } from './times.ts'
import { trackName } from './track-name.ts'
import { toVtt } from './vtt.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Texts made of what subtitles are made of, in any order. */
const shards = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'WEBVTT\n', '\n', '\n\n', '1\n', '00:00:01,000 --> 00:00:02,000\n', '00:03.5 --> 00:04\n', '-->', '→', '<', '>', '&',
        '&amp;', '&#0;', '&#55357;', '<i>', '</i>', '<b><u>', '<br>', '{\\i1}', '{', '}', '\\N', '\ufeff', '\r', '\r\n',
        '[Script Info]\n', '[Events]\n', 'Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,', 'Style: A,B', 'да', 'yes',
        '99999:00:00 --> 99999:00:01\n', '-00:00:01 --> 00:00:01\n',
      ), // biome-ignore format: a table
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''))

const isSound = (cues: readonly Cue[]): boolean =>
  cues.length > 0 &&
  cues.length <= SUBTITLES_MAX_CUES &&
  cues.every(
    (cue, index) =>
      cue.startMs >= (cues[index - 1]?.startMs ?? 0) &&
      cue.endMs > cue.startMs &&
      cue.endMs <= POSITION_MAX_MS &&
      runsOf(cue).reduce((units, { text }) => units + text.length, 0) <= CUE_MAX_UNITS &&
      !/<(?!\/?[biu]>)|\n\n|-->|^\s|\s$/.test(cue.text.replace(/<\/?[biu]>/g, '')),
  )

describe('any bytes', () => {
  test('give sound cues or a reason, and never a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), shards.map(bytes)), (file) => {
        const read = readSubtitles(file)
        return read.ok ? isSound(read.value.cues) : read.error.startsWith('subtitles_')
      }),
      { numRuns: 2_000 },
    )
  })

  test('stay as they are once they are WebVTT', () => {
    fc.assert(
      fc.property(shards, (text) => {
        const read = readSubtitles(bytes(text))
        if (!read.ok) return
        const vtt = toVtt(read.value.cues)
        const again = parseSubtitles(vtt)
        expect(again).toEqual({ ok: true, value: { format: 'vtt', cues: read.value.cues } })
        expect(again.ok && toVtt(again.value.cues)).toBe(vtt)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('limits', () => {
  const line = (index: number) => `${vttTime(index * 10)} --> ${vttTime(index * 10 + 5)}\na\n\n`

  test('a file of more than 2 MB is refused unread', () => {
    expect(readSubtitles(new Uint8Array(SUBTITLES_MAX_BYTES + 1))).toEqual({ ok: false, error: 'subtitles_too_large' })
  })
  test('20,000 cues are read, and one more is too many', () => {
    const cues = (count: number) => Array.from({ length: count }, (_, index) => line(index)).join('')
    const full = readSubtitles(bytes(cues(SUBTITLES_MAX_CUES)))
    expect(full.ok && full.value.cues.length).toBe(SUBTITLES_MAX_CUES)
    expect(readSubtitles(bytes(cues(SUBTITLES_MAX_CUES + 1)))).toEqual({ ok: false, error: 'subtitles_too_large' })
  })
  test.each(['<', '&', '{', '{\\', '<i>', '00:', ' ', '\n', '-->', 'Dialogue:', '1\n', '&#', '–'])(
    'two megabytes of %j are soon done with',
    (piece) => {
      const body = piece.repeat(Math.floor((SUBTITLES_MAX_BYTES - 100) / bytes(piece).length))
      const began = performance.now()
      readSubtitles(bytes(`1\n00:00:01,000 --> 00:00:02,000\n${body}`))
      expect(performance.now() - began).toBeLessThan(3_000)
    },
  )
})

describe('what is shown', () => {
  const cue = (startMs: number, endMs: number, text = `${startMs}`): Cue => ({ startMs, endMs, text })

  test('is what has begun and not ended, oldest first', () => {
    const track = trackOf([cue(0, 10_000, 'sign'), cue(1_000, 2_000), cue(2_000, 3_000)])
    const texts = (at: number) => cuesAt(track, at).map(({ text }) => text)
    expect(texts(-1)).toEqual([])
    expect(texts(0)).toEqual(['sign'])
    expect(texts(1_999)).toEqual(['sign', '1000'])
    expect(texts(2_000)).toEqual(['sign', '2000'])
    expect(texts(10_000)).toEqual([])
  })

  test('is what looking through all of them finds', () => {
    const cues = fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 90 })), { maxLength: 40 })
    fc.assert(
      fc.property(cues, fc.nat(600), (spans, at) => {
        const all = spans.map(([start, length]) => cue(start, start + length)).sort((a, b) => a.startMs - b.startMs)
        const shown = all.filter(({ startMs, endMs }) => startMs <= at && at < endMs)
        expect(cuesAt(trackOf(all), at)).toEqual(shown.slice(-SHOWN_MAX))
      }),
    )
  })

  test('is drawn in runs', () => {
    expect(runsOf(cue(0, 1, 'a &lt;b&gt; <b>c <i>d</i></b>'))).toEqual([
      { text: 'a <b> ', bold: false, italic: false, underline: false },
      { text: 'c ', bold: true, italic: false, underline: false },
      { text: 'd', bold: true, italic: true, underline: false },
    ])
  })
})

describe('what a file is called', () => {
  test.each([
    ['The.Last.Keeper.2024.ru.srt', 'The.Last.Keeper.2024.ru', 'ru'],
    ['keeper_ENG.forced.ass', 'keeper ENG.forced', 'en'],
    ['C:\\films\\English.vtt', 'English', 'en'],
    ['/films/маяк.srt', 'маяк', null],
    ['constructor.srt', 'constructor', null],
    ['.srt', '', null],
  ])('%s', (path, label, language) => expect(trackName(path)).toEqual({ label, language }))

  test.each([
    ['Доброе утро. Маяк сегодня горел до рассвета, и мы вышли.', 'ru'],
    ['Їжак їсть яблуко біля ґанку. Мені здається, що це гарна ідея.', 'uk'],
    ['What is that? It is the lamp of the last keeper, and you know it.', 'en'],
    ['Le gardien a éteint la lampe. Où est la clé ?', null],
    ['да', null],
  ])('%s is in %s', (text, language) => expect(languageOf(text)).toBe(language as never))
})
