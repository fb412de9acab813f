// htmx under the content security policy: nothing is evaluated, no style is added, every write carries the CSRF token.

import htmx from 'htmx.org'
import { toast } from './toasts.js'

htmx.config.allowEval = false
htmx.config.allowScriptTags = false
htmx.config.includeIndicatorStyles = false
htmx.config.selfRequestsOnly = true
htmx.config.historyCacheSize = 0 // nothing of an organization stays in the browser's storage
htmx.config.refreshOnHistoryMiss = true
htmx.config.scrollBehavior = 'auto'
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '422', swap: true }, // a form with what is wrong in it
  { code: '[45]..', swap: false, error: true },
]

document.addEventListener('htmx:configRequest', (event) => {
  const token = document.querySelector('meta[name=csrf-token]')?.content
  if (token && event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = token
})

const SAID = {
  401: 'You are signed out. Load the page again and sign in; nothing was changed.',
  403: 'Your role does not allow this. Nothing was changed.',
  404: 'This is gone, or not yours to see. Load the page again.',
  413: 'The file is larger than this server accepts. Nothing was kept of it.',
  429: 'Too many requests. Wait a minute and try again.',
}
document.addEventListener('htmx:responseError', (event) => {
  const status = event.detail.xhr.status
  toast(SAID[status] ?? `The server could not answer (${status}). Nothing was changed; try again.`, 'error')
})
document.addEventListener('htmx:sendError', () => {
  toast('The server cannot be reached. Check the connection and try again.', 'error')
})

// A plain form that is on its way shows it on its button, and is not sent twice.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method === 'dialog' || form.closest('[hx-boost]')) return
  if (form.classList.contains('sending')) event.preventDefault()
  else form.classList.add('sending')
})
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form.sending')) form.classList.remove('sending')
})
