import pino from 'pino'
import pretty from 'pino-pretty'
import type { Fields, Log } from '#ports/log.ts'
import { redactor } from './redact.ts'

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly format: 'auto' | 'json' | 'pretty'
  /** Texts that must never be printed, wherever they turn up. */
  readonly secrets: readonly string[]
}

/**
 * Lines on the error stream, so that standard output is left to what a person asked for. Written at once: the
 * last line before an end is the one that matters, and pino's worker threads do not exist inside the executable.
 */
export function openLog(options: LogOptions, stream: pino.DestinationStream = destination(options.format)): Log {
  const lines = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'event',
    },
    stream,
  )
  const redact = redactor(options.secrets)
  const write = (level: LogOptions['level']) => (event: string, fields?: Fields) => {
    if (lines.isLevelEnabled(level)) lines[level](fields === undefined ? {} : redact(fields), event)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

const STDERR = 2

function destination(format: LogOptions['format']): pino.DestinationStream {
  const person = format === 'pretty' || (format === 'auto' && process.stderr.isTTY)
  return person
    ? pretty({
        sync: true,
        destination: STDERR,
        messageKey: 'event',
        translateTime: 'SYS:HH:MM:ss.l',
        singleLine: true,
      })
    : pino.destination({ dest: STDERR, sync: true })
}
