import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'
import { chunkNames, NAMES } from './chunks.ts'
import { localeParts } from './locale-parts.ts'

const nameOf = chunkNames()

/** Where `bun run dev` serves API and sockets. */
const server = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

/** All of the kit in every state, at /gallery: while developing only, the product's build does not know of it. */
const gallery: Plugin = {
  name: 'gallery',
  apply: 'serve',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/gallery(?=$|\?)/, '/gallery.html')
      next()
    })
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte(), localeParts(), gallery],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Telegram's oldest web views that still get updates: Chromium 111, Safari 16.4.
    target: ['chrome111', 'safari16.4', 'firefox114'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 1_024,
    rolldownOptions: {
      output: {
        // Every page carries the list of all chunks: their words would make it twice as large, and six signs tell them apart.
        chunkFileNames: 'assets/[hash:7].js',
        assetFileNames: 'assets/[hash:7][extname]',
        codeSplitting: {
          groups: NAMES.map((name, index) => ({
            debugName: name,
            name: (id, modules) => (nameOf(id, modules) === name ? name : null),
            priority: NAMES.length - index,
          })),
        },
      },
    },
    chunkSizeWarningLimit: 600, // kB: hls.js is that large, and loads only with the first film that needs it
  },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
})
