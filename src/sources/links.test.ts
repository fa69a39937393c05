import { describe, expect, test } from 'bun:test'
import { readLink } from '#core/media-url.ts'
import type { MediaKind } from '#protocol/media.ts'

/** A link as people copy it, and where it asks to begin, ms; nothing asks for the beginning. */
type Copied = string | readonly [link: string, startMs: number]
/** One film, and shapes that its links come in. */
type Film = readonly [
  kind: MediaKind,
  ref: string,
  url: string,
  live: boolean | null,
  links: readonly [Copied, ...Copied[]],
]

const TUBE = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'
const HEX = '10b3a03fc01d5bbcc632a2f3514e8aab'
const UUID = '9c9de5e8-0a1e-484a-b099-e80766180a6d'
const SHORT_UUID = 'kkGMgK9ZtnKfYAgnEtQxbv'

const YOUTUBE: readonly Film[] = [
  [
    'youtube',
    'dQw4w9WgXcQ',
    TUBE,
    null,
    [
      TUBE,
      'http://youtube.com/watch?v=dQw4w9WgXcQ',
      'HTTPS://WWW.YOUTUBE.COM/watch?v=dQw4w9WgXcQ',
      'https://m.youtube.com/watch?v=dQw4w9WgXcQ&feature=youtu.be',
      'https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RDAMVMdQw4w9WgXcQ',
      'https://gaming.youtube.com/watch?v=dQw4w9WgXcQ',
      'https://www.youtubekids.com/watch?v=dQw4w9WgXcQ&hl=en',
      'https://www.youtube.com./watch?v=dQw4w9WgXcQ',
      'https://www.youtube.com//watch?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch/?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch/dQw4w9WgXcQ',
      'https://www.youtube.com/?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLFgquLnL59alCl_2TQvOiD5Vgm1hCaGSI&index=3',
      'https://www.youtube.com/watch?list=WL&v=dQw4w9WgXcQ',
      'https://www.youtube.com/playlist?list=PLFgquLnL59alCl_2TQvOiD5Vgm1hCaGSI&v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&pp=ygUJcmljayByb2xs&ab_channel=RickAstley',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ&utm_source=telegram&fbclid=IwAR0x',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ?si=aBcDeFgHiJk',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ)',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ"',
      'https://www.youtube.com/watch?feature=player_embedded&amp;v=dQw4w9WgXcQ',
      'https://m.youtube.com/#/watch?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch#!v=x&v=dQw4w9WgXcQ',
      'https://youtu.be/dQw4w9WgXcQ',
      'http://youtu.be/dQw4w9WgXcQ',
      'https://YOUTU.BE/dQw4w9WgXcQ',
      'https://www.youtu.be/dQw4w9WgXcQ/',
      'https://youtu.be/dQw4w9WgXcQ?si=Wq2rT5yU8iO0pLkJ',
      'https://youtu.be/dQw4w9WgXcQ?list=PLFgquLnL59alCl_2TQvOiD5Vgm1hCaGSI',
      'https://youtu.be/dQw4w9WgXcQ.',
      'https://www.youtube.com/embed/dQw4w9WgXcQ',
      'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0&autoplay=1',
      'https://www.youtube.com/v/dQw4w9WgXcQ',
      'https://www.youtube.com/v/dQw4w9WgXcQ&hl=en&fs=1',
      'https://www.youtube.com/e/dQw4w9WgXcQ',
      'https://www.youtube.com/vi/dQw4w9WgXcQ',
      'https://youtube.googleapis.com/v/dQw4w9WgXcQ?version=3',
      'https://studio.youtube.com/video/dQw4w9WgXcQ/edit',
      'https://www.youtube.com/live/dQw4w9WgXcQ?feature=share',
      'https://www.youtube.com/attribution_link?a=8g8kPrPIi-ecwIsS&u=%2Fwatch%3Fv%3DdQw4w9WgXcQ%26feature%3Dshare',
      'https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&format=json',
      'https://www.youtube.com/redirect?event=comments&q=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ',
      'https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&gl=DE',
      'https://accounts.google.com/ServiceLogin?service=youtube&continue=https%3A%2F%2Fwww.youtube.com%2Fsignin%3Fnext%3D%252Fwatch%253Fv%253DdQw4w9WgXcQ',
      'https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&usg=AOvVaw0',
      'https://www.google.co.uk/url?q=https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'https://l.facebook.com/l.php?u=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&h=AT0',
      'https://l.instagram.com/?u=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&e=AT0',
      'https://vk.com/away.php?to=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&cc_key=',
      'https://t.me/share/url?url=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&text=look',
      'https://t.me/iv?url=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ&rhash=1',
      'https://duckduckgo.com/l/?uddg=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ',
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90', 90_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90s', 90_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1h2m3s', 3_723_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1H2M', 3_720_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=2m', 120_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1h3s', 3_603_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=43s', 43_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&start=17', 17_000],
      ['https://www.youtube.com/watch?time_continue=5&v=dQw4w9WgXcQ', 5_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ#t=1m30s', 90_000],
      ['https://www.youtube.com/watch?v=dQw4w9WgXcQ#t=0m10s', 10_000],
      ['https://youtu.be/dQw4w9WgXcQ?t=42', 42_000],
      ['https://youtu.be/dQw4w9WgXcQ&t=42', 42_000],
      ['https://youtu.be/dQw4w9WgXcQ?si=Wq2rT5yU8iO0pLkJ&t=1234', 1_234_000],
      ['https://youtu.be/dQw4w9WgXcQ?t=1.5', 1_500],
      ['https://www.youtube.com/embed/dQw4w9WgXcQ?start=30&end=60', 30_000],
      ['https://youtu.be/dQw4w9WgXcQ?t=soon', 0],
      ['https://youtu.be/dQw4w9WgXcQ?t=-5', 0],
      ['https://youtu.be/dQw4w9WgXcQ?t=99999999999', 0],
    ],
  ],
  [
    'youtube',
    '-_aB3dE6gH_',
    'https://www.youtube.com/watch?v=-_aB3dE6gH_',
    null,
    ['https://youtu.be/-_aB3dE6gH_', 'https://www.youtube.com/watch?v=-_aB3dE6gH_&t'],
  ],
  [
    'youtube',
    'tPEE9ZwTmy0',
    'https://www.youtube.com/watch?v=tPEE9ZwTmy0',
    false,
    [
      'https://www.youtube.com/shorts/tPEE9ZwTmy0',
      'https://youtube.com/shorts/tPEE9ZwTmy0?si=Q1w2E3r4T5y6U7i8',
      'https://m.youtube.com/shorts/tPEE9ZwTmy0?feature=share',
      ['https://www.youtube.com/shorts/tPEE9ZwTmy0?t=4', 4_000],
    ],
  ],
]

