/**
 * The floor: what the runtime does with no product on it. Takes sockets, puts each into the topic of its path, and
 * publishes what one sends to all of its topic. Run by bench/load.ts; prints its port.
 */
interface Data {
  readonly topic: string
}

const server = Bun.serve<Data>({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, self) {
    const { pathname } = new URL(request.url)
    if (pathname === '/healthz') return new Response('ok')
    if (self.upgrade(request, { data: { topic: pathname } })) return undefined
    return new Response(null, { status: 426 })
  },
  websocket: {
    // As the product has them.
    idleTimeout: 30,
    sendPings: true,
    open: (ws) => {
      ws.subscribe(ws.data.topic)
    },
    message: (ws, message) => {
      server.publish(ws.data.topic, message)
    },
  },
})
console.log(server.port)
