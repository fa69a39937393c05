import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'

/** Which stand-in answers where: at the platform's own address, so that origins are true. */
const PLACES: Readonly<Record<string, string>> = {
  youtube: 'https://www.youtube.com/embed/**',
  twitch: 'https://player.twitch.tv/**',
  vimeo: 'https://player.vimeo.com/video/**',
  vk: 'https://vk.com/video_ext.php**',
  rutube: 'https://rutube.ru/play/embed/**',
}

/** Their hosts, for `openViewer`'s `allowHosts`. */
export const EMBED_HOSTS = ['www.youtube.com', 'player.twitch.tv', 'player.vimeo.com', 'vk.com', 'rutube.ru']

/** A module for browsers, with all that it imports. */
export async function browserScript(file: string): Promise<string> {
  const built = await Bun.build({ entrypoints: [file], target: 'browser', format: 'iife' })
  if (!built.success) throw new AggregateError(built.logs, `could not build ${file}`)
  return (await built.outputs[0]?.text()) ?? ''
}

/** From now on pages of this context meet stand-ins where they would meet the platforms' players. */
export async function standIn(context: BrowserContext): Promise<void> {
  for (const [name, place] of Object.entries(PLACES)) {
    const script = await browserScript(join(import.meta.dir, 'embeds', `${name}.ts`))
    const body = `<!doctype html><title>${name}</title><body style="margin:0"><script>${script}</script>`
    await context.route(place, (route) => route.fulfill({ contentType: 'text/html', body }))
  }
}
