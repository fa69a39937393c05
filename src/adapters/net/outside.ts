import ipaddr from 'ipaddr.js'

/** Of IPv6, only this is given out to the internet (IANA); all else is inside, special or not yet anything. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')
/** An IPv6-only network reaches the IPv4 internet through these (RFC 6052): what counts is the address within. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96')
/** Azure answers its machines there with their secrets, from an address that looks public. */
const LOOKS_PUBLIC = ['168.63.129.16']
/** Special blocks that the library takes for ordinary ones (IANA special-purpose registries). */
const SPECIAL = [
  '192.0.0.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
].map((block) => ipaddr.parseCIDR(block))

const isIn = (address: ipaddr.IPv4 | ipaddr.IPv6, [block, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean =>
  address.kind() === block.kind() && address.match(block, bits)

/**
 * Whether an address is one of the open internet's: not private, loopback, link-local, carrier-grade NAT, multicast,
 * reserved or another machine's in disguise (IPv4 in IPv6, 6to4, Teredo). What cannot be read is not.
 */
export function isOutside(text: string): boolean {
  if (!ipaddr.isValid(text) || text.includes('%')) return false
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv6) {
    if (isIn(address, NAT64)) return isOutside(address.toByteArray().slice(12).join('.'))
    if (!isIn(address, GLOBAL_V6)) return false
  }
  if (address.range() !== 'unicast' || LOOKS_PUBLIC.includes(address.toString())) return false
  return !SPECIAL.some((block) => isIn(address, block))
}

/** The same address in the one way to write it. */
export const sameForm = (text: string): string => (ipaddr.isValid(text) ? ipaddr.process(text).toString() : text)