const TWITCH: readonly Film[] = [
  [
    'twitch',
    'channel:monstercat',
    'https://www.twitch.tv/monstercat',
    true,
    [
      'https://www.twitch.tv/monstercat',
      'https://twitch.tv/Monstercat',
      'http://m.twitch.tv/monstercat',
      'https://go.twitch.tv/monstercat/',
      'https://www.twitch.tv/monstercat?tt_content=channel&tt_medium=embed',
      'https://www.twitch.tv/monstercat?sr=a',
      'https://player.twitch.tv/?channel=monstercat&parent=kino.example',
      'https://player.twitch.tv/?autoplay=false&channel=MonsterCat',
    ],
  ],
  [
    'twitch',
    'video:1234567890',
    'https://www.twitch.tv/videos/1234567890',
    false,
    [
      'https://www.twitch.tv/videos/1234567890',
      'https://m.twitch.tv/videos/1234567890',
      'https://www.twitch.tv/videos/1234567890?filter=archives&sort=time',
      'https://www.twitch.tv/monstercat/video/1234567890',
      'https://www.twitch.tv/monstercat/v/1234567890?sr=a',
      'https://www.twitch.tv/video/1234567890',
      'https://player.twitch.tv/?video=v1234567890&parent=kino.example',
      'https://player.twitch.tv/?video=1234567890&channel=monstercat&parent=kino.example',
      ['https://www.twitch.tv/videos/1234567890?t=1h2m3s', 3_723_000],
      ['https://www.twitch.tv/videos/1234567890?t=02h00m05s', 7_205_000],
      ['https://www.twitch.tv/videos/1234567890?collection=abc&t=45s', 45_000],
      ['https://player.twitch.tv/?video=v1234567890&time=0h1m30s', 90_000],
    ],
  ],
  [
    'twitch',
    'clip:AwkwardHelplessSalamanderSwiftRage',
    'https://clips.twitch.tv/AwkwardHelplessSalamanderSwiftRage',
    false,
    [
      'https://clips.twitch.tv/AwkwardHelplessSalamanderSwiftRage',
      'https://clips.twitch.tv/monstercat/AwkwardHelplessSalamanderSwiftRage',
      'https://clips.twitch.tv/embed?clip=AwkwardHelplessSalamanderSwiftRage&parent=kino.example',
      'https://www.twitch.tv/monstercat/clip/AwkwardHelplessSalamanderSwiftRage',
      'https://www.twitch.tv/monstercat/clip/AwkwardHelplessSalamanderSwiftRage?filter=clips&range=7d&sort=time',
      'https://m.twitch.tv/clip/AwkwardHelplessSalamanderSwiftRage',
      'https://m.twitch.tv/monstercat/clip/AwkwardHelplessSalamanderSwiftRage?desktop-redirect=true',
    ],
  ],
  [
    'twitch',
    'clip:BlueSlug-xY_z12345',
    'https://clips.twitch.tv/BlueSlug-xY_z12345',
    false,
    ['https://clips.twitch.tv/BlueSlug-xY_z12345?tt_medium=clips_api'],
  ],
]

