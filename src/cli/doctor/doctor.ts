import { SystemClock, wallClockMs } from '#adapters/system/clock.ts'
import type { Config } from '../../config.ts'
import { assets } from '../../embedded-assets.ts'
import { EXIT, type Io } from '../io.ts'
import { configOrFaults } from '../settings.ts'
import { botCheck } from './bot.ts'
import { clockCheck } from './clock.ts'
import { databaseCheck, embeddedCheck } from './database.ts'
import { ask, type Check, type Finding } from './finding.ts'
import { folderCheck } from './folder.ts'
import { mediaCheck } from './media.ts'
import { isLocal, publicUrlCheck } from './public-url.ts'
import { redisCheck } from './redis.ts'

/** Looks at all that the server needs, and says what to do about what it does not find. */
export async function doctor(io: Io): Promise<number> {
  const config = configOrFaults(io)
  if (config === null) return EXIT.failed
  io.out(line('settings', { level: 'ok', says: 'every one can be used' }))
  return await examine(checksFor(config, assets.migrationsDir), io)
}

/** All checks at once, told in their order. Fails when one of them does. */
export async function examine(checks: readonly Check[], io: Io): Promise<number> {
  const findings = checks.map((check) => ({ name: check.name, found: ask(check) }))
  let failed = false
  for (const { name, found } of findings) {
    const finding = await found
    failed ||= finding.level === 'fail'
    io.out(line(name, finding))
  }
  return failed ? EXIT.failed : EXIT.ok
}

function checksFor(config: Config, migrationsDir: string): Check[] {
  const clock = new SystemClock()
  const now = () => clock.stamp()
  const elsewhere = [
    ...(config.botToken === null ? [] : [config.telegramApiBase]),
    // A server on this machine has this machine's clock.
    ...(isLocal(config.publicUrl) ? [] : [`${config.publicUrl}/healthz`]),
  ]
  return [
    config.databaseUrl === null ? embeddedCheck(config.dataDir) : databaseCheck(config.databaseUrl, migrationsDir, now),
    ...(config.redisUrl === null ? [] : [redisCheck(config.redisUrl, now)]),
    folderCheck(config.dataDir),
    ...(config.mediaDir === null ? [] : [mediaCheck(config.mediaDir, config.libraryReaders)]),
    clockCheck({ steadyMs: now, wallMs: wallClockMs }, elsewhere),
    publicUrlCheck(config.publicUrl, config.botToken !== null),
    botCheck(config),
  ]
}

function line(name: string, finding: Finding): string {
  const head = `${finding.level.padEnd(4)}  ${name.padEnd(14)}  ${finding.says}`
  return finding.level === 'ok' ? head : `${head}\n${' '.repeat(22)}→ ${finding.fix}`
}
