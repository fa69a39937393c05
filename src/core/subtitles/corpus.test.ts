import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SubtitleFault } from './cue.ts'
import { parseSubtitles, readSubtitles } from './read.ts'
import { vttTime } from './times.ts'
import { toVtt } from './vtt.ts'

const FOLDER = join(import.meta.dir, 'corpus')
const bytesOf = (file: string) => new Uint8Array(readFileSync(join(FOLDER, file)))

const RU = [
  '00:00:01.000 00:00:03.500 Доброе утро. Маяк сегодня горел до рассвета.',
  '00:00:04.000 00:00:06.250 – Кто здесь?\n– Это я, смотритель… «Ёлка» пришла.',
  '00:00:07.000 00:00:09.000 Съешь ещё этих мягких булок.',
]
/** Where the encoding has no dashes and quotes of print. */
const RU_PLAIN = RU.map((line) => line.replaceAll(/[–…«»]/g, '-'))
const EN = [
  '00:00:01.000 00:00:03.500 Good morning. The lamp burned until dawn.',
  '00:00:04.000 00:00:06.250 - Who is there?\n- It is me, the keeper.',
]
const VTT = [
  '00:00:01.000 00:00:03.500 Good <i>morning</i>.',
  '00:00:04.000 00:00:06.250 The lamp &amp; the <b>sea</b> &lt;3 now',
]

/** What each file gives: its format, its encoding, and its cues, in one line each. */
const GOOD: Record<string, readonly [kind: string, cues: readonly string[]]> = {
  'ru-utf8.srt': ['srt utf-8', RU],
  'ru-utf8-mark.srt': ['srt utf-8', RU],
  'ru-utf16le-mark.srt': ['srt utf-16le', RU],
  'ru-utf16be-mark.srt': ['srt utf-16be', RU],
  'ru-utf16le.srt': ['srt utf-16le', RU],
  'ru-utf16be.srt': ['srt utf-16be', RU],
  'ru-windows1251.srt': ['srt windows-1251', RU],
  'ru-windows1251-short.srt': ['srt windows-1251', ['00:00:01.000 00:00:03.000 Ну что, идём домой?']],
  'ru-windows1251-capitals.srt': ['srt windows-1251', ['00:00:01.000 00:00:03.000 ПОСЛЕДНИЙ СМОТРИТЕЛЬ МАЯКА']],
  'ru-koi8r.srt': ['srt koi8-r', RU_PLAIN],
  'ru-koi8r-short.srt': ['srt koi8-r', ['00:00:01.000 00:00:03.000 Ну что, идём домой?']],
  'ru-koi8r-capitals.srt': ['srt koi8-r', ['00:00:01.000 00:00:03.000 ПОСЛЕДНИЙ СМОТРИТЕЛЬ МАЯКА']],
  'ru-cp866.srt': ['srt ibm866', RU_PLAIN],
  'ru-windows1251.ass': ['ass windows-1251', ['00:00:01.000 00:00:03.000 Маяк, море и чайки.']],
  // Two files glued together, in two languages.
  'ru-mixed-windows1251.srt': ['srt windows-1251', [RU[0], EN[0], RU[1], EN[1], RU[2]].map(String)],
  'ru-utf8-stray-byte.srt': ['srt utf-8', RU],
  'ru-utf8-cut.srt': ['srt utf-8', [...RU.slice(0, 2), '00:00:07.000 00:00:09.000 Съешь ещё этих мягк']],
  'uk-windows1251.srt': [
    'srt windows-1251',
    [
      '00:00:01.000 00:00:03.000 Їжак їсть яблуко біля ґанку.',
      '00:00:04.000 00:00:06.000 Мені здається, що це гарна ідея.',
    ],
  ],
  'fr-windows1252.srt': [
    'srt windows-1252',
    [
      '00:00:01.000 00:00:03.000 Le gardien a éteint la lampe, déjà.',
      '00:00:04.000 00:00:06.000 Où est la clé ? Près de la fenêtre.',
    ],
  ],
  'en-ascii.srt': ['srt utf-8', EN],
  'en-utf16le-mark.vtt': ['vtt utf-16le', VTT],
  'cr.srt': ['srt utf-8', EN],
  'crlf.srt': ['srt utf-8', EN],
  'points.srt': ['srt utf-8', EN],
  'no-counts.srt': ['srt utf-8', EN],
  'no-empty-lines.srt': ['srt utf-8', EN],
  'double-spaced.srt': ['srt utf-8', EN],
  'twice.srt': ['srt utf-8', EN],
  'empty-line-within.srt': [
    'srt utf-8',
    ['00:00:01.000 00:00:03.000 Good\nmorning.', '00:00:04.000 00:00:05.000 Yes.'],
  ],
  'text-of-digits.srt': ['srt utf-8', ['00:00:01.000 00:00:03.000 1984', '00:00:04.000 00:00:05.000 7']],
  'mark-in-the-middle.srt': [
    'srt utf-8',
    ['00:00:01.000 00:00:03.000 Ну что, идём домой?', '00:00:04.000 00:00:05.000 Да.'],
  ],
  'overlapping.srt': ['srt utf-8', ['00:00:01.000 00:00:05.000 A sign', '00:00:02.000 00:00:03.000 A word']],
  'unsorted.srt': ['srt utf-8', ['00:00:01.000 00:00:02.000 first', '00:00:08.000 00:00:09.000 second']],
  'hundred-hours.srt': ['srt utf-8', ['100:00:01.000 100:00:03.000 late']],
  'odd-lengths.srt': [
    'srt utf-8',
    ['00:00:00.000 00:00:01.500 before', '00:00:01.000 00:00:03.000 none', '00:00:09.000 00:00:11.000 negative'],
  ],
  'tags.srt': [
    'srt utf-8',
    ['00:00:01.000 00:00:03.000 <i>Good morning\n</i><b><i>sea</i></b><i> &amp; &lt;laughs&gt; 1 &lt; 2\n"end"</i>'],
  ],
  'script.srt': [
    'srt utf-8',
    ['00:00:01.000 00:00:03.000 &lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;'],
  ],
  'odd-arrows.srt': [
    'srt utf-8',
    ['00:00:01.500 00:00:03.000 one', '00:00:04.000 00:00:05.000 two', '00:00:06.000 00:00:07.000 three'],
  ],
  'no-fraction.srt': ['srt utf-8', ['00:00:01.000 00:00:03.000 whole seconds']],
  'long-cue.srt': ['srt utf-8', [`00:00:01.000 00:00:03.000 ${'wave '.repeat(200).trim()}`]],
  'notes-and-styles.vtt': ['vtt utf-8', VTT],
  'no-empty-line-after-head.vtt': ['vtt utf-8', ['00:00:01.000 00:00:02.000 one', '00:00:03.000 00:00:04.000 two']],
  'hls-part.vtt': ['vtt utf-8', ['00:00:01.000 00:00:02.000 one']],
  'styles.ass': [
    'ass utf-8',
    [
      '00:00:01.000 00:00:03.500 <i>Good </i>morning<i>, sea.</i>',
      '00:00:04.000 00:00:06.250 Who is there,\nat this hour?',
      '00:00:09.000 00:00:10.000 Kara<b>o</b>ke',
    ],
  ],
  'no-head.ass': ['ass utf-8', ['00:00:01.000 00:00:03.000 Good morning, sea.']],
  'plain.ssa': ['ass utf-8', ['00:00:01.000 00:00:03.000 Маяк, море и чайки.']],
}

