import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRedis, type RedisClient } from '#adapters/redis/client.ts'
import { FakeLog } from './fake-log.ts'

const SHARED = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'
const READY_WITHIN_MS = 10_000

/** A connection to the Redis of this machine. */
export const anotherClient = (): Promise<RedisClient> => openRedis(SHARED, new FakeLog())

/** Part of the Redis of this machine: everything under a prefix of its own, and gone with `close`. */
export async function sharedRedis(): Promise<{ client: RedisClient; prefix: string; close: () => Promise<void> }> {
  const client = await anotherClient()
  const prefix = `test:${crypto.randomUUID()}:`
  const close = async () => {
    const keys = await client.redis.keys(`${prefix}*`)
    if (keys.length > 0) await client.redis.del(...keys)
    client.close()
  }
  return { client, prefix, close }
}

/** A Redis server of a test's own, which can be stopped and started again. It keeps nothing on disk. */
export interface OwnRedis {
  readonly url: string
  /** SIGKILL. */
  stop(): Promise<void>
  /** Runs again, empty, on the same port. */
  start(): Promise<void>
  /** As if the network were cut (false: mended): it keeps its connections, and answers nothing. */
  freeze(frozen: boolean): void
  remove(): Promise<void>
}

export async function ownRedis(): Promise<OwnRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'watchparty-redis-'))
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = listener
  listener.stop(true)
  const command = ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir]
  let server: Bun.Subprocess | null = null
  const start = async () => {
    server = Bun.spawn(command, { stdout: 'ignore', stderr: 'ignore' })
    const deadline = performance.now() + READY_WITHIN_MS
    while (!(await answers(port))) {
      if (performance.now() > deadline) throw new Error('redis-server does not answer')
      await Bun.sleep(10)
    }
  }
  const stop = async () => {
    server?.kill('SIGKILL')
    await server?.exited
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    freeze: (frozen) => server?.kill(frozen ? 'SIGSTOP' : 'SIGCONT'),
    remove: async () => {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Whether a Redis says PONG. */
function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: (socket) => void socket.write('PING\r\n'),
      data: (socket, data) => {
        resolve(data.toString().startsWith('+PONG'))
        socket.end()
      },
      close: () => resolve(false),
      connectError: () => resolve(false),
    },
  }).catch(() => resolve(false))
  return promise
}
