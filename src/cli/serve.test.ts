import { afterEach, describe, expect, test } from 'bun:test'
import { join } from 'node:path'

let children: Bun.Subprocess[] = []
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(children.map(({ exited }) => exited))
  children = []
})

/** `serve` in a process of its own, on a server that says what is done to it. `stop` is the body of its `stop`. */
function program(stop: string, start = `return { address: 'http://localhost:4321', stop }`) {
  const source = `
    import { serve } from ${JSON.stringify(join(import.meta.dir, 'serve.ts'))}
    const io = {
      env: { LOG_FORMAT: 'json', ...JSON.parse(process.argv[1] ?? '{}') },
      out: (text) => console.log(text),
      error: (text) => console.error(text),
    }
    setInterval(() => {}, 1_000)
    const stop = async () => { console.log('stopping'); ${stop} }
    process.exit(await serve(io, async () => { ${start} }, 300))`
  return (env: Record<string, string> = {}) => {
    const child = Bun.spawn([process.execPath, '-e', source, JSON.stringify(env)], { stdout: 'pipe', stderr: 'pipe' })
    children.push(child)
    return child
  }
}

/** Reads until `words` have come; answers all that came. */
async function until(stream: AsyncIterable<Uint8Array>, words: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes(words)) break
  }
  expect(text).toContain(words)
  return text
}

describe('a server', () => {
  test('says where to open it', async () => {
    const plain = program('')({})
    expect(await until(plain.stdout, 'Ctrl+C')).toContain('Open      http://localhost:4321')
    const named = program('')({ PUBLIC_URL: 'https://party.example.org' })
    const said = await until(named.stdout, 'Ctrl+C')
    expect(said).toContain('Open      https://party.example.org')
    expect(said).toContain('Here      http://localhost:4321')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('stops once at %s, and ends well', async (signal) => {
    const child = program(`await new Promise((done) => setImmediate(done)); console.log('stopped')`)()
    await until(child.stdout, 'Ctrl+C')
    child.kill(signal)
    expect(await child.exited).toBe(0)
  })

  test('ends in time although a part hangs', async () => {
    const child = program('await new Promise(() => {})')()
    await until(child.stdout, 'Ctrl+C')
    child.kill('SIGTERM')
    expect(await child.exited).toBe(0)
    expect(await child.stderr.text()).toContain('server.stop_late')
  })

  test('ends at once when told twice', async () => {
    const child = program(`process.kill(process.pid, 'SIGINT'); await new Promise(() => {})`)()
    await until(child.stdout, 'Ctrl+C')
    child.kill('SIGTERM')
    expect(await child.exited).toBe(1)
    expect(await child.stderr.text()).not.toContain('server.stop_late')
  })

  test('goes on after a fault that nobody waited for', async () => {
    const child = program('', `Promise.reject(new Error('forgotten')); return { address: 'x', stop }`)()
    await until(child.stdout, 'Ctrl+C')
    await until(child.stderr, 'process.unhandled')
    child.kill('SIGTERM')
    expect(await child.exited).toBe(0)
  })
})

describe('a server that cannot start', () => {
  test('says whose fault a port in use is, without a stack', async () => {
    const child = program('', 'Bun.serve({ port: Number(io.env.TAKEN), fetch: () => new Response() })')
    const taken = Bun.serve({ port: 0, fetch: () => new Response() })
    const spawned = child({ PORT: String(taken.port), TAKEN: String(taken.port) })
    const error = await spawned.stderr.text()
    expect(await spawned.exited).toBe(1)
    expect(error).toBe(`Port ${taken.port} is in use. Stop what listens there, or choose another with PORT.\n`)
    await taken.stop(true)
  })

  test('says that an address is not of this machine', async () => {
    const child = program('', 'Bun.serve({ hostname: io.env.HOST, port: 0, fetch: () => new Response() })')
    const spawned = child({ HOST: '203.0.113.9' })
    expect(await spawned.stderr.text()).toBe('203.0.113.9 is no address of this machine. Choose another with HOST.\n')
    expect(await spawned.exited).toBe(1)
  })

  test('logs any other reason, and sends people to the doctor', async () => {
    const child = program('', `throw new Error('no database')`)()
    const error = await child.stderr.text()
    expect(await child.exited).toBe(1)
    expect(error).toContain('"message":"no database"')
    expect(error).toContain('watchparty doctor')
  })
})
