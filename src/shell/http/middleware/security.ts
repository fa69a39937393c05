import { createMiddleware } from 'hono/factory'
import type { HttpConfig, HttpEnv } from '../env.ts'

/** What pages may use of a device: nothing that this product does not. What is not named keeps the browser's default. */
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ')

/** The rules for the Mini App. Films may come from anywhere; code only from here; frames only where allowed. */
export function pagePolicy(config: HttpConfig, scriptHashes: readonly string[]): string {
  const sockets = config.publicUrl.replace(/^http/, 'ws')
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes.map((hash) => `'${hash}'`)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' https: data: blob:",
    "media-src 'self' https: http: blob:",
    // Safari before 15.4 does not count sockets in 'self'.
    `connect-src 'self' ${sockets}`,
    "font-src 'self'",
    "manifest-src 'self'",
    `frame-ancestors ${config.frameAncestors.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Headers of every answer. No X-Frame-Options: Telegram Web shows the Mini App in a frame, `frame-ancestors` says whose. */
export const securityHeaders = (policy: string) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    await next()
    const { headers } = c.res
    // YouTube and others refuse to play for pages that hide where they are, so not `no-referrer`.
    headers.set('Referrer-Policy', 'strict-origin-when-cross-origin')
    headers.set('X-Content-Type-Options', 'nosniff')
    headers.set('Permissions-Policy', PERMISSIONS)
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', policy)
  })
