// Short messages in the corner: Django's, written by the server, and those that an answer names in HX-Trigger:
// {"toast": "Saved."} or {"toast": {"message": "Not saved.", "level": "error"}}.

const SECONDS = { success: 5, info: 6, warning: 12 }

function leave(node) {
  node.remove()
}

// Above an open dialog, too: the last popover shown is the topmost.
function raise(shelf) {
  if (shelf.matches(':popover-open')) shelf.hidePopover()
  shelf.showPopover()
}

function settle(node) {
  const seconds = SECONDS[node.dataset.level]
  if (!seconds) return // errors stay until they are closed
  let timer = setTimeout(leave, seconds * 1000, node)
  node.addEventListener('pointerenter', () => clearTimeout(timer))
  node.addEventListener('pointerleave', () => { timer = setTimeout(leave, 2000, node) })
}

export function toast(message, level = 'success') {
  const shelf = document.getElementById('toasts')
  const pattern = document.getElementById(`toast-${level}`) ?? document.getElementById('toast-info')
  if (!shelf || !pattern) return
  const node = pattern.content.firstElementChild.cloneNode(true)
  node.querySelector('p').textContent = message
  shelf.append(node)
  raise(shelf)
  settle(node)
}

document.addEventListener('toast', (event) => {
  const said = event.detail?.value ?? event.detail
  if (typeof said === 'string') toast(said)
  else toast(said.message, said.level)
})
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-closes-toast]')
  if (button) leave(button.closest('.toast'))
})
for (const node of document.querySelectorAll('#toasts .toast')) settle(node)
