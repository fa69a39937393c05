import type { LineId } from '#protocol/ids.ts'
import { newLineId } from '#testing/contracts/samples.ts'
import { type Attack, answerTo, hello, type Stage } from '../stage.ts'

const OTHER_RUN = '0000000000000'
/** A room that nobody has made. */
const NOWHERE = '0123456789abc'

/** What Ben gets who asks about the room of Ann, where he has never been. */
export const benAsks = (line: (stage: Stage) => string, json?: unknown) => (stage: Stage) =>
  stage.ask(line(stage), { token: stage.ben.login.token, ...(json === undefined ? {} : { json }) })

/** What Ben gets who commands the room of Ann, to whose link he has come. */
const benCommands = (command: unknown) => async (stage: Stage) => {
  const socket = await stage.enter(stage.ben, stage.roomOfAnn)
  const answer = await answerTo(socket, 7, command)
  socket.say('{"t":"leave"}')
  await socket.ended()
  return answer
}

/** The kind of what a client is sent who says what it has. */
const catchUp = (have: (stage: Stage) => Promise<unknown>) => async (stage: Stage) =>
  stage.greet(hello({ token: stage.ann.login.token, room: stage.roomOfAnn, have: await have(stage) }))

async function runOf(stage: Stage, which: 'roomOfAnn' | 'roomOfBen'): Promise<string> {
  const client = await (which === 'roomOfAnn' ? stage.ann : stage.ben).enter(stage[which])
  const { run } = await client.next('snapshot')
  client.close()
  await client.closed
  return run
}

/** Ann says something; then somebody answers `replay` with its id. */
async function replayed(stage: Stage, who: 'ann' | 'ben', text: string): Promise<string> {
  const lineId = newLineId()
  const [first, second] = [
    await stage.enter(stage.ann, stage.roomOfAnn),
    await stage.enter(stage[who], stage.roomOfAnn),
  ]
  const answers = [
    await answerTo(first, 1, { type: 'chat.say', lineId, text: 'the first' }),
    await answerTo(second, 1, { type: 'chat.say', lineId, text }),
  ]
  for (const socket of [first, second]) {
    socket.say('{"t":"leave"}')
    await socket.ended()
  }
  const kept = (await stage.ann.messages(stage.roomOfAnn)).filter(({ id }) => id === lineId)
  return [...answers, ...kept.map((line) => `${line.from.name}: ${line.text}`)].join(', ')
}

/** Somebody's line in Ann's room, as a place in the history of Ben's. */
async function strangeLine(stage: Stage): Promise<LineId> {
  const lineId = newLineId()
  const socket = await stage.enter(stage.ann, stage.roomOfAnn)
  await answerTo(socket, 1, { type: 'chat.say', lineId, text: 'a secret of this room' })
  socket.line.drop()
  return lineId
}

/** Ben answers, in his own room, a message of Ann's; then what his answer quotes. */
async function answeredElsewhere(stage: Stage): Promise<string> {
  const [secret, lineId] = [await strangeLine(stage), newLineId()]
  const socket = await stage.enter(stage.ben, stage.roomOfBen)
  const said = await answerTo(socket, 1, { type: 'chat.say', lineId, text: 'tell me', replyTo: secret })
  socket.line.drop()
  const kept = (await stage.ben.messages(stage.roomOfBen)).find(({ id }) => id === lineId)
  return `${said}, quotes ${kept?.replyTo === null ? 'nothing' : JSON.stringify(kept?.replyTo)}`
}