const VIMEO: readonly Film[] = [
  [
    'vimeo',
    '76979871',
    'https://vimeo.com/76979871',
    null,
    [
      'https://vimeo.com/76979871',
      'http://www.vimeo.com/76979871/',
      'https://VIMEO.com/76979871?share=copy',
      'https://vimeo.com/76979871?fl=pl&fe=sh',
      'https://vimeo.com/76979871/description',
      'https://vimeo.com/m/76979871',
      'https://vimeo.com/video/76979871',
      'https://vimeo.com/videos/76979871',
      'https://vimeo.com/channels/staffpicks/76979871',
      'https://vimeo.com/groups/shortfilms/videos/76979871',
      'https://vimeo.com/album/2838732/video/76979871',
      'https://vimeo.com/showcase/2838732/video/76979871',
      'https://vimeo.com/ondemand/sintel/76979871',
      'https://vimeo.com/manage/videos/76979871',
      'https://vimeo.com/moogaloop.swf?clip_id=76979871',
      'https://vimeopro.com/someone/a-project/video/76979871',
      'https://player.vimeo.com/video/76979871',
      'https://player.vimeo.com/video/76979871?badge=0&autopause=0&player_id=0&app_id=58479',
      ['https://vimeo.com/76979871#t=90', 90_000],
      ['https://vimeo.com/76979871#t=1m30s', 90_000],
      ['https://vimeo.com/76979871?t=2m', 120_000],
      ['https://player.vimeo.com/video/76979871?title=0#t=0h1m5s', 65_000],
    ],
  ],
  [
    'vimeo',
    '824804225/f3a1b2c4d5',
    'https://vimeo.com/824804225/f3a1b2c4d5',
    null,
    [
      'https://vimeo.com/824804225/f3a1b2c4d5',
      'https://vimeo.com/824804225/f3a1b2c4d5?share=copy&ts=0',
      'https://vimeo.com/824804225?h=f3a1b2c4d5',
      'https://vimeo.com/manage/videos/824804225/f3a1b2c4d5',
      'https://player.vimeo.com/video/824804225?h=f3a1b2c4d5&title=0&byline=0',
      'https://player.vimeo.com/video/824804225?title=0&amp;h=f3a1b2c4d5',
      ['https://vimeo.com/824804225/f3a1b2c4d5#t=7s', 7_000],
    ],
  ],
  [
    'vimeo',
    'event:4154130',
    'https://vimeo.com/event/4154130',
    true,
    ['https://vimeo.com/event/4154130', 'https://vimeo.com/event/4154130/embed?autoplay=1'],
  ],
  [
    'vimeo',
    'event:4154130/0a1b2c3d4e',
    'https://vimeo.com/event/4154130/0a1b2c3d4e',
    true,
    ['https://vimeo.com/event/4154130/0a1b2c3d4e', 'https://vimeo.com/event/4154130/embed/interaction?h=0a1b2c3d4e'],
  ],
]

