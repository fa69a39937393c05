// A WebSocket client by hand, for tests of clients that no runtime would write: they stop reading, or answer nothing.

/** Asks for a socket on the path of ours. */
export const HANDSHAKE =
  'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

/** A text frame of 126 bytes or more as a client must send it: masked, here with zeros. Source: RFC 6455, section 5.2. */
export function masked(text: string): Uint8Array {
  const body = new TextEncoder().encode(text)
  return new Uint8Array([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0, ...body])
}
