import { createMiddleware } from 'hono/factory'
import type { Source } from '#core/source.ts'
import { SOURCES } from '#sources/links.ts'
import type { HttpConfig, HttpEnv } from '../env.ts'

/** What pages may use of a device: nothing that this product does not. What is not named keeps the browser's default. */
const PERMISSIONS = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ')

/** A year, as the preload lists ask. Not for subdomains: those are for whoever owns the domain to decide. */
const HSTS = 'max-age=31536000'

/** Where players of other sites come from. */
const FRAMES = [...new Set(Object.values<Source>(SOURCES).flatMap(({ frames }) => frames))].sort()

/** The rules for the Mini App. Films may come from anywhere; code only from here; frames only where allowed. */
export function pagePolicy(config: HttpConfig, scriptHashes: readonly string[]): string {
  const sockets = config.publicUrl.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes.map((hash) => `'${hash}'`)].join(' '),
    // Svelte writes `style` attributes into its templates, and Telegram Web hands a sheet of its own to the page.
    "style-src 'self' 'unsafe-inline'",
    // Faces come from Telegram, and small pictures of ours are written into the styles.
    "img-src 'self' https: data:",
    // By http too: where we are reached by https browsers ask for https instead or refuse, elsewhere it is all there is.
    // A blob is what a player that puts a film together from pieces hands to its `<video>`.
    "media-src 'self' https: http: blob:",
    // Those pieces are fetched from wherever the film is. Safari before 15.4 does not count sockets in 'self'.
    `connect-src 'self' ${sockets} https: http:`,
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    // Players of their platforms, each in a frame of its own: nobody else's pages.
    `frame-src ${FRAMES.join(' ')}`,
    `frame-ancestors ${config.frameAncestors.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/**
 * Headers of every answer. No X-Frame-Options: Telegram Web shows the Mini App in a frame, `frame-ancestors` says whose.
 * No Cross-Origin-Opener-Policy: Telegram Web keeps hold of the windows that it opens.
 */
export const securityHeaders = ({ policy, https }: { policy: string; https: boolean }) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    // YouTube and others refuse to play for pages that hide where they are, so not `no-referrer`.
    headers.set('Referrer-Policy', 'strict-origin-when-cross-origin')
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('Permissions-Policy', PERMISSIONS)
    if (https) headers.set('Strict-Transport-Security', HSTS)
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', policy)
  })