const BROKEN: Record<string, SubtitleFault> = {
  'broken-blank.srt': 'subtitles_empty',
  'broken-empty.srt': 'subtitles_empty',
  'broken-film.srt': 'subtitles_binary',
  'broken-frames.sub': 'subtitles_unknown',
  'broken-gzip.srt': 'subtitles_archive',
  'broken-head-only.vtt': 'subtitles_no_cues',
  'broken-no-dialogue.ass': 'subtitles_no_cues',
  'broken-no-text.srt': 'subtitles_no_cues',
  'broken-no-times.srt': 'subtitles_unknown',
  'broken-page.srt': 'subtitles_unknown',
  'broken-picture.srt': 'subtitles_binary',
  'broken-pictures.idx': 'subtitles_image',
  'broken-pictures.sub': 'subtitles_image',
  'broken-pictures.sup': 'subtitles_image',
  'broken-times.srt': 'subtitles_no_cues',
  'broken-zeros.srt': 'subtitles_binary',
  'broken-zip.srt': 'subtitles_archive',
}

describe('the corpus', () => {
  test('has at least forty files, and each is in the table', () => {
    const files = readdirSync(FOLDER).sort()
    expect(files.length).toBeGreaterThanOrEqual(40)
    expect([...Object.keys(GOOD), ...Object.keys(BROKEN)].sort()).toEqual(files)
  })

  test.each(Object.entries(GOOD))('%s is read', (file, [kind, cues]) => {
    const read = readSubtitles(bytesOf(file))
    if (!read.ok) throw new Error(read.error)
    expect(`${read.value.format} ${read.value.encoding}`).toBe(kind)
    const shown = read.value.cues.map(({ startMs, endMs, text }) => `${vttTime(startMs)} ${vttTime(endMs)} ${text}`)
    expect(shown).toEqual([...cues])
  })

  test.each(Object.keys(GOOD))('%s stays as it is when it is WebVTT', (file) => {
    const read = readSubtitles(bytesOf(file))
    if (!read.ok) throw new Error(read.error)
    const again = parseSubtitles(toVtt(read.value.cues))
    expect(again).toEqual({ ok: true, value: { format: 'vtt', cues: read.value.cues } })
  })

  test.each(Object.entries(BROKEN))('%s is refused: %s', (file, fault) => {
    expect(readSubtitles(bytesOf(file))).toEqual({ ok: false, error: fault })
  })
})
