import type { Build } from './build.ts'
import { Shell } from './shell.ts'

/** Written here by `scripts/service-worker.ts`. */
declare const BUILD: Build

// Sound: this file is built into a service worker and nothing else; the type library calls every worker's `self` the same.
const worker = self as unknown as ServiceWorkerGlobalScope

/** Named once: the build writes its whole list wherever it reads `BUILD`. */
const build = BUILD

const shell = new Shell(build, {
  caches,
  fetch: (request, init) => fetch(request, init),
  origin: worker.location.origin,
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
})

worker.addEventListener('install', (event) => {
  // At once: an old worker has nothing that its pages would miss, and a broken one must go.
  event.waitUntil(Promise.all([shell.install(), worker.skipWaiting()]))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      await shell.activate()
      await worker.clients.claim()
      // A page that started with another script learns that it is of another build.
      for (const page of await worker.clients.matchAll({ type: 'window' })) page.postMessage({ entry: build.entry })
    })(),
  )
})

worker.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request)
  if (answer !== null) event.respondWith(answer)
})
