// A file on its way: name, size and true progress of the upload; the form is sent by htmx (hx-encoding=multipart/form-data).

const size = (bytes) => {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: power ? 1 : 0 }).format(bytes / 1000 ** power)} ${units[power]}`
}

export function dropzone() {
  return {
    name: '',
    size: '',
    percent: 0,
    sending: false,
    wrong: '',
    over: false,
    init() {
      const form = this.$root.closest('form')
      form?.addEventListener('htmx:beforeRequest', (event) => { if (event.target === form) this.begin() })
      form?.addEventListener('htmx:xhr:progress', (event) => this.moved(event.detail))
      form?.addEventListener('htmx:afterRequest', (event) => { if (event.target === form) this.sending = false })
    },
    get chosen() { return this.name !== '' },
    get empty() { return this.name === '' },
    get said() { return this.percent < 100 ? `${this.percent} % uploaded` : 'Uploaded; the server is reading it' },
    enter() { this.over = true },
    leave() { this.over = false },
    begin() {
      this.sending = true
      this.percent = 0
    },
    moved({ loaded, total }) {
      if (total) this.percent = Math.round((100 * loaded) / total)
    },
    take(event) {
      this.over = false
      const input = event.target
      const most = Number(this.$root.dataset.mostBytes || 0)
      const file = input.files[0]
      this.wrong = ''
      if (file && most && file.size > most) {
        this.wrong = `${file.name} has ${size(file.size)}; this server accepts up to ${size(most)}. Split the file, or ask whoever runs the server.`
        return this.drop()
      }
      this.name = file?.name ?? ''
      this.size = file ? size(file.size) : ''
      if (file && this.$root.dataset.sends) input.form.requestSubmit()
    },
    drop() {
      this.$root.querySelector('input[type=file]').value = ''
      this.name = ''
    },
  }
}
