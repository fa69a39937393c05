import { Hono } from 'hono'
import { describe } from '../describe.ts'
import type { HttpEnv } from '../env.ts'

/** Swagger UI from our own files: nothing from elsewhere, no inline script. It writes its styles into elements. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>WatchParty API</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/api/docs/init.js" defer></script>
  </head>
  <body>
    <div id="swagger-ui"></div>
  </body>
</html>
`

// Without `validatorUrl: null` it would send the document's address to a checker on the internet.
const SCRIPT = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
})
`

/** The API description, for machines and for people. */
export const docsRoutes = (openapi: () => Promise<object>) =>
  new Hono<HttpEnv>()
    .get(
      '/openapi.json',
      describe({
        tag: 'Operations',
        summary: 'This description',
        limit: 'docs',
        answer: { status: 200, description: 'An OpenAPI 3.1 document.', type: 'application/json' },
      }),
      async (c) => c.json(await openapi()),
    )
    .get(
      '/docs',
      describe({
        tag: 'Operations',
        summary: 'This description, for people',
        limit: 'docs',
        answer: { status: 200, description: 'A page to read and try it.', type: 'text/html' },
      }),
      (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY }),
    )
    .get(
      '/docs/init.js',
      describe({
        tag: 'Operations',
        summary: 'The script of that page',
        limit: 'docs',
        answer: { status: 200, description: 'A few lines that start Swagger UI.', type: 'text/javascript' },
      }),
      (c) => c.body(SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
    )
