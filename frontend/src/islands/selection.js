// Rows picked for an act on many: the box of the head picks the page; "all" takes what the filter matches.

export function selection() {
  return {
    count: 0,
    all: false,
    get any() { return this.count > 0 },
    boxes() { return [...this.$root.querySelectorAll('input[data-selects]')] },
    head() { return this.$root.querySelector('input[data-selects-page]') },
    get full() { return this.count > 0 && this.count === this.boxes().length },
    init() { this.look() },
    look() {
      const boxes = this.boxes()
      this.count = boxes.filter((box) => box.checked).length
      if (this.count < boxes.length) this.all = false
      const head = this.head()
      if (!head) return
      head.checked = this.count > 0 && this.count === boxes.length
      head.indeterminate = this.count > 0 && this.count < boxes.length
    },
    changed(event) {
      if (event.target === this.head()) for (const box of this.boxes()) box.checked = event.target.checked
      this.look()
    },
    takeAll() { this.all = true },
    clear() {
      for (const box of this.boxes()) box.checked = false
      this.all = false
      this.look()
    },
  }
}
