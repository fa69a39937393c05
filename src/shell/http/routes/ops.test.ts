import { describe, expect, test } from 'bun:test'
import { httpApp } from '#testing/http-app.ts'

const METRICS_TOKEN = 'a-random-text-for-prometheus'
const here = { address: '127.0.0.1' }

test('the process is alive', async () => {
  const answer = await httpApp().app.request('/healthz')
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true, version: '1.2.3' }])
})

describe('readiness', () => {
  test('the server is ready when every part answers', async () => {
    const health = [{ name: 'database', check: async () => {} }]
    const answer = await httpApp({ health }).app.request('/readyz')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { ready: true, parts: [{ name: 'database', ok: true }] },
    ])
  })

  test('a part that fails is named, and why stays in the log', async () => {
    const health = [
      { name: 'database', check: () => Promise.reject(new Error('password of postgres is wrong')) },
      { name: 'redis', check: async () => {} },
    ]
    const { app, log } = httpApp({ health })
    const answer = await app.request('/readyz')
    const text = await answer.text()
    expect(answer.status).toBe(503)
    expect(JSON.parse(text)).toEqual({
      ready: false,
      parts: [
        { name: 'database', ok: false },
        { name: 'redis', ok: true },
      ],
    })
    expect(text).not.toContain('password')
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'health.failed' }))
  })

  test('a part that hangs is given up on after two seconds', async () => {
    const asked = Promise.withResolvers<void>()
    const hang = () => {
      asked.resolve()
      return new Promise<void>(() => {})
    }
    const { app, clock } = httpApp({ health: [{ name: 'database', check: hang }] })
    const answer = Promise.resolve(app.request('/readyz'))
    await asked.promise
    clock.advance(1_999)
    expect(Bun.peek.status(answer)).toBe('pending')
    clock.advance(1)
    expect((await answer).status).toBe(503)
  })
})

describe('measures', () => {
  const measure = async (config: { trustProxy?: number; metricsToken?: string }, address: string, headers = {}) =>
    (await httpApp({ config }).app.request('/metrics', { headers }, { address })).status

  test('this machine may read them', async () => {
    const answer = await httpApp().app.request('/metrics', {}, here)
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    expect(await answer.text()).toContain('process_resident_memory_bytes')
    for (const address of ['127.8.9.1', '::1', '::ffff:127.0.0.1']) expect(await measure({}, address)).toBe(200)
  })

  test('others find nothing there', async () => {
    for (const address of ['10.0.0.1', '192.168.1.9', '127.evil', '::ffff:10.0.0.1', '']) {
      expect(await measure({ metricsToken: METRICS_TOKEN }, address)).toBe(404)
    }
  })

  test('whoever sends the token may read them from anywhere', async () => {
    const config = { metricsToken: METRICS_TOKEN, trustProxy: 1 }
    expect(await measure(config, '10.0.0.1', { Authorization: `Bearer ${METRICS_TOKEN}` })).toBe(200)
    expect(await measure(config, '10.0.0.1', { Authorization: `Bearer ${METRICS_TOKEN}x` })).toBe(404)
    expect(await measure({}, '10.0.0.1', { Authorization: 'Bearer null' })).toBe(404)
  })

  test('a proxy on this machine does not pass for the machine', async () => {
    expect(await measure({ trustProxy: 1 }, here.address)).toBe(404)
    expect(await measure({}, here.address, { 'X-Forwarded-For': '203.0.113.7' })).toBe(404)
  })
})
