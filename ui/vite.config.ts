import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** Where `bun run dev` serves API and sockets. */
const server = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Telegram's oldest web views that still get updates: Chromium 111, Safari 16.4.
    target: ['chrome111', 'safari16.4', 'firefox114'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 1_024,
    chunkSizeWarningLimit: 600, // kB: hls.js is that large, and loads only with the first film that needs it
  },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
})
