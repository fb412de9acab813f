// Menus and hints are popovers; this puts them beside the button that opens them and moves between items by arrows.

const GAP = 6

function place(popover, button) {
  const at = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = popover
  const right = popover.dataset.align === 'end' || at.left + width > innerWidth - 8
  const left = right ? at.right - width : at.left
  const below = at.bottom + GAP
  const top = below + height > innerHeight - 8 && at.top - GAP - height > 8 ? at.top - GAP - height : below
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
  popover.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`
}

function opener(popover) {
  return document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`)
}

document.addEventListener('toggle', (event) => {
  const popover = event.target
  if (!popover.matches?.('.menu')) return
  const button = opener(popover)
  const open = event.newState === 'open'
  button?.setAttribute('aria-expanded', String(open))
  if (open && button) {
    if (popover.dataset.width === 'opener') popover.style.width = `${button.offsetWidth}px`
    place(popover, button)
  }
}, true)

document.addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const popover = event.target.closest?.('.menu') ?? document.querySelector('.menu:popover-open:not(.hint)')
  if (!step || !popover?.matches(':popover-open')) return
  const items = [...popover.querySelectorAll('a, button')]
  const at = items.indexOf(document.activeElement)
  items.at(at < 0 && step < 0 ? -1 : (at + step) % items.length)?.focus()
  event.preventDefault()
})
for (const kind of ['resize', 'scroll']) {
  addEventListener(kind, () => {
    for (const popover of document.querySelectorAll('.menu:popover-open')) place(popover, opener(popover))
  }, { passive: true, capture: true })
}
