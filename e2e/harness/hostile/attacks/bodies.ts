import { INIT_DATA_MAX_UNITS } from '#protocol/limits.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { initDataFor } from '../../telegram-host.ts'
import { type Attack, answerTo, type Stage, told } from '../stage.ts'

const mira = { id: 4242, first_name: 'Mira' }
const guest =
  (body: string | Uint8Array, headers: readonly string[] = []) =>
  (stage: Stage) =>
    stage.ask('POST /api/auth/guest', { body, headers })
const telegram = (initData: () => unknown) => (stage: Stage) =>
  stage.ask('POST /api/auth/telegram', { json: { initData: initData() } })
const frame = (text: string) => async (stage: Stage) => {
  const socket = await stage.socket()
  socket.say(text)
  const heard = await socket.next(() => true)
  socket.line.drop()
  return /"code":"(\w+)"/.exec(heard ?? '')?.[1] ?? `closed ${socket.code}`
}

/** What a room is called afterwards, and which headers its answer has that nobody asked for. */
const titled = (title: string) => async (stage: Stage) => {
  const answer = await stage.answer('POST /api/rooms', { token: stage.ann.login.token, json: { title } })
  if (answer === null || answer.status !== 201) return answer === null ? 'nothing' : told(answer)
  const made = JSON.parse(answer.body.toString()) as { id: string; title: string } // a RoomSummary
  await stage.ask(`DELETE /api/rooms/${made.id}`, { token: stage.ann.login.token })
  return `${made.title}|${answer.headers.get('set-cookie') ?? 'no cookie'}`
}

const FOUND_BY = ["it's 100% drop_table; --", 'plain words', "' or 1=1 --"]
/** The messages that a search finds among the three. */
const search = (words: string) => async (stage: Stage) => {
  const token = stage.ben.login.token
  const path = `/api/rooms/${stage.roomOfBen}/messages`
  const answer = await stage.answer(`GET ${path}?find=${encodeURIComponent(words)}`, { token })
  if (answer?.status !== 200) return answer ? told(answer) : 'nothing'
  const { lines } = JSON.parse(answer.body.toString()) as { lines: { text: string }[] } // a History
  return lines.map(({ text }) => text).join(', ')
}

/** A name that a browser keeps, and whether the one who comes with this cookie is known by it. */
const comesBack = (cookie: (stage: Stage) => Promise<string> | string) => async (stage: Stage) => {
  const answer = await stage.answer('POST /api/auth/guest', {
    json: { name: 'Visitor' },
    headers: [`Cookie: ${await cookie(stage)}`],
  })
  if (answer?.status !== 200) return answer ? told(answer) : 'nothing'
  const { user } = JSON.parse(answer.body.toString()) as { user: { id: string } } // a Login
  return user.id === stage.ann.login.user.id ? 'Ann' : 'somebody new'
}

