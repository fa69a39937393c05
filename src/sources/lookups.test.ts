import { describe, expect, test } from 'bun:test'
import { linkTo, outsideWith } from '#testing/stand-in.ts'
import { readMeta } from './answers.ts'
import { LOOKUPS } from './lookups.ts'

/** What a source says when this is what stands at its addresses. */
async function said(
  kind: string,
  ref: string,
  stored: Parameters<typeof outsideWith>[0],
  url = 'https://page.example/',
) {
  const lookup = LOOKUPS[kind]
  if (lookup === undefined) throw new Error(`nobody can ask ${kind}`)
  return await lookup(linkTo(url, ref), outsideWith(stored).ask)
}

describe('each source is asked as it wants to be asked', () => {
  test('YouTube, by oEmbed', async () => {
    const url = 'https://www.youtube.com/oembed?format=json&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ'
    const told = {
      title: 'Never Gonna Give You Up',
      author_name: 'Rick Astley',
      thumbnail_url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg',
      type: 'video',
    }
    expect(await said('youtube', 'dQw4w9WgXcQ', { [url]: told })).toEqual({
      title: told.title,
      posterUrl: told.thumbnail_url,
      durationMs: null,
      live: null,
    })
    expect(await said('youtube', 'dQw4w9WgXcQ', { [url]: { body: 'Unauthorized', status: 401 } })).toBeNull()
    expect(await said('youtube', 'dQw4w9WgXcQ', {})).toBeNull()
  })

  test('Vimeo, by oEmbed, with the hash of a film that is not listed', async () => {
    const url = 'https://vimeo.com/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F76979871%2Fabc123&width=1280'
    const told = { title: 'The New Vimeo Player', duration: 62, thumbnail_url: 'https://i.vimeocdn.com/video/a.jpg' }
    expect(await said('vimeo', '76979871/abc123', { [url]: told })).toEqual({
      title: told.title,
      posterUrl: told.thumbnail_url,
      durationMs: 62_000,
      live: false,
    })
  })

  test('Rutube, with the key of a private film', async () => {
    const id = '0123456789abcdef0123456789abcdef'
    const told = {
      title: 'Вокзал',
      thumbnail_url: 'https://pic.rutube.ru/a.jpg',
      duration: 5_400,
      is_livestream: false,
    }
    const url = `https://rutube.ru/api/video/${id}/?format=json&p=se%26cret`
    expect(await said('rutube', `${id}/se&cret`, { [url]: told })).toMatchObject({ durationMs: 5_400_000, live: false })
    const open = `https://rutube.ru/api/video/${id}/?format=json`
    const live = { ...told, is_livestream: true, duration: 3 }
    expect(await said('rutube', id, { [open]: live })).toMatchObject({ title: 'Вокзал', durationMs: null, live: true })
  })

  test('PeerTube, whose film plays from its playlist, or from its best file that most can play', async () => {
    const url = 'https://tube.example/api/v1/videos/2y84q2MQUMWPbiEcxNXMgC'
    const told = { name: 'Sintel', duration: 888, isLive: false, previewPath: '/lazy-static/previews/a.jpg' }
    const playlistUrl = 'https://tube.example/static/streaming-playlists/hls/a/b-master.m3u8'
    const streamed = { ...told, streamingPlaylists: [{ playlistUrl }] }
    const ref = 'tube.example/2y84q2MQUMWPbiEcxNXMgC'
    expect(await said('peertube', ref, { [url]: streamed })).toEqual({
      title: 'Sintel',
      posterUrl: 'https://tube.example/lazy-static/previews/a.jpg',
      durationMs: 888_000,
      live: false,
      kind: 'hls',
      url: playlistUrl,
    })
    const files = [720, 2160, 1080].map((id) => ({ fileUrl: `https://tube.example/${id}.mp4`, resolution: { id } }))
    expect(await said('peertube', ref, { [url]: { ...told, files } })).toMatchObject({
      kind: 'file',
      url: 'https://tube.example/1080.mp4',
    })
    expect(await said('peertube', ref, { [url]: { error: 'no such video' } })).toBeNull()
  })

  test('Twitch: what there is without a key', async () => {
    const picture = 'https://static-cdn.jtvnw.net/previews-ttv/live_user_ninja-640x360.jpg'
    expect(await said('twitch', 'channel:ninja', { [picture]: { body: 'x' } })).toMatchObject({
      posterUrl: picture,
      live: true,
    })
    const away = { body: 'x', endsAt: 'https://static-cdn.jtvnw.net/ttv-static/404_preview-640x360.jpg' }
    expect(await said('twitch', 'channel:ninja', { [picture]: away })).toMatchObject({ posterUrl: null, live: true })
    const page = 'https://clips.twitch.tv/Slug'
    const clip =
      '<meta property="og:title" content="Big play - Twitch Clips"><meta property="og:image" content="https://a/b">'
    expect(await said('twitch', 'clip:Slug', { [page]: { body: clip } }, page)).toMatchObject({
      title: 'Big play',
      live: false,
    })
    expect(
      await said('twitch', 'clip:Slug', { [page]: { body: '<meta property="og:title" content="Twitch">' } }, page),
    ).toBeNull()
  })

  test('VK, by what its page says, in whatever letters', async () => {
    const url = 'https://vkvideo.ru/video-1_2'
    const html = `<html><meta property='og:type' content="video.other"><meta content="Ёж &amp; лиса &#127916;" property="og:title">
      <meta property="og:image" content="https://sun.userapi.com/a.jpg"><meta property="og:video:duration" content="600">`
    expect(await said('vk', '-1_2', { [url]: { body: html } }, url)).toEqual({
      title: 'Ёж & лиса 🎬',
      posterUrl: 'https://sun.userapi.com/a.jpg',
      durationMs: 600_000,
      live: null,
    })
    const old = Uint8Array.from(
      Buffer.from(
        '<meta property="og:type" content="video"><meta property="og:title" content="\xcb\xe8\xf1\xe0">',
        'latin1',
      ),
    )
    const stored = { body: old, type: 'text/html; charset=windows-1251' }
    expect(await said('vk', '-1_2', { [url]: stored }, url)).toMatchObject({ title: 'Лиса' })
    expect(
      await said('vk', '-1_2', { [url]: { body: '<meta property="og:title" content="VK | Welcome!">' } }, url),
    ).toBeNull()
  })
})

