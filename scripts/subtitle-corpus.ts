import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes `src/core/subtitles/corpus`: files of subtitles as people have them, good and broken, in all encodings. */

type Label = ConstructorParameters<typeof TextDecoder>[0]

/** The bytes of a text in an encoding of one byte a letter, which the platform only decodes. */
function oneByte(text: string, label: Label): Uint8Array {
  const decoder = new TextDecoder(label)
  const codes = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte] as const))
  return Uint8Array.from(text, (letter) => {
    const byte = codes.get(letter)
    if (byte === undefined) throw new Error(`${label} has no ${letter}`)
    return byte
  })
}
const utf8 = (text: string) => new TextEncoder().encode(text)
const wide = (text: string, big: boolean) => {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), !big)
  return bytes
}
const joined = (...parts: (Uint8Array | string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? utf8(part) : part)]))

const RU = `1
00:00:01,000 --> 00:00:03,500
Доброе утро. Маяк сегодня горел до рассвета.

2
00:00:04,000 --> 00:00:06,250
– Кто здесь?
– Это я, смотритель… «Ёлка» пришла.

3
00:00:07,000 --> 00:00:09,000
Съешь ещё этих мягких булок.
`
const SHORT_RU = `1\n00:00:01,000 --> 00:00:03,000\nНу что, идём домой?\n`
const UK = `1
00:00:01,000 --> 00:00:03,000
Їжак їсть яблуко біля ґанку.

2
00:00:04,000 --> 00:00:06,000
Мені здається, що це гарна ідея.
`
const EN = `1
00:00:01,000 --> 00:00:03,500
Good morning. The lamp burned until dawn.

2
00:00:04,000 --> 00:00:06,250
- Who is there?
- It is me, the keeper.
`
const FR = `1
00:00:01,000 --> 00:00:03,000
Le gardien a éteint la lampe, déjà.

2
00:00:04,000 --> 00:00:06,000
Où est la clé ? Près de la fenêtre.
`
const VTT = `WEBVTT - the last keeper
Kind: captions
Language: en

STYLE
::cue { color: yellow }

REGION
id:fred
width:40%

NOTE This is a note
of two lines

intro
00:01.000 --> 00:03.500 align:start position:10%
<v Anna>Good <i>morning</i>.</v>

00:00:04.000 --> 00:00:06.250
<c.loud>The</c> lamp &amp; the <b>sea</b> &lt;3 <00:00:05.000>now
`
const ASS = `[Script Info]
; made for a test
Title: The last keeper
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, Underline
Style: Default,Arial,20,&H00FFFFFF,0,0,0
Style: Thought,Arial,20,&H00FFFFFF,0,-1,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not shown
Dialogue: 0,0:00:04.00,0:00:06.25,Default,Keeper,0,0,0,,{\\pos(10,20)\\fad(200,200)}Who is there,\\Nat this hour?
Dialogue: 0,0:00:01.00,0:00:03.50,Thought,,0,0,0,,Good {\\i0}morning{\\r}, sea.
Dialogue: 1,0:00:07.00,0:00:08.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
Dialogue: 0,0:00:09.00,0:00:10.00,Default,,0,0,0,,{\\k20}Ka{\\k30}ra{\\b1}o{\\b0}ke
Dialogue: 1,0:00:09.00,0:00:10.00,Default,,0,0,0,,Kara{\\b1}o{\\b0}ke
`
const SSA = `[Script Info]
ScriptType: v4.00

[V4 Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: Marked=0,0:00:01.00,0:00:03.00,*Default,,0000,0000,0000,,Маяк, море и чайки.
`
const cue = (times: string, text: string) => `${times}\n${text}\n`

