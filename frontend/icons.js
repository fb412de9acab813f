// The icons of `icons.json` (our name → Lucide's), written beside the manifest as the inside of an <svg>, with their licence.

import { readFileSync } from 'node:fs'

const names = JSON.parse(readFileSync(new URL('./icons.json', import.meta.url)))

function inside(name) {
  const svg = readFileSync(new URL(`./node_modules/lucide-static/icons/${name}.svg`, import.meta.url), 'utf8')
  return svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\s+/g, ' ').replaceAll(' />', '/>').trim()
}

export function icons() {
  return {
    name: 'mutuals-icons',
    generateBundle() {
      const source = JSON.stringify(Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [ours, inside(theirs)])))
      this.emitFile({ type: 'asset', fileName: 'icons.json', source })
      const licence = readFileSync(new URL('./node_modules/lucide-static/LICENSE', import.meta.url), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'icons-licence.txt', source: licence })
    },
  }
}
