import { VERSION } from '../version.ts'
import { COMMANDS } from './cli.ts'
import { settingRows } from './config-doc.ts'

/** What `watchparty help` prints. */
export function renderHelp(): string {
  const commands = Object.entries(COMMANDS).flatMap(([word, { does }]) =>
    does === null ? [] : [[word, does] as const],
  )
  const wide = Math.max(...settingRows.map(({ env }) => env.length))
  const settings = settingRows.map(
    ({ env, doc, standing }) =>
      `  ${env.padEnd(wide)}  ${plain(doc)}\n  ${' '.repeat(wide)}  Default: ${plain(standing)}`,
  )
  return [
    `WatchParty ${VERSION}: watch a film together in a Telegram chat.`,
    '',
    'Usage: watchparty [command]',
    '',
    ...commands.map(([word, does]) => `  ${word.padEnd(8)}  ${does}`),
    '',
    'Settings, from the environment or a file .env in this folder:',
    '',
    ...settings,
  ].join('\n')
}

/** Without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll('`', '')
