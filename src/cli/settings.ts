import { openLog } from '#adapters/ops/log.ts'
import type { Log } from '#ports/log.ts'
import { type Config, loadConfig } from '../config.ts'
import type { Io } from './io.ts'

/** The configuration; or null, when every fault in it has been told. */
export function configOrFaults(io: Io): Config | null {
  const loaded = loadConfig(io.env)
  if (loaded.ok) return loaded.value
  io.error('These settings cannot be used:')
  for (const { env, reason, example } of loaded.error)
    io.error(`  ${env} ${reason}.\n    For example: ${env}=${example}`)
  return null
}

/** Texts that must never be printed. What is secret in the addresses of databases is hidden by its form. */
export const secretsOf = ({ botToken, jwtSecrets, metricsToken }: Config): string[] =>
  [botToken, metricsToken, ...(jwtSecrets ?? [])].filter((secret) => secret !== null)

export const logFor = (config: Config): Log =>
  openLog({ level: config.logLevel, format: config.logFormat, secrets: secretsOf(config) })
