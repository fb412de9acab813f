// The command palette: every place of the sidebar by a few letters, opened by Ctrl-K or ⌘K.

const plain = (text) => text.toLocaleLowerCase().normalize('NFD').replace(/\p{Diacritic}/gu, '')

export function palette() {
  return {
    found: 1,
    init() {
      this.dialog = this.$root
      addEventListener('keydown', (event) => {
        if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
        event.preventDefault()
        if (this.dialog.open) this.dialog.close()
        else this.dialog.showModal()
      })
      new MutationObserver(() => { if (this.dialog.open) this.reset() }).observe(this.dialog, { attributeFilter: ['open'] })
    },
    items() { return [...this.dialog.querySelectorAll('.palette-item')] },
    shown() { return this.items().filter((item) => !item.hidden) },
    reset() {
      this.$refs.input.value = ''
      this.look()
    },
    look() {
      const words = plain(this.$refs.input.value).split(/\s+/).filter(Boolean)
      for (const item of this.items()) {
        const text = plain(item.textContent)
        item.hidden = !words.every((word) => text.includes(word))
      }
      this.found = this.shown().length
      this.choose(this.shown()[0])
    },
    choose(chosen) {
      for (const item of this.items()) item.setAttribute('aria-selected', String(item === chosen))
      if (chosen) this.$refs.input.setAttribute('aria-activedescendant', chosen.id)
      else this.$refs.input.removeAttribute('aria-activedescendant')
      chosen?.scrollIntoView({ block: 'nearest' })
    },
    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const items = this.shown()
      const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true')
      if (step && items.length) {
        event.preventDefault()
        this.choose(items[(at + step + items.length) % items.length])
      } else if (event.key === 'Enter') {
        event.preventDefault()
        items[at]?.click()
      }
    },
  }
}