/** Texts and bodies that are too big, too deep, or not what they seem. */
export const BODIES: readonly Attack[] = [
  { name: 'a body of 33 kB', sends: guest(`{"name":"${'a'.repeat(33_000)}"}`), gets: '413 payload_too_large' },
  { name: 'a body of 200 kB', sends: guest('a'.repeat(200_000)), gets: '413 payload_too_large' },
  { name: 'a body of 5 MB', sends: guest('a'.repeat(5_000_000)), gets: '413' },
  { name: 'a body ten thousand deep', sends: guest('['.repeat(10_000)), gets: '400 bad_request' },
  {
    name: 'a name ten thousand deep',
    sends: guest(`{"name":${'['.repeat(9_000)}${']'.repeat(9_000)}}`),
    gets: '400 bad_request',
  },
  { name: 'a body of nothing', sends: guest(''), gets: '400 bad_request' },
  { name: 'a body of null', sends: guest('null'), gets: '400 bad_request' },
  { name: 'a body that is a list', sends: guest('[{"name":"Ann"}]'), gets: '400 bad_request' },
  { name: 'a body that is no UTF-8', sends: guest(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)), gets: '400 bad_request' },
  { name: 'a body said to be gzip', sends: guest('{"name":', ['Content-Encoding: gzip']), gets: '400 bad_request' },
  {
    name: 'a form',
    sends: (stage) => stage.ask('POST /api/auth/guest', { headers: ['Content-Type: multipart/form-data'] }),
    gets: '400 bad_request',
  },
  { name: 'a prototype', sends: guest('{"name":"Ann","__proto__":{"guest":false}}'), gets: '400 bad_request' },
  { name: 'a prototype alone', sends: guest('{"__proto__":{"name":"Ann"}}'), gets: '400 bad_request' },
  {
    name: 'a constructor',
    sends: guest('{"name":"Ann","constructor":{"prototype":{"admin":true}}}'),
    gets: '400 bad_request',
  },
  {
    name: 'a prototype in the query',
    sends: (stage) =>
      stage.ask(`GET /api/rooms/${stage.roomOfBen}/messages?__proto__=1`, { token: stage.ben.login.token }),
    gets: '400 bad_request',
  },
  { name: 'a name of half a character', sends: guest('{"name":"a\\ud800"}'), gets: '400 bad_request' },
  { name: 'a name that cannot be seen', sends: guest('{"name":"\\u202e\\u0000 \\n"}'), gets: '400 bad_request' },
  { name: 'a name of one letter with 255 marks', sends: guest(`{"name":"a${'\u0301'.repeat(255)}"}`), gets: '200' },
  { name: 'a name of 64 families', sends: guest(`{"name":"${'👩‍👩‍👧‍👦'.repeat(64)}"}`), gets: '400 bad_request' },

  { name: 'a frame of 40 kB', sends: frame(`{"t":"${'a'.repeat(40_000)}"}`), gets: 'payload_too_large' },
  { name: 'a frame of 70 kB', sends: frame('a'.repeat(70_000)), gets: 'closed 1009' },
  { name: 'a frame ten thousand deep', sends: frame(`{"t":"ping","at":${'['.repeat(10_000)}`), gets: 'bad_request' },
  { name: 'a frame with a prototype', sends: frame('{"__proto__":{"t":"leave"}}'), gets: 'bad_request' },
  { name: 'a frame of a type of every object', sends: frame('{"t":"constructor"}'), gets: 'bad_request' },
  { name: 'a frame after a byte order mark', sends: frame('\ufeff{"t":"leave"}'), gets: 'bad_request' },

  { name: 'init data as they should be', sends: telegram(() => initDataFor(mira, {})), gets: '200' },
  {
    name: 'init data with a field twice',
    sends: telegram(() => `${initDataFor(mira, {})}&auth_date=1`),
    gets: '401 init_data_duplicate_key',
  },
  {
    name: 'init data with a field twice, one of them escaped',
    sends: telegram(() => `${initDataFor(mira, {})}&%75ser=%7B%7D`),
    gets: '401 init_data_duplicate_key',
  },
  {
    name: 'init data with a line break in a value',
    sends: telegram(() => `${initDataFor(mira, {})}&x=a%0Auser%3D1`),
    gets: '401 init_data_malformed',
  },
  {
    name: 'init data of another user',
    sends: telegram(() => initDataFor(mira, {}).replace('4242', '4243')),
    gets: '401 init_data_forged',
  },
  {
    name: 'init data signed by another bot',
    sends: telegram(() => initDataFor(mira, { token: `1234567:${'x'.repeat(35)}` })),
    gets: '401 init_data_forged',
  },
  {
    name: 'init data of two days ago',
    sends: telegram(() => initDataFor(mira, { signedAt: new Date(Date.now() - 172_800_000) })),
    gets: '401 init_data_expired',
  },
  {
    name: 'init data of tomorrow',
    sends: telegram(() => initDataFor(mira, { signedAt: new Date(Date.now() + 86_400_000) })),
    gets: '401 init_data_future',
  },
  {
    name: 'init data of more than there may be',
    sends: telegram(() => 'a'.repeat(INIT_DATA_MAX_UNITS + 1)),
    gets: '400 bad_request',
  },
  { name: 'init data as a list', sends: telegram(() => [initDataFor(mira, {})]), gets: '400 bad_request' },

  {
    name: 'a title with a header in it',
    sends: titled('a\r\nSet-Cookie: evil=1'),
    gets: 'a Set-Cookie: evil=1|no cookie',
  },
  { name: 'a title that turns around', sends: titled('\u202eevil\u2066'), gets: 'evil|no cookie' },
  {
    name: 'a title of white space of all kinds',
    sends: titled(` \t\u00a0\u2003a${' '.repeat(470)}b`),
    gets: 'a b|no cookie',
  },
  {
    name: 'a title of 480 zero-width joiners',
    sends: titled('\u200d'.repeat(480)),
    gets: `${'\u200d'.repeat(480)}|no cookie`,
  },
  {
    name: 'a title that is code',
    sends: titled('<script>alert(1)</script>'),
    gets: '<script>alert(1)</script>|no cookie',
  },

  {
    name: 'messages that look like SQL',
    sends: async (stage) => {
      const socket = await stage.enter(stage.ben, stage.roomOfBen)
      const answers: string[] = []
      for (const [id, text] of FOUND_BY.entries())
        answers.push(await answerTo(socket, id, { type: 'chat.say', lineId: newLineId(), text }))
      socket.line.drop()
      return answers.join(', ')
    },
    gets: 'ack, ack, ack',
  },
  { name: 'a search for words', sends: search('words'), gets: 'plain words' },
  { name: 'a search for SQL', sends: search("'; drop table messages; --"), gets: '' },
  { name: 'a search for the words of SQL', sends: search("' or 1=1 --"), gets: "' or 1=1 --" },
  { name: 'a search for a wildcard', sends: search('%'), gets: '' },
  { name: 'a search for operators', sends: search('plain & ! | <-> :* ( "'), gets: 'plain words' },
  { name: 'a search with NUL in a word', sends: search('pla\0in'), gets: 'plain words' },
  { name: 'a search for 120 quotes', sends: search('"'.repeat(120)), gets: '' },
  { name: 'a search for more than there may be', sends: search('a'.repeat(121)), gets: '400 bad_request' },
  {
    name: 'a page of a million',
    sends: (stage) =>
      stage.ask(`GET /api/rooms/${stage.roomOfBen}/messages?limit=1000000`, { token: stage.ben.login.token }),
    gets: '400 bad_request',
  },
  {
    name: 'a page given twice',
    sends: (stage) =>
      stage.ask(`GET /api/rooms/${stage.roomOfBen}/messages?limit=1&limit=2`, { token: stage.ben.login.token }),
    gets: '400 bad_request',
  },

  { name: 'the cookie of nobody', sends: comesBack(() => 'wp_browser=; wp_browser'), gets: 'somebody new' },
  {
    name: 'a cookie that is an access token',
    sends: comesBack(({ ann }) => `wp_browser=${ann.login.token}`),
    gets: 'somebody new',
  },
  {
    name: 'a cookie that is an id',
    sends: comesBack(({ ann }) => `wp_browser=${ann.login.user.id}`),
    gets: 'somebody new',
  },
  {
    name: 'a cookie without a signature',
    sends: comesBack(
      ({ ann }) =>
        `wp_browser=${['{"alg":"none"}', JSON.stringify({ sub: ann.login.user.id, aud: 'watchparty:browser' })].map((part) => Buffer.from(part).toString('base64url')).join('.')}.`,
    ),
    gets: 'somebody new',
  },
  { name: 'a cookie that cannot be read', sends: comesBack(() => 'wp_browser=%zz%ff%; =;;;'), gets: 'somebody new' },
]
