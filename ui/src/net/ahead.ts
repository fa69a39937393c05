/**
 * What `head-start.ts` has begun before the page's own scripts were there, and where these find it. Each thing is taken
 * once; what nobody takes is as if it had never been.
 */

/** Where a guest's name is remembered on this device. */
export const GUEST_KEY = 'watchparty.guest'

/** Requests, by what they ask. */
export type Asked = Record<string, Promise<Response>>

/** A line to a room on which somebody has perhaps said hello already. */
export interface LineAhead {
  readonly socket: WebSocket
  /** What has come before anybody listened. */
  readonly heard: string[]
  /** The hello as it went out, and when, by `performance.now()`; null while it has not. */
  hello: { readonly text: string; readonly at: number } | null
  /** Somebody else speaks on it now. */
  taken: boolean
}

declare global {
  interface Window {
    askedAhead?: Asked
    lineAhead?: LineAhead
  }
}

export const question = (method: string, path: string, body: string | null): string => `${method} ${path} ${body ?? ''}`

/** The answer to something that has been asked: for whoever asks the same. */
export function takeAnswer(
  method: string,
  path: string,
  body: string | null,
  asked: Asked | undefined = window.askedAhead,
): Promise<Response> | null {
  const key = question(method, path, body)
  const answer = asked?.[key]
  if (!asked || !answer) return null
  delete asked[key]
  return answer
}

/** The line, if it is still good for something. */
export function takeLine(page: Pick<Window, 'lineAhead'> = window): LineAhead | null {
  const line = page.lineAhead
  delete page.lineAhead
  if (line === undefined) return null
  line.taken = true
  return line.socket.readyState <= WebSocket.OPEN ? line : null
}