const VK: readonly Film[] = [
  [
    'vk',
    '-22822305_456241864',
    'https://vkvideo.ru/video-22822305_456241864',
    null,
    [
      'https://vk.com/video-22822305_456241864',
      'https://www.vk.com/video-22822305_456241864',
      'http://m.vk.com/video-22822305_456241864',
      'https://vk.ru/video-22822305_456241864',
      'https://m.vk.ru/video-22822305_456241864',
      'https://vkontakte.ru/video-22822305_456241864',
      'https://vkvideo.ru/video-22822305_456241864',
      'https://m.vkvideo.ru/video-22822305_456241864?from=video',
      'https://vkvideo.ru/video-22822305_456241864?pl=-22822305_12&utm_source=share',
      'https://vk.com/video-22822305_456241864?list=ln-kQ7mXz1cV2bN3aS4dF',
      'https://vk.com/video/@club22822305?z=video-22822305_456241864%2Fclub22822305%2Fpl_-22822305_-2',
      'https://vk.com/videos-22822305?z=video-22822305_456241864%2Fpl_-22822305_-2',
      'https://vk.com/feed?z=video-22822305_456241864/a1b2c3d4e5/pl_post_-22822305_1',
      'https://vk.com/wall-22822305_1?z=video-22822305_456241864%2Fabc',
      'https://vk.com/im?sel=1&z=video-22822305_456241864%2F0a',
      'https://vk.com/video?z=video-22822305_456241864',
      'https://vk.com/video/playlist/-22822305_3/video-22822305_456241864',
      'https://vkvideo.ru/playlist/-22822305_3/video-22822305_456241864',
      'https://vkvideo.ru/@someone/video-22822305_456241864',
      'https://vk.com/video_ext.php?oid=-22822305&id=456241864',
      'https://vkvideo.ru/video_ext.php?oid=-22822305&id=456241864&hd=2&autoplay=1',
      ['https://vk.com/video-22822305_456241864?t=1m30s', 90_000],
      ['https://vkvideo.ru/video-22822305_456241864?t=90', 90_000],
      ['https://vk.com/video-22822305_456241864?list=abc&t=1h2m3s', 3_723_000],
      ['https://vk.com/video_ext.php?oid=-22822305&amp;id=456241864&amp;t=5s', 5_000],
    ],
  ],
  [
    'vk',
    '4643923_163339118',
    'https://vkvideo.ru/video4643923_163339118',
    null,
    ['https://vk.com/video4643923_163339118', 'https://vk.com/id1?z=video4643923_163339118%2Falbum4643923'],
  ],
  [
    'vk',
    '-22822305_456241864/be4a36d8c92f',
    'https://vkvideo.ru/video_ext.php?oid=-22822305&id=456241864&hash=be4a36d8c92f',
    null,
    [
      'https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=be4a36d8c92f',
      'https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=be4a36d8c92f&hd=2',
      ['https://vkvideo.ru/video_ext.php?hash=be4a36d8c92f&oid=-22822305&id=456241864&t=0h0m9s', 9_000],
    ],
  ],
  [
    'vk',
    '-74006511_456247211',
    'https://vkvideo.ru/clip-74006511_456247211',
    false,
    [
      'https://vk.com/clip-74006511_456247211',
      'https://vk.com/clips-74006511?z=clip-74006511_456247211',
      'https://vkvideo.ru/clip-74006511_456247211?c=1',
    ],
  ],
]

