import { afterAll, expect, test } from 'bun:test'
import { openTcpProxy } from './tcp-proxy.ts'

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request, server) {
    if (server.upgrade(request)) return
    const size = Number(new URL(request.url).searchParams.get('bytes') ?? 2)
    return new Response(new Uint8Array(size).fill(7))
  },
  websocket: { message: (socket, text) => void socket.send(text) },
})
// Bun gives a port to every TCP server; only one on a UNIX socket has none.
const proxy = openTcpProxy(server.port as number)
afterAll(() => {
  proxy.close()
  server.stop(true)
})

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(proxy.url.replace('http', 'ws'))
  await new Promise((done, fail) => {
    socket.onopen = done
    socket.onerror = fail
  })
  return socket
}

test('bytes pass whole in both directions', async () => {
  const body = await (await fetch(`${proxy.url}/?bytes=5000000`)).bytes()
  expect(body.length).toBe(5_000_000)
  expect(body.every((byte) => byte === 7)).toBe(true)
})

test('each direction is as late as it was told, and order is kept', async () => {
  const socket = await openSocket()
  proxy.delay({ up: { ms: 40 }, down: { ms: 25, jitterMs: 20 } })
  const heard: string[] = []
  const startedAt = performance.now()
  let firstAt = 0
  await new Promise<void>((done) => {
    socket.onmessage = ({ data }) => {
      firstAt ||= performance.now()
      heard.push(String(data))
      if (heard.length === 50) done()
    }
    for (let n = 0; n < 50; n += 1) socket.send(String(n))
  })
  proxy.delay({ up: { ms: 0 }, down: { ms: 0 } })
  socket.close()
  expect(firstAt - startedAt).toBeGreaterThanOrEqual(44) // 40 up, at least 5 down, 1 for the grain of timers
  expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => String(n)))
})

test('a cut drops who is there and refuses who comes; a mended line works on the same port', async () => {
  const socket = await openSocket()
  expect(proxy.connections()).toBeGreaterThan(0)
  const closed = new Promise((done) => {
    socket.onclose = done
  })
  proxy.cut()
  await closed
  expect(proxy.connections()).toBe(0)
  await expect(fetch(proxy.url)).rejects.toThrow()
  proxy.mend()
  expect((await fetch(proxy.url)).status).toBe(200)
})
