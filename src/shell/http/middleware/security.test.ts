import { describe, expect, test } from 'bun:test'
import { httpApp } from '#testing/http-app.ts'

const ASKED = ['/', '/api/info', '/api/me', '/api/nothing', '/healthz', '/nothing'] as const
const headersOf = async (path: string, config = {}, init: RequestInit = {}) =>
  (await httpApp({ config }).app.request(path, init)).headers

describe('every answer', () => {
  for (const path of ASKED) {
    test(`${path} says how it may be used`, async () => {
      const headers = await headersOf(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
      expect(headers.get('x-frame-options')).toBeNull()
      expect(headers.get('cross-origin-opener-policy')).toBeNull()
      const permissions = headers.get('permissions-policy') ?? ''
      for (const feature of ['camera=()', 'microphone=()', 'geolocation=()', 'usb=()'])
        expect(permissions).toContain(feature)
      // What a room needs: sound, the whole screen, a small window, a screen that stays on.
      for (const used of ['autoplay', 'fullscreen', 'picture-in-picture', 'screen-wake-lock'])
        expect(permissions).not.toContain(used)
    })
  }

  test('may be framed by whom the settings name, and by nobody else', async () => {
    const frameAncestors = ["'self'", 'https://telegram.example.org']
    const policy = (await headersOf('/', { frameAncestors })).get('content-security-policy')
    expect(policy).toContain("frame-ancestors 'self' https://telegram.example.org;")
  })

  test('allows code from here alone, and no script that is written into an element', async () => {
    const policy = ((await headersOf('/')).get('content-security-policy') ?? '').split('; ')
    const rules = Object.fromEntries(
      policy.map((rule) => [rule.split(' ')[0] ?? '', rule.split(' ').slice(1).join(' ')]),
    )
    expect(rules).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' https: data:",
      'media-src': "'self' https: http: blob:",
      'connect-src': "'self' wss://party.example.org https: http:",
      'font-src': "'self'",
      'manifest-src': "'self'",
      'worker-src': "'self'",
      'frame-ancestors': "'self' https://web.telegram.org",
      // Of players, as their sources name them: a site each, never a scheme or a star.
      'frame-src': expect.stringMatching(/^https:\/\/[\w.-]+( https:\/\/[\w.-]+)*$/),
      'base-uri': "'none'",
      'form-action': "'none'",
    })
  })
})

describe('https', () => {
  test('is asked for ever after where people come by it', async () => {
    expect((await headersOf('/api/info')).get('strict-transport-security')).toBe('max-age=31536000')
  })
  test('is not asked for where they do not: a desk must stay within reach', async () => {
    const headers = await headersOf('/api/info', { publicUrl: 'http://localhost:8080' })
    expect(headers.get('strict-transport-security')).toBeNull()
  })
})

describe('other sites', () => {
  const preflight = (method: string) => ({
    method: 'OPTIONS',
    headers: {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': method,
      'Access-Control-Request-Headers': 'authorization, content-type',
    },
  })
  test.each([
    ['/api/rooms', 'POST'],
    ['/api/auth/guest', 'POST'],
    ['/api/rooms/5f8h2kq9xw3mz', 'PATCH'],
    ['/', 'GET'],
  ])('get no allowance for %s', async (path, method) => {
    for (const init of [preflight(method), { headers: { Origin: 'https://evil.example' } }]) {
      const headers = await headersOf(path, {}, init)
      for (const [name] of headers) expect(name).not.toStartWith('access-control-')
    }
  })
})
