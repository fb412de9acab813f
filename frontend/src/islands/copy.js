// Copies a text: `x-data="copy"` around a button and what is copied (`data-copies` on the button, or its [x-ref=text]).

export function copy() {
  return {
    done: false,
    async take() {
      const text = this.$root.dataset.copies ?? this.$refs.text.textContent
      await navigator.clipboard.writeText(text)
      this.done = true
      setTimeout(() => { this.done = false }, 1600)
    },
  }
}
