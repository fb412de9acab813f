// Passkeys, security keys and recovery codes on allauth's pages. Its templates say in JSON what to do
// (`data-allauth-onload`); this does it with the browser's own functions, under our content security policy.

const by = (id) => document.getElementById(id)
const options = (ids) => JSON.parse(by(ids.data).textContent)

function failed(error) {
  const place = document.querySelector('[data-passkey-error]')
  if (place) place.hidden = false
  else console.warn(error)
}

function send(ids, credential) {
  const input = by(ids.credential)
  input.value = JSON.stringify(credential)
  input.closest('form').submit()
}

function onPress(button, act) {
  button.addEventListener('click', async (event) => {
    event.preventDefault()
    try {
      await act()
    } catch (error) {
      failed(error)
    }
  })
}

async function create(ids, passwordless) {
  const { publicKey } = options(ids).creation_options
  if (passwordless !== undefined) {
    const asked = (publicKey.authenticatorSelection ??= {})
    asked.residentKey = passwordless ? 'required' : 'discouraged'
    asked.requireResidentKey = passwordless
    if (passwordless) asked.userVerification = 'required'
  }
  send(ids, await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) }))
}

async function use(ids, { publicKey }) {
  send(ids, await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) }))
}

const FORMS = {
  'allauth.webauthn.forms.signupForm': (ids) => onPress(by(ids.signup), () => create(ids)),
  'allauth.webauthn.forms.addForm': (ids) => onPress(by(ids.add), () => create(ids, by(ids.passwordless)?.checked ?? false)),
  'allauth.webauthn.forms.authenticateForm': (ids) => onPress(by(ids.authenticate), () => use(ids, options(ids).request_options)),
  'allauth.webauthn.forms.loginForm': (ids) => {
    const button = by(ids.login)
    onPress(button, async () => {
      const answer = await fetch(button.form.action, { headers: { Accept: 'application/json' } })
      if (!answer.ok) throw new Error('The server offered no passkey sign-in.')
      await use(ids, (await answer.json()).request_options)
    })
  },
  'allauth.recoveryCodes.forms.viewForm': (ids) => {
    const saved = by(ids.saveConfirmation)
    if (saved) addEventListener('beforeunload', (event) => { if (!saved.checked) event.preventDefault() })
  },
}

for (const script of document.querySelectorAll('script[data-allauth-onload]')) {
  FORMS[script.dataset.allauthOnload]?.(JSON.parse(script.textContent).ids)
}
