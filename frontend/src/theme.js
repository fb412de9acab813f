// Light, dark, or as the system has it: kept in a cookie of this browser, so that the server writes it and nothing flashes.

const YEAR = 31_536_000

function chosen() {
  return document.documentElement.dataset.theme?.replace('mutuals-', '') ?? 'system'
}

function show() {
  for (const button of document.querySelectorAll('[data-theme-choice]')) {
    button.setAttribute('aria-pressed', String(button.dataset.themeChoice === chosen()))
  }
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-theme-choice]')
  if (!button) return
  const theme = button.dataset.themeChoice
  const age = theme === 'system' ? 0 : YEAR
  const secure = location.protocol === 'https:' ? '; secure' : ''
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = `mutuals-${theme}`
  show()
  document.dispatchEvent(new CustomEvent('theme'))
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new CustomEvent('theme')))
show()
