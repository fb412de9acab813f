// Native dialogs: `data-opens="id"` opens one, `data-closes` closes the one around it, so does a press outside it.

function open(id, opener) {
  const dialog = document.getElementById(id)
  if (!dialog || dialog.open) return
  dialog.showModal()
  dialog.querySelector('[autofocus]')?.focus()
  dialog.addEventListener('close', () => opener?.focus(), { once: true })
}

document.addEventListener('click', (event) => {
  const target = event.target
  const opener = target.closest?.('[data-opens]')
  if (opener) {
    event.preventDefault()
    open(opener.dataset.opens, opener)
  } else if (target.closest?.('[data-closes]')) {
    target.closest('dialog')?.close()
  } else if (target.nodeName === 'DIALOG' && target.open) {
    const box = target.getBoundingClientRect()
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom
    if (!inside) target.close()
  }
})

// A destructive act asks for a word to be typed before its button works: `data-expects` on the input.
document.addEventListener('input', (event) => {
  const input = event.target
  if (!input.dataset?.expects) return
  const submit = input.closest('form')?.querySelector('[type=submit]')
  if (submit) submit.disabled = input.value.trim() !== input.dataset.expects
})
document.addEventListener('htmx:afterSwap', (event) => {
  const dialog = event.target.closest?.('dialog[data-shows]')
  if (dialog && !dialog.open) dialog.showModal()
})
// HX-Trigger: {"close-dialog": "id"} closes one from the server.
document.addEventListener('close-dialog', (event) => document.getElementById(event.detail?.value ?? event.detail)?.close())

// A password can be looked at: `data-shows-password` on a button beside its input.
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-shows-password]')
  if (!button) return
  const input = button.parentElement.querySelector('input')
  const shown = input.type === 'text'
  input.type = shown ? 'password' : 'text'
  button.setAttribute('aria-pressed', String(!shown))
})
