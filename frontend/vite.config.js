// Builds what the browser loads into the Python package, every name with the hash of its content.
// `manifest.json` says which files make up an entry and `icons.json` holds the icons; templatetags/front_end.py reads both.

import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { icons } from './icons.js'

export default defineConfig({
  base: '/static/dist/',
  publicDir: false,
  plugins: [tailwindcss(), icons()],
  build: {
    outDir: '../src/mutuals/server/pages/static/dist',
    emptyOutDir: true,
    manifest: 'manifest.json',
    license: { fileName: 'licenses.md' },
    assetsDir: '.',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 700, // the charts, loaded when a page has one
    rolldownOptions: {
      input: 'src/main.js',
      checks: { eval: false, pluginTimings: false }, // htmx's, which its configuration turns off (src/requests.js)
    },
  },
})
