import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import type { Resolve } from './safe-fetcher.ts'

/** Questions to the system's resolver that are open at once. It cannot be told to stop, so one that hangs counts on. */
const OPEN_MAX = 16

/** Names as this machine resolves them, its hosts file included. */
export function systemResolver(): Resolve {
  let open = 0
  return async (name) => {
    if (open >= OPEN_MAX) throw new Error('too many names are being resolved')
    open += 1
    try {
      const found = await lookup(name, { all: true })
      return found.map(({ address }) => address)
    } finally {
      open -= 1
    }
  }
}

/** The addresses that this machine itself has now. */
export const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((many) => (many ?? []).map(({ address }) => address))
