import ipaddr from 'ipaddr.js'

/** An address as some proxies write it: with a port behind, an IPv6 one then in brackets. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/

/**
 * Whose request it is: the address that limits count by, in one spelling.
 *
 * `peer` is the socket's other end, `forwarded` the `X-Forwarded-For` header (several are joined by commas), `trustProxy`
 * how many proxies of ours stand in front. Each of them adds at the right whom it serves, so the address that many from
 * the right was written by the outermost of ours; whatever stands left of it anybody may have written. Where that address
 * is missing or is none, the request did not come the way we were told, and only the peer is certain.
 */
export function clientAddress(peer: string, forwarded: string | null | undefined, trustProxy: number): string {
  if (trustProxy > 0 && forwarded) {
    const named = forwarded.split(',').at(-trustProxy)
    const client = named === undefined ? null : canonical(named.trim())
    if (client !== null) return client
  }
  return canonical(peer) ?? peer
}

/** The machine itself. */
export const isLoopback = (address: string): boolean => parse(address)?.range() === 'loopback'

/** One spelling for one client; null when it is no address. */
function canonical(text: string): string | null {
  // By far the most; and four decimal parts have one spelling.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text
  const address = parse(text)
  if (address === null) return null
  // Whoever rents a line of IPv6 gets a /64 or more, and may take a new address of it for each request.
  return address instanceof ipaddr.IPv6
    ? `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0])}/64`
    : address.toString()
}

function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const [, bracketed, dotted] = WITH_PORT.exec(text) ?? []
  const bare = bracketed ?? dotted ?? text
  // Only four decimal parts: the library would take 0x7f.1 for an address as well.
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare)
  if (!ipaddr.IPv6.isValid(bare)) return null
  const address = ipaddr.IPv6.parse(bare)
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  // A translator of the provider's (RFC 6052) puts all IPv4 of the world into one /64.
  return address.range() === 'rfc6052' ? ipaddr.IPv4.parse(lastFour(address)) : address
}

const lastFour = (address: ipaddr.IPv6): string => address.toByteArray().slice(12).join('.')
