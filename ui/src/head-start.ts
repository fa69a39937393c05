/**
 * Runs in the head of the page, before anything else of ours has come: on a slow line each round trip that waits for
 * another costs half a second. Asks for the files of the screen that was asked for, signs in whoever needs no question, and
 * for a room opens the line and says hello. All of it is only ahead of time: without it the page does the same later.
 * Written into the page by `scripts/head-start.ts`.
 */
import { GUEST_KEY, question } from './net/ahead.ts'
import { helloOf } from './net/hello.ts'
import type { Lists } from './net/lists.ts'

declare const LISTS: Lists
const lists: Lists = LISTS // once: the build writes it wherever it is named

const SIGN_IN_MS = 10_000
/** Frames that are kept for whoever takes the line over; more than that and something is wrong. */
const HEARD_MAX = 500
const ROOM_ID = /^[0-9a-z]{13}$/

const initData = new URLSearchParams(location.hash.slice(1)).get('tgWebAppData')
const invited =
  new URLSearchParams(initData ?? '').get('start_param') ?? /^\/r\/([^/]+)$/.exec(location.pathname)?.[1] ?? ''
const room = ROOM_ID.test(invited) ? invited : null

function loadFiles(): void {
  const language = navigator.language.slice(0, 2)
  const { app = '', room: inside = '' } = lists.words[language] ?? lists.words.en ?? {}
  const files = room === null ? [app, ...lists.home] : [app, ...lists.room, inside]
  // Styles last: by HTTP/1.1 a browser asks for six at a time, and scripts take longer.
  const isStyle = (file: string) => Number(file.endsWith('.css'))
  for (const file of files.toSorted((a, b) => isStyle(a) - isStyle(b))) if (file !== '') load(file)
}

function load(file: string): void {
  const link = document.createElement('link')
  const isStyle = file.endsWith('.css')
  link.rel = isStyle ? 'preload' : 'modulepreload'
  if (isStyle) {
    link.as = 'style'
    link.fetchPriority = 'low' // browsers would send it before the scripts, which take longer
  }
  link.crossOrigin = ''
  link.href = file
  document.head.append(link)
}

/** Who signs in without a question: by Telegram's word, or by the name that was given here before. */
function knownAs(): readonly [path: string, body: object] | null {
  if (initData) return ['/auth/telegram', { initData }]
  const name = sessionStorage.getItem('tapps/launchParams') === null ? localStorage.getItem(GUEST_KEY) : null
  return name === null ? null : ['/auth/guest', { name }]
}

/** Answers the token, or null for whoever is not let in; the session takes the answer itself. */
async function signIn([path, content]: readonly [string, object]): Promise<string | null> {
  const body = JSON.stringify(content)
  const answer = fetch(`/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(SIGN_IN_MS),
  })
  window.askedAhead = { [question('POST', path, body)]: answer }
  const response = (await answer).clone()
  return response.ok ? (await response.json()).token : null
}

/** A socket opens while the token is on its way; the first of the two to come waits for the other. */
async function enter(id: string, token: Promise<string | null>): Promise<void> {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`)
  const line: NonNullable<typeof window.lineAhead> = { socket, heard: [], hello: null, taken: false }
  window.lineAhead = line
  socket.onmessage = ({ data }) => {
    if (line.heard.push(String(data)) > HEARD_MAX) socket.close()
  }
  await new Promise((open) => {
    socket.addEventListener('open', open)
  })
  const known = await token
  if (known === null || line.taken) return
  line.hello = { text: JSON.stringify(helloOf(known, id, null)), at: performance.now() }
  socket.send(line.hello.text)
}

try {
  // First: what a room tells waits for it.
  const known = knownAs()
  const token = known && signIn(known)
  // Whatever fails here is tried again, and told, by the page.
  token?.catch(() => {})
  if (token && room !== null) enter(room, token).catch(() => {})
} catch {
  // Storage denied, or an old web view.
}
loadFiles()
