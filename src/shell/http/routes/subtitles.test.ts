import { describe, expect, test } from 'bun:test'
import { err, ok } from '#core/result.ts'
import { SUBTITLES_MAX_BYTES } from '#protocol/limits.ts'
import type { SubtitlesApi } from '#services/subtitles/subtitles.ts'
import { httpApp } from '#testing/http-app.ts'

const ROOM = '5f8h2kq9xw3mz'
const TRACK = '8m2n4p6q8r1s3'
const MEDIA = '3c9v5b7n1m4q8'
const PATH = `/api/rooms/${ROOM}/subtitles`

function made(subtitles: Partial<SubtitlesApi>) {
  const house = httpApp({ subtitles })
  return async (path: string, { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {}) => {
    const signed = { authorization: `Bearer ${await house.signIn()}`, ...headers }
    return await house.app.request(path, { ...init, headers: signed }, { address: '127.0.0.1' })
  }
}

describe('a file of subtitles', () => {
  const shared: Parameters<SubtitlesApi['share']>[] = []
  const ask = made({
    share: async (user, ...given) => {
      shared.push([user, ...given])
      return ok({ id: TRACK as never, label: 'English', language: 'en', addedBy: user.id })
    },
  })

  test('is taken as it is, of more bytes than other bodies may have', async () => {
    const file = new Uint8Array(SUBTITLES_MAX_BYTES).fill(0xcf)
    const answer = await ask(`${PATH}?media=${MEDIA}&name=keeper.srt`, { method: 'POST', body: file })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ id: TRACK, label: 'English' })
    const [, room, from, asked] = shared.at(-1) ?? []
    expect([room, asked]).toEqual([ROOM as never, { media: MEDIA as never, name: 'keeper.srt' }])
    expect(from instanceof Uint8Array && from.length).toBe(SUBTITLES_MAX_BYTES)
  })

  test('of more than 2 MB is refused, and so is one for no film', async () => {
    const large = { method: 'POST', body: 'x', headers: { 'content-length': String(SUBTITLES_MAX_BYTES + 1) } }
    expect((await ask(`${PATH}?media=${MEDIA}`, large)).status).toBe(413)
    expect((await ask(PATH, { method: 'POST', body: 'x' })).status).toBe(400)
    expect((await ask(`/api/rooms/x/subtitles?media=${MEDIA}`, { method: 'POST', body: 'x' })).status).toBe(404)
  })

  test('may be a link, which is an address and nothing else', async () => {
    const link = (url: string) =>
      ask(`${PATH}/link?media=${MEDIA}`, {
        method: 'POST',
        body: JSON.stringify({ url }),
        headers: { 'content-type': 'application/json' },
      })
    expect((await link('https://subs.example/a.srt')).status).toBe(201)
    expect(shared.at(-1)?.[2]).toEqual(new URL('https://subs.example/a.srt'))
    expect((await link('keeper.srt')).status).toBe(400)
  })
})

describe('subtitles of a room', () => {
  const ask = made({
    read: async (_, room, id) => (room === ROOM && id === TRACK ? ok('WEBVTT\n') : err('not_member')),
    remove: async () => ok(null),
  })

  test('are kept by whoever has read them', async () => {
    const answer = await ask(`${PATH}/${TRACK}`)
    expect(await answer.text()).toBe('WEBVTT\n')
    expect(answer.headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    const etag = answer.headers.get('etag') ?? ''
    const again = await ask(`${PATH}/${TRACK}`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('are for members, and a refusal is kept by nobody', async () => {
    const answer = await ask(`${PATH}/0000000000000`)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect((await ask(`${PATH}/no-id`)).status).toBe(404)
  })

  test('are taken away', async () => {
    expect((await ask(`${PATH}/${TRACK}`, { method: 'DELETE' })).status).toBe(204)
  })
})