const RUTUBE: readonly Film[] = [
  [
    'rutube',
    HEX,
    `https://rutube.ru/video/${HEX}/`,
    null,
    [
      `https://rutube.ru/video/${HEX}/`,
      `https://rutube.ru/video/${HEX}`,
      `http://www.rutube.ru/video/${HEX.toUpperCase()}/`,
      `https://m.rutube.ru/video/${HEX}/?r=wd`,
      `https://rutube.ru/video/${HEX}/?playlist=12345&playlistPage=1`,
      `https://rutube.ru/video/${HEX}/?utm_source=embed&utm_medium=referral`,
      `https://rutube.ru/play/embed/${HEX}`,
      `https://rutube.ru/play/embed/${HEX}/?skinColor=7cb342`,
      `https://rutube.ru/video/embed/${HEX}`,
      [`https://rutube.ru/video/${HEX}/?t=75`, 75_000],
      [`https://rutube.ru/video/${HEX}/?r=plwd&t=75s`, 75_000],
      [`https://rutube.ru/play/embed/${HEX}?t=10`, 10_000],
    ],
  ],
  [
    'rutube',
    `${HEX}/kV3xQ-p_9A`,
    `https://rutube.ru/video/private/${HEX}/?p=kV3xQ-p_9A`,
    null,
    [
      `https://rutube.ru/video/private/${HEX}/?p=kV3xQ-p_9A`,
      `https://rutube.ru/video/private/${HEX}/?r=wd&p=kV3xQ-p_9A`,
      `https://rutube.ru/play/embed/${HEX}/?p=kV3xQ-p_9A`,
      [`https://rutube.ru/video/private/${HEX}/?p=kV3xQ-p_9A&t=3`, 3_000],
    ],
  ],
  ['rutube', HEX, `https://rutube.ru/video/${HEX}/`, false, [`https://rutube.ru/shorts/${HEX}/`]],
  ['rutube', HEX, `https://rutube.ru/live/video/${HEX}/`, true, [`https://rutube.ru/live/video/${HEX}/`]],
  [
    'rutube',
    `${HEX}/kV3xQ`,
    `https://rutube.ru/live/video/private/${HEX}/?p=kV3xQ`,
    true,
    [`https://rutube.ru/live/video/private/${HEX}/?p=kV3xQ`],
  ],
  ['rutube', '10716250', 'https://rutube.ru/play/embed/10716250/', null, ['https://rutube.ru/play/embed/10716250']],
]

const PEERTUBE: readonly Film[] = [
  [
    'peertube',
    `framatube.org/${UUID}`,
    `https://framatube.org/w/${UUID}`,
    null,
    [
      `https://framatube.org/videos/watch/${UUID}`,
      `https://framatube.org/videos/embed/${UUID}?warningTitle=0&p2p=0`,
      `https://framatube.org/w/${UUID}`,
      [`https://framatube.org/videos/watch/${UUID}?start=1m30s`, 90_000],
      [`https://framatube.org/videos/embed/${UUID}?start=12s&stop=20s`, 12_000],
    ],
  ],
  [
    'peertube',
    `peertube.example/${SHORT_UUID}`,
    `https://peertube.example/w/${SHORT_UUID}`,
    null,
    [
      `https://peertube.example/w/${SHORT_UUID}`,
      `https://peertube.example/w/${SHORT_UUID};threadId=1234`,
      `https://PeerTube.Example/videos/watch/${SHORT_UUID}`,
      [`https://peertube.example/w/${SHORT_UUID}?start=1h2m3s`, 3_723_000],
    ],
  ],
  [
    'peertube',
    `tube.example:9000/${SHORT_UUID}`,
    `http://tube.example:9000/w/${SHORT_UUID}`,
    null,
    [`http://tube.example:9000/videos/embed/${SHORT_UUID}`],
  ],
]

/** A film at an address of its own. */
const at = (kind: MediaKind, url: string, ...links: readonly Copied[]): Film => [kind, url, url, null, [url, ...links]]