describe('HLS', () => {
  const main = 'https://cdn.example/a/main.m3u8?t=1'
  const pieces = (end: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.006,\na.ts\n#EXTINF:4,b\nb.ts\n${end}\n`

  test('is as long as its pieces together, when it ends', async () => {
    expect(await said('hls', '', { [main]: { body: pieces('#EXT-X-ENDLIST') } }, main)).toMatchObject({
      durationMs: 10_006,
      live: false,
    })
    expect(await said('hls', '', { [main]: { body: pieces('') } }, main)).toMatchObject({
      durationMs: null,
      live: true,
    })
  })

  test('of several renditions is as long as the first, which stands where redirects led', async () => {
    const body =
      '#EXTM3U\r\n#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.title",VALUE="Night"\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\n\r\nlow/i.m3u8\r\n'
    const told = await said(
      'hls',
      '',
      {
        [main]: { body, endsAt: 'https://edge.example/x/main.m3u8' },
        'https://edge.example/x/low/i.m3u8': { body: pieces('#EXT-X-ENDLIST') },
      },
      main,
    )
    expect(told).toMatchObject({ title: 'Night', durationMs: 10_006, live: false })
  })

  test('is not what anything else says', async () => {
    for (const body of ['', '<html>', '#EXTM3U\nsong.mp3\n', 'x'.repeat(1_000)])
      expect(await said('hls', '', { [main]: { body } }, main)).toBeNull()
  })
})

describe('DASH', () => {
  const url = 'https://cdn.example/a.mpd'
  const of = (body: string) => said('dash', '', { [url]: { body } }, url)

  test('says how long it is, or that it goes on', async () => {
    expect(
      await of('<?xml version="1.0"?>\n<MPD type="static" mediaPresentationDuration="PT1H2M3.5S"><Period/></MPD>'),
    ).toMatchObject({ durationMs: 3_723_500, live: false })
    expect(await of('<MPD xmlns="urn" type="dynamic" mediaPresentationDuration="PT9S"></MPD>')).toMatchObject({
      durationMs: null,
      live: true,
    })
    expect(
      await of(
        '<!-- a --><MPD><ProgramInformation><Title>A &lt;b&gt;</Title></ProgramInformation><Period duration="PT2S"/><Period duration="PT3S"/></MPD>',
      ),
    ).toMatchObject({ title: 'A <b>', durationMs: 5_000, live: false })
  })

  test('is not what anything else says', async () => {
    for (const body of ['', '<html><MPD></html>', '{"MPD":1}']) expect(await of(body)).toBeNull()
  })
})

test('of a page the first of each name counts, and what is not whole does not', () => {
  const html =
    '<meta name="a" content="1"><meta name=\'a\' content="2"><meta property="b"><meta content="3"><meta name="c" content="&#x110000;&#65;'
  expect([...readMeta(html)]).toEqual([['a', '1']])
  expect(readMeta(`${'<meta '.repeat(50_000)}`).size).toBe(0)
})
