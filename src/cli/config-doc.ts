import { SETTINGS } from '../config.ts'

/** One row of the table of variables, ready to be shown. */
export interface SettingRow {
  readonly env: string
  readonly standing: string
  readonly doc: string
  readonly secret: boolean
  readonly example: string
}

/** The settings by name, as `watchparty help` and docs/CONFIG.md show them. */
export const settingRows: readonly SettingRow[] = Object.values(SETTINGS).map((setting) => ({
  env: setting.env,
  standing: 'defaultDoc' in setting ? setting.defaultDoc : `\`${setting.default}\``,
  doc: setting.doc,
  secret: 'secret' in setting,
  example: setting.example,
}))

/** docs/CONFIG.md, whole. */
export function renderConfigDoc(): string {
  const rows = settingRows.map(
    ({ env, standing, doc, secret, example }) =>
      `| \`${env}\` | ${secret ? `${doc} Secret.` : doc} | ${standing} | \`${example}\` |`,
  )
  return [
    '# Settings',
    '',
    'Generated from the table in `src/config.ts`; a test fails when the two differ.',
    '',
    'Settings are environment variables, or lines of a file `.env` in the folder where the server is started; the',
    'environment wins. An empty variable counts as not set. Every setting has a default: `watchparty` alone starts a',
    'server that works on this machine. Whatever is wrong is told at the start, all of it at once.',
    '',
    '| Variable | What it does | Default | Example |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