/** What people try on rooms that are not theirs, and what they send twice. */
export const ROOMS: readonly Attack[] = [
  // Before Ben has come to Ann's room: afterwards he is one of its people, and may read.
  {
    name: 'the history of a room one has not been in',
    sends: benAsks((stage) => `GET /api/rooms/${stage.roomOfAnn}/messages`),
    gets: '403 not_member',
  },
  {
    name: 'a search in a room one has not been in',
    sends: benAsks((stage) => `GET /api/rooms/${stage.roomOfAnn}/messages?find=secret`),
    gets: '403 not_member',
  },
  {
    name: 'renaming a room one does not host',
    sends: benAsks((stage) => `PATCH /api/rooms/${stage.roomOfAnn}`, { title: 'Mine' }),
    gets: '403 not_allowed',
  },
  {
    name: 'closing a room one does not host',
    sends: benAsks((stage) => `DELETE /api/rooms/${stage.roomOfAnn}`),
    gets: '403 not_allowed',
  },
  {
    name: 'making oneself the host by a field',
    sends: benAsks((stage) => `PATCH /api/rooms/${stage.roomOfAnn}`, { title: 'Mine', hostId: 'u0000000000000' }),
    gets: '400 bad_request',
  },
  {
    name: 'a room that is not there',
    sends: benAsks(() => `GET /api/rooms/${NOWHERE}`),
    gets: '404 room_not_found',
  },
  {
    name: 'a room whose id is a pattern',
    sends: benAsks(() => '/api/rooms/%25'.replace(/^/, 'GET ')),
    gets: '404 room_not_found',
  },
  {
    name: 'an invite to a room that is not there',
    sends: (stage) => stage.ask(`GET /api/invites/${NOWHERE}`),
    gets: '404 room_not_found',
  },
  {
    name: 'a hello to a room that is not there',
    sends: (stage) => stage.greet(hello({ token: stage.ben.login.token, room: NOWHERE })),
    gets: 'room_not_found 4404',
  },
  {
    name: 'a hello to no room',
    sends: (stage) => stage.greet(hello({ token: stage.ben.login.token, room: '../x' })),
    gets: 'room_not_found 4404',
  },
  {
    name: 'an answer to a message of another room',
    sends: answeredElsewhere,
    gets: 'ack, quotes nothing',
  },
  { name: 'closing over the socket', sends: benCommands({ type: 'room.close' }), gets: 'not_allowed' },
  {
    name: 'renaming over the socket',
    sends: benCommands({ type: 'room.update', title: 'Mine', control: 'host', buffering: 'flow' }),
    gets: 'not_allowed',
  },
  {
    name: 'a command that only the server gives',
    sends: benCommands({ type: 'members.disconnect', userId: 'u0000000000000', session: OTHER_RUN, leaving: true }),
    gets: 'bad_request',
  },
  {
    name: 'speaking for somebody else',
    sends: benCommands({ type: 'chat.say', lineId: newLineId(), text: 'hi', from: 'u0000000000000' }),
    gets: 'bad_request',
  },
  {
    name: 'a film of a time to come',
    sends: benCommands({ type: 'playback.play', epoch: Number.MAX_SAFE_INTEGER }),
    gets: 'nothing_playing',
  },
  {
    name: 'a film of an address that runs code',
    sends: benCommands({ type: 'playback.load', media: { url: 'javascript:alert(1)//.mp4' } }),
    gets: 'link_not_web',
  },
  {
    name: 'a film of an address with a password',
    sends: benCommands({ type: 'playback.load', media: { url: 'https://ann:secret@films.example/a.mp4' } }),
    gets: 'link_with_password',
  },
  {
    name: "coming back with another room's run",
    sends: catchUp(async (stage) => ({ run: await runOf(stage, 'roomOfBen'), seq: 0 })),
    gets: 'snapshot',
  },
  {
    name: 'coming back with a number that has not been yet',
    sends: catchUp(async (stage) => ({ run: await runOf(stage, 'roomOfAnn'), seq: Number.MAX_SAFE_INTEGER })),
    gets: 'snapshot',
  },
  {
    name: 'coming back with a number below zero',
    sends: catchUp(async (stage) => ({ run: await runOf(stage, 'roomOfAnn'), seq: -1 })),
    gets: 'bad_request 4400',
  },
  {
    name: "resuming with another room's run",
    sends: async (stage) => {
      const run = await runOf(stage, 'roomOfBen')
      const socket = await stage.enter(stage.ann, stage.roomOfAnn)
      socket.say(JSON.stringify({ t: 'resume', run, seq: 0 }))
      const text = await socket.next((frame) => /^\{"t":"(?:snapshot|events)"/.test(frame))
      socket.line.drop()
      return text?.includes(`"id":"${stage.roomOfAnn}"`) ? 'a snapshot of this room' : `${text}`
    },
    gets: 'a snapshot of this room',
  },
  {
    name: "paging by another room's message",
    sends: async (stage) => {
      const path = `/api/rooms/${stage.roomOfBen}/messages?before=${await strangeLine(stage)}`
      const answer = await stage.answer(`GET ${path}`, { token: stage.ben.login.token })
      return `${answer?.status} ${answer?.body}`
    },
    gets: '200 {"lines":[],"more":false}',
  },
  {
    name: 'a message sent twice',
    sends: (stage) => replayed(stage, 'ann', 'the second'),
    gets: 'ack, ack, Ann: the first',
  },
  {
    name: "a message under the number of somebody else's",
    sends: (stage) => replayed(stage, 'ben', 'the second'),
    gets: 'ack, bad_request, Ann: the first',
  },
  {
    name: 'two commands of one number',
    sends: async (stage) => {
      const socket = await stage.enter(stage.ann, stage.roomOfAnn)
      const say = (text: string) => answerTo(socket, 5, { type: 'chat.say', lineId: newLineId(), text })
      const answers = [await say('one'), await say('two')]
      socket.line.drop()
      return answers.join(', ')
    },
    gets: 'ack, ack',
  },
  {
    name: 'a second hello, for somebody else',
    sends: async (stage) => {
      const socket = await stage.enter(stage.ann, stage.roomOfAnn)
      socket.say(hello({ token: stage.ben.login.token, room: stage.roomOfBen }))
      const refused = await socket.next((text) => text.startsWith('{"t":"error"'))
      socket.say(hello({ token: stage.ann.login.token, room: stage.roomOfAnn }))
      const again = await socket.next((text) => text.startsWith('{"t":"error"'))
      const alive = await answerTo(socket, 9, { type: 'chat.say', lineId: newLineId(), text: 'still Ann' })
      socket.line.drop()
      const { from } = (await stage.ann.messages(stage.roomOfAnn)).at(-1) ?? {}
      const codes = [refused, again].map((text) => /"code":"(\w+)"/.exec(text ?? '')?.[1])
      return [...codes, alive, from?.name].join(', ')
    },
    gets: 'bad_request, bad_request, ack, Ann',
  },
  {
    name: 'a command before the hello',
    sends: (stage) => beforeHello(stage, '{"t":"command","id":1,"command":{"type":"room.close"}}'),
    gets: 'unauthorized, then let in',
  },
  {
    name: 'a resume before the hello',
    sends: (stage) => beforeHello(stage, `{"t":"resume","run":"${OTHER_RUN}","seq":0}`),
    gets: 'unauthorized, then let in',
  },
  {
    name: 'more after the last word',
    sends: async (stage) => {
      const socket = await stage.enter(stage.ann, stage.roomOfAnn)
      socket.say('{"t":"leave"}')
      socket.say(JSON.stringify({ t: 'command', id: 3, command: { type: 'room.close' } }))
      const answered = await socket.next((text) => text.includes('"id":3'))
      return `${answered}, ${socket.code}, ${await stage.ask(`GET /api/invites/${stage.roomOfAnn}`)}`
    },
    gets: 'null, 1000, 200',
  },
]

export async function beforeHello(stage: Stage, frame: string): Promise<string> {
  const socket = await stage.socket()
  socket.say(frame)
  const text = await socket.next((heard) => heard.startsWith('{"t":"'))
  socket.say(hello({ token: stage.ann.login.token, room: stage.roomOfAnn }))
  const welcome = await socket.next((heard) => heard.startsWith('{"t":"welcome"'))
  socket.line.drop()
  return `${/"code":"(\w+)"/.exec(text ?? '')?.[1]}, then ${welcome === null ? 'not' : 'let in'}`
}
