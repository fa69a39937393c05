import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { freePort } from './executable.ts'

/** The very file that is shipped; a test changes nothing of it but what its variables say. */
export const CADDYFILE = join(import.meta.dir, '../../Caddyfile')

const READY_WITHIN_MS = 20_000
const STOPPED_WITHIN_MS = 5_000
const ASK_EVERY_MS = 50
const HANDSHAKE_WITHIN_MS = 2_000

export interface Caddy {
  /** `https://localhost:…`, with a certificate of an authority that Caddy has made for this run. */
  readonly url: string
  readonly port: number
  /** Where the same site answers without TLS, to send people away. */
  readonly httpUrl: string
  /** The authority's certificate, PEM: `fetch(url, { tls: { ca } })`. */
  readonly ca: string
  logs(): string
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

interface CaddyOptions {
  /** `host:port` of each server behind it. */
  readonly upstreams: readonly string[]
  /** Chosen beforehand where the servers must know the address that people open; a free one otherwise. */
  readonly port?: number
}

/** The address of a site at a port of this machine, to be given to the servers before Caddy is started. */
export const caddyUrl = (port: number): string => `https://localhost:${port}`

/** Starts the real Caddy with the real Caddyfile and waits until it serves. Touches nothing outside its own folder. */
export async function startCaddy({ upstreams, port = freePort() }: CaddyOptions): Promise<Caddy> {
  const folder = await mkdtemp(join(tmpdir(), 'watchparty-caddy-'))
  const httpPort = freePort()
  const url = caddyUrl(port)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
    WATCHPARTY_ADMIN: 'off',
    WATCHPARTY_CERTIFICATES: 'local_certs',
    WATCHPARTY_HOST: new URL(url).host,
    WATCHPARTY_HTTP_PORT: String(httpPort),
    WATCHPARTY_UPSTREAMS: upstreams.join(' '),
  }
  const child = Bun.spawn(['caddy', 'run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
    cwd: folder,
    env,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  let logs = ''
  const read = (async () => {
    const text = new TextDecoder()
    for await (const bytes of child.stderr) logs += text.decode(bytes, { stream: true })
  })()
  const close = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS)
    await Promise.all([child.exited, read])
    clearTimeout(late)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const ca = await ready(port, join(folder, 'caddy/pki/authorities/local/root.crt'), () => {
      if (child.exitCode !== null) throw new Error(`Caddy ended with ${child.exitCode}:\n${logs}`)
    })
    return { url, port, httpUrl: `http://localhost:${httpPort}`, ca, logs: () => logs, close }
  } catch (fault) {
    await close()
    throw new Error(`Caddy does not serve:\n${logs}`, { cause: fault })
  }
}

/** Waits for the authority's certificate and for a handshake under it; the servers behind need not be there yet. */
async function ready(port: number, root: string, check: () => void): Promise<string> {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    check()
    const file = Bun.file(root)
    const ca = (await file.exists()) ? await file.text() : ''
    if (ca !== '' && (await shakesHands(port, ca))) return ca
    if (performance.now() > deadline) throw new Error(`no handshake on port ${port} within ${READY_WITHIN_MS} ms`)
    await Bun.sleep(ASK_EVERY_MS)
  }
}

/** Whether TLS is spoken there; not before the certificate of the site has been made. */
function shakesHands(port: number, ca: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: 'localhost', port, ca, servername: 'localhost', timeout: HANDSHAKE_WITHIN_MS })
  socket.once('secureConnect', () => resolve(true))
  socket.once('error', () => resolve(false))
  socket.once('timeout', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