const DIRECT: readonly Film[] = [
  at('hls', 'https://kino.example/keeper/index.m3u8', 'https://kino.example/keeper/index.m3u8?utm_source=tg', [
    'https://kino.example/keeper/index.m3u8#t=12.5',
    12_500,
  ]),
  at('hls', 'https://kino.example/keeper/INDEX.M3U8?token=1'),
  at('hls', 'https://v.redd.it/abc123/HLSPlaylist.m3u8?a=1%2C2'),
  at('hls', 'https://media.example/film.ism/manifest(format=m3u8-aapl)'),
  at('dash', 'https://kino.example/keeper/manifest.mpd', [
    'https://kino.example/keeper/manifest.mpd?fbclid=Iw#t=1:30',
    90_000,
  ]),
  at('dash', 'https://kino.example/keeper/stream.MPD?sig=a+b~c%20d'),
  at('dash', 'https://media.example/film.ism/manifest(format=mpd-time-csf)'),
  at(
    'file',
    'https://kino.example/keeper.mp4',
    'HTTPS://KINO.EXAMPLE:443/keeper.mp4',
    'https://kino.example/keeper.mp4?utm_source=a&utm_medium=b&gclid=c',
    'https://kino.example/keeper.mp4#top',
    ['https://kino.example/keeper.mp4#t=90', 90_000],
    ['https://kino.example/keeper.mp4#t=npt:10,20', 10_000],
    ['https://kino.example/keeper.mp4#t=1:02:03', 3_723_000],
    ['https://kino.example/keeper.mp4#xywh=0,0,9,9&t=7.25', 7_250],
  ),
  at('file', 'https://kino.example/keeper.webm?X-Amz-Signature=a%2Fb~c&X-Amz-Expires=60'),
  at('file', 'https://kino.example/watch?id=7', 'https://kino.example/watch?id=7&yclid=1'),
  at('file', 'https://kino.example/song.mp3'),
  at('file', 'https://kino.example/m3u8/keeper.mp4?list=a.m3u8'),
  at('file', 'http://10.0.0.7:8080/a%20film.webm'),
  at('file', 'http://nas.local/films/keeper.mkv'),
  at('file', 'http://[fd00::1]/keeper.mp4'),
  at('file', 'https://video.twimg.com/ext_tw_video/1/pu/vid/720x1280/a.mp4?tag=12'),
  at('file', 'https://upload.wikimedia.org/wikipedia/commons/a/ab/Keeper.webm'),
  at('file', 'https://raw.githubusercontent.com/ann/films/main/keeper.mp4'),
  at('file', 'https://cdn.discordapp.com/attachments/1/2/keeper.mp4?ex=1&is=2&hm=3'),
  at('file', 'https://storage.googleapis.com/bucket/keeper.mp4'),
  at('file', 'https://dl.dropboxusercontent.com/s/abc123/keeper.mp4'),
  at('file', 'https://downloader.disk.yandex.ru/disk/abc/keeper?uid=0'),
  at(
    'file',
    'https://xn--h1adke.xn--p1ai/%D1%84%D0%B8%D0%BB%D1%8C%D0%BC.mp4',
    'https://кино.рф/фильм.mp4',
    'https://КИНО。рф/фильм.mp4',
  ),
  at(
    'file',
    'https://www.dropbox.com/s/abc123/keeper.mp4?raw=1',
    'https://www.dropbox.com/s/abc123/keeper.mp4?dl=0',
    'https://www.dropbox.com/s/abc123/keeper.mp4?dl=1',
    'https://www.dropbox.com/s/abc123/keeper.mp4',
  ),
  at(
    'file',
    'https://www.dropbox.com/scl/fi/a1b2c3/keeper.mp4?rlkey=k9&raw=1',
    'https://www.dropbox.com/scl/fi/a1b2c3/keeper.mp4?rlkey=k9&st=zz&dl=0',
    'https://www.dropbox.com/scl/fi/a1b2c3/keeper.mp4?rlkey=k9&e=1&dl=0',
    ['https://www.dropbox.com/scl/fi/a1b2c3/keeper.mp4?rlkey=k9&dl=0#t=5', 5_000],
  ),
]

const FILMS = Object.entries({ YOUTUBE, TWITCH, VIMEO, VK, RUTUBE, PEERTUBE, DIRECT })

describe.each(FILMS)('%s', (_, films) => {
  const rows = films.flatMap(([kind, ref, url, live, links]) =>
    links.map((copied) => {
      const [link, startMs] = typeof copied === 'string' ? [copied, 0] : copied
      return { link, film: { kind, ref, url, live, startMs } }
    }),
  )
  test.each(rows)('$link', ({ link, film }) => expect(readLink(link)).toMatchObject({ ok: true, value: film }))
})

test('two hundred shapes and more are known', () => {
  const shapes = FILMS.flatMap(([, films]) => films.flatMap(([, , , , links]) => links.map(String)))
  expect(new Set(shapes).size).toBe(shapes.length)
  expect(shapes.length).toBeGreaterThanOrEqual(200)
})
