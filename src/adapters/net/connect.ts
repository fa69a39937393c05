import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecure, type TLSSocket } from 'node:tls'
import { sameForm } from './outside.ts'

export interface Dialled {
  /** The address that was checked: a connection goes there, and nowhere else. */
  readonly address: string
  readonly port: number
  /** The name (or address) that the other end must prove to have; null: it need not prove any. */
  readonly secureFor: string | null
  readonly isAddress: boolean
  /** Authorities to believe instead of those that are known. */
  readonly ca?: string | undefined
  readonly signal: AbortSignal
}

/** A connection to an address, ready to be written to. Rejects when there is none, or it is not what it should be. */
export async function connected(dialled: Dialled): Promise<Socket> {
  const { address, port, secureFor, ca, signal } = dialled
  // A literal address: there is no name left that anybody could resolve otherwise in between.
  const plain = connectPlain({ host: address, port, noDelay: true })
  const socket = await opened(plain, 'connect', signal)
  if (sameForm(socket.remoteAddress ?? '') !== sameForm(address)) {
    socket.destroy()
    throw new Error('connected to another address than was asked for')
  }
  if (secureFor === null) return socket
  const trust = { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) }
  // An address cannot be asked for by name (RFC 6066, section 3), but is checked like one.
  const who = dialled.isAddress ? { host: secureFor } : { servername: secureFor }
  const secure: TLSSocket = connectSecure({ socket, ...who, ALPNProtocols: ['http/1.1'], ...trust })
  try {
    await opened(secure, 'secureConnect', signal)
  } catch (fault) {
    socket.destroy()
    throw fault
  }
  if (secure.authorized) return secure
  secure.destroy()
  throw new Error('the other end is not who it should be')
}

function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const giveUp = () => socket.destroy(new Error('took too long'))
    const end = (done: () => void) => () => {
      signal.removeEventListener('abort', giveUp)
      done()
    }
    socket.once(
      event,
      end(() => resolve(socket)),
    )
    // Stays for good: a socket that fails later, when nobody reads it any more, must not end the process.
    socket.on('error', (fault) => end(() => reject(fault))())
    socket.once(
      'close',
      end(() => reject(new Error('closed before it was open'))),
    )
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}
