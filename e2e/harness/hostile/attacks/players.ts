import { type Attack, answerTo, type Stage } from '../stage.ts'
import { beforeHello, benAsks } from './rooms.ts'

// Ben goes without a goodbye: of goodbyes there may be few in a row.

/** What Ben gets who commands the room of Ann. */
const benCommands = (command: unknown) => async (stage: Stage) => {
  const socket = await stage.enter(stage.ben, stage.roomOfAnn)
  const answer = await answerTo(socket, 7, command)
  socket.line.drop()
  return answer
}

/** What Ben is told who says this of his player, in the room of Ann; then he asks for the time. */
const benReports = (report: string) => async (stage: Stage) => {
  const socket = await stage.enter(stage.ben, stage.roomOfAnn)
  socket.say(report)
  socket.say('{"t":"ping","at":1}')
  const answer = await socket.next((text) => /^\{"t":"(?:error|pong)"/.test(text))
  socket.line.drop()
  return /"code":"(\w+)"/.exec(answer ?? '')?.[1] ?? 'taken'
}
const HEALTH = '"state":"in_sync","offsetMs":0,"boundMs":1,"roundTripMs":1,"startMs":1'

/** What people try with what their players say, in rooms where there is nothing to play. */
export const PLAYERS: readonly Attack[] = [
  {
    name: 'a player of a film of a time to come',
    sends: benCommands({ type: 'playback.stalled', epoch: Number.MAX_SAFE_INTEGER, version: 0 }),
    gets: 'nothing_playing',
  },
  {
    name: 'a player of somebody else',
    sends: benCommands({ type: 'playback.ready', epoch: 0, version: 0, userId: 'u0000000000000' }),
    gets: 'bad_request',
  },
  {
    name: 'asking everybody about nothing',
    sends: benCommands({ type: 'playback.gather', epoch: 0 }),
    gets: 'nothing_playing',
  },
  {
    name: 'going on without everybody with nothing',
    sends: benCommands({ type: 'playback.release', epoch: 0 }),
    gets: 'nothing_playing',
  },
  {
    name: 'letting a room flow that one does not host',
    sends: benAsks((stage) => `PATCH /api/rooms/${stage.roomOfAnn}`, { buffering: 'flow' }),
    gets: '403 not_allowed',
  },
  {
    name: 'a room that does what no room does',
    sends: benAsks((stage) => `PATCH /api/rooms/${stage.roomOfBen}`, { buffering: 'never' }),
    gets: '400 bad_request',
  },
  {
    name: 'a report of how one is doing',
    sends: benReports(`{"t":"report","health":{${HEALTH}}}`),
    gets: 'taken',
  },
  {
    name: 'a report for somebody else',
    sends: benReports(`{"t":"report","userId":"u0000000000000","health":{${HEALTH}}}`),
    gets: 'bad_request',
  },
  {
    name: 'a report of a number that is none',
    sends: benReports(`{"t":"report","health":{${HEALTH.replace('"offsetMs":0', '"offsetMs":1e999')}}}`),
    gets: 'bad_request',
  },
  {
    name: 'a report before the hello',
    sends: (stage) => beforeHello(stage, `{"t":"report","health":{${HEALTH}}}`),
    gets: 'unauthorized, then let in',
  },
]
