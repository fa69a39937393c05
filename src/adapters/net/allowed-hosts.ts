import ipaddr from 'ipaddr.js'
import { isOutside, sameForm } from './outside.ts'

/** A machine or network of one's own that may be asked. */
export interface AllowedHost {
  /** A name, or addresses as a block. */
  readonly host: string | readonly [ipaddr.IPv4 | ipaddr.IPv6, number]
  /** Null: those of the web. */
  readonly port: number | null
}

const ENTRY = /^(?:\[([\da-f:.]+)\]|([\da-f:.]+\/\d{1,3})|([\w.-]+))(?::(\d{1,5}))?$/i

/** Reads `nas.lan`, `nas.lan:8096`, `192.168.1.7:80`, `192.168.1.0/24` or `[fd00::7]:8096`; null when it is none of them. */
export function readAllowedHost(text: string): AllowedHost | null {
  // An IPv6 block has colons of its own, so a port after it cannot be told apart: it has none.
  const v6Block = /^[\da-f:]+\/\d{1,3}$/i.test(text)
  const [, v6, block, name, port] = v6Block ? [null, undefined, text, undefined, undefined] : (ENTRY.exec(text) ?? [])
  const found = v6 ?? block ?? name
  if (found === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) < 1) return null
  const portNumber = port === undefined ? null : Number(port)
  if (block !== undefined) {
    return ipaddr.isValidCIDR(block) ? { host: ipaddr.parseCIDR(block), port: portNumber } : null
  }
  if (v6 === undefined ? ipaddr.IPv4.isValidFourPartDecimal(found) : ipaddr.IPv6.isValid(found)) {
    const address = ipaddr.process(found)
    return { host: [address, address.kind() === 'ipv4' ? 32 : 128], port: portNumber }
  }
  return v6 === undefined && isName(found) ? { host: found.toLowerCase().replace(/\.$/, ''), port: portNumber } : null
}

/** Whether a text is a host's name, after the URL parser has brought it into ASCII. */
export const isName = (text: string): boolean =>
  text.length <= 253 &&
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i.test(text)

/** Where the fetcher may go. */
export class Destinations {
  readonly #allowed: readonly AllowedHost[]
  readonly #webPorts: readonly number[]
  readonly #own: () => readonly string[]

  /** `own`: the addresses of this machine, whose firewall does not see what comes from itself. */
  constructor(allowed: readonly AllowedHost[], own: () => readonly string[], webPorts: readonly number[] = [80, 443]) {
    this.#allowed = allowed
    this.#own = own
    this.#webPorts = webPorts
  }

  /** Whether anything at this host and port could be asked at all; addresses are looked at when they are known. */
  mayAsk(host: string, port: number): boolean {
    if (this.#isAllowed(host, port)) return true
    if (/(^|\.)localhost$/.test(host)) return false
    const elsewhere = this.#allowed.some((entry) => typeof entry.host !== 'string' && this.#fits(entry, port))
    return this.#webPorts.includes(port) || (elsewhere && !ipaddr.isValid(host))
  }

  /** Whether a connection for `host` may go to this very address. */
  mayReach(host: string, address: string, port: number): boolean {
    if (this.#isAllowed(host, port) || this.#isAllowed(address, port)) return true
    return this.#webPorts.includes(port) && isOutside(address) && !this.#own().map(sameForm).includes(sameForm(address))
  }

  #isAllowed(host: string, port: number): boolean {
    const address = ipaddr.isValid(host) ? ipaddr.process(host) : null
    return this.#allowed.some((entry) => {
      if (!this.#fits(entry, port)) return false
      if (typeof entry.host === 'string') return entry.host === host
      const [block, bits] = entry.host
      return address !== null && address.kind() === block.kind() && address.match(block, bits)
    })
  }

  #fits = ({ port }: AllowedHost, wanted: number): boolean =>
    port === null ? this.#webPorts.includes(wanted) : port === wanted
}