const FILES: Record<string, Uint8Array | string> = {
  'ru-utf8.srt': RU,
  'ru-utf8-mark.srt': joined([0xef, 0xbb, 0xbf], RU),
  'ru-utf16le-mark.srt': joined([0xff, 0xfe], wide(RU, false)),
  'ru-utf16be-mark.srt': joined([0xfe, 0xff], wide(RU, true)),
  'ru-utf16le.srt': wide(RU, false),
  'ru-utf16be.srt': wide(RU, true),
  'ru-windows1251.srt': oneByte(RU, 'windows-1251'),
  'ru-windows1251-short.srt': oneByte(SHORT_RU, 'windows-1251'),
  'ru-koi8r.srt': oneByte(RU.replaceAll(/[–…«»]/g, '-'), 'koi8-r'),
  'ru-koi8r-short.srt': oneByte(SHORT_RU, 'koi8-r'),
  'ru-cp866.srt': oneByte(RU.replaceAll(/[–…«»]/g, '-'), 'ibm866'),
  'ru-windows1251.ass': oneByte(SSA, 'windows-1251'),
  'ru-windows1251-capitals.srt': oneByte(
    cue('00:00:01,000 --> 00:00:03,000', 'ПОСЛЕДНИЙ СМОТРИТЕЛЬ МАЯКА'),
    'windows-1251',
  ),
  'ru-koi8r-capitals.srt': oneByte(cue('00:00:01,000 --> 00:00:03,000', 'ПОСЛЕДНИЙ СМОТРИТЕЛЬ МАЯКА'), 'koi8-r'),
  'ru-mixed-windows1251.srt': oneByte(RU.replace('маяк', 'Lighthouse').concat(EN), 'windows-1251'),
  'uk-windows1251.srt': oneByte(UK, 'windows-1251'),
  'fr-windows1252.srt': oneByte(FR, 'windows-1252'),
  'en-ascii.srt': EN,
  'en-utf16le-mark.vtt': joined([0xff, 0xfe], wide(VTT, false)),
  'ru-utf8-stray-byte.srt': joined(RU, [0xff], '\n'),
  'ru-utf8-cut.srt': utf8(RU).slice(0, -16),
  'crlf.srt': EN.replaceAll('\n', '\r\n'),
  'cr.srt': EN.replaceAll('\n', '\r'),
  'points.srt': EN.replaceAll(',0', '.0').replaceAll(',5', '.5').replaceAll(',2', '.2'),
  'no-counts.srt': EN.replaceAll(/^\d+\n/gm, ''),
  'no-empty-lines.srt': EN.replaceAll('\n\n', '\n'),
  'double-spaced.srt': EN.replaceAll('\n', '\n\n'),
  'empty-line-within.srt': cue(
    '1\n00:00:01,000 --> 00:00:03,000',
    'Good\n\nmorning.\n\n2\n00:00:04,000 --> 00:00:05,000\nYes.',
  ),
  'text-of-digits.srt': cue('00:00:01,000 --> 00:00:03,000', '1984\n\n00:00:04,000 --> 00:00:05,000\n7\n'),
  'mark-in-the-middle.srt': joined(
    [0xef, 0xbb, 0xbf],
    SHORT_RU,
    '\n',
    [0xef, 0xbb, 0xbf],
    '2\n00:00:04,000 --> 00:00:05,000\nДа.\n',
  ),
  'overlapping.srt': cue('1\n00:00:01,000 --> 00:00:05,000', 'A sign\n\n2\n00:00:02,000 --> 00:00:03,000\nA word'),
  'unsorted.srt': cue('2\n00:00:08,000 --> 00:00:09,000', 'second\n\n1\n00:00:01,000 --> 00:00:02,000\nfirst'),
  'hundred-hours.srt': cue('1\n100:00:01,000 --> 100:00:03,000', 'late'),
  'odd-lengths.srt': cue(
    '1\n00:00:01,000 --> 00:00:01,000',
    'none\n\n2\n00:00:09,000 --> 00:00:04,000\nnegative\n\n3\n-00:00:02,000 --> 00:00:01,500\nbefore\n\n4\n-00:00:09,000 --> -00:00:08,000\nnever',
  ),
  'tags.srt': cue(
    '1\n00:00:01,000 --> 00:00:03,000 X1:100 X2:200',
    '{\\an8}<font color="#ffff00"><i>Good</font> morning\n<B>sea</B> & <laughs> 1 < 2<br/>&quot;end&quot;',
  ),
  'script.srt': cue('1\n00:00:01,000 --> 00:00:03,000', '<script>alert(1)</script><img src=x onerror=alert(1)>'),
  'odd-arrows.srt': cue(
    '1\n0:0:1,5 -> 0:0:3,0',
    'one\n\n2\n00 : 00 : 04 , 000 -- > 00 : 00 : 05 , 000\ntwo\n\n3\n00:00:06,000 –> 00:00:07,000\nthree',
  ),
  'no-fraction.srt': cue('1\n00:00:01 --> 00:00:03', 'whole seconds'),
  'twice.srt': EN + EN,
  'long-cue.srt': cue('1\n00:00:01,000 --> 00:00:03,000', 'wave '.repeat(4_000)),
  'notes-and-styles.vtt': VTT,
  'no-empty-line-after-head.vtt': 'WEBVTT\n00:01.000 --> 00:02.000\none\n00:03.000 --> 00:04.000\ntwo\n',
  'hls-part.vtt': 'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\none\n',
  'styles.ass': ASS,
  'no-head.ass': 'Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,Good morning, sea.\n',
  'plain.ssa': SSA,
  'broken-empty.srt': '',
  'broken-blank.srt': joined([0xef, 0xbb, 0xbf], ' \r\n\r\n\t'),
  'broken-zeros.srt': new Uint8Array(400),
  'broken-film.srt': joined([0, 0, 0, 0x20], 'ftypisom', [0, 0, 2, 0], 'isomiso2', [
    ...new Uint8Array(64).map((_, i) => i * 37),
  ]),
  'broken-picture.srt': joined([0x89], 'PNG\r\n', [0x1a, 10, 0, 0, 0, 13], 'IHDR', [
    ...new Uint8Array(99).map((_, i) => i * 91),
  ]),
  'broken-zip.srt': joined('PK', [3, 4, 20, 0, 0, 0], 'keeper.srt'),
  'broken-gzip.srt': joined([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
  'broken-pictures.sup': joined('PG', [0, 1, 0x5f, 0x90, 0, 0, 0, 0, 0x16, 0, 0x13]),
  'broken-pictures.idx':
    '# VobSub index file, v7 (do not modify this line!)\nsize: 720x576\ntimestamp: 00:00:01:000, filepos: 000000000\n',
  'broken-pictures.sub': joined([0, 0, 1, 0xba, 0x44, 0, 4], new Uint8Array(64)),
  'broken-page.srt': '<!doctype html>\n<title>404</title>\n<p>There is no such file.\n',
  'broken-frames.sub': '{25}{75}By frames, of no known rate\n{100}{150}Second\n',
  'broken-no-times.srt': '1\nGood morning.\n\n2\nWho is there?\n',
  'broken-times.srt': cue('1\n00:xx:01,000 --> 00:yy:03,000', 'Good morning.'),
  'broken-no-text.srt': '1\n00:00:01,000 --> 00:00:03,000\n\n2\n00:00:04,000 --> 00:00:05,000\n<i></i>\n',
  'broken-head-only.vtt': 'WEBVTT\n\nNOTE nothing yet\n',
  'broken-no-dialogue.ass': '[Script Info]\nTitle: nothing\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n',
}

const folder = join(import.meta.dir, '../src/core/subtitles/corpus')
await mkdir(folder, { recursive: true })
for (const [name, bytes] of Object.entries(FILES)) await Bun.write(join(folder, name), bytes)
process.stdout.write(`${Object.keys(FILES).length} files\n`)
