// The entry of every page. Pages are rendered by the server; what is here makes them lively and may be absent.

import './styles/main.css'
import Alpine from '@alpinejs/csp'
import './requests.js'
import './dialogs.js'
import './menus.js'
import './theme.js'
import './toasts.js'
import './matrix.js'
import './passkeys.js'
import './islands/charts.js'
import { conditions } from './islands/conditions.js'
import { copy } from './islands/copy.js'
import { dropzone } from './islands/dropzone.js'
import { palette } from './islands/palette.js'
import { selection } from './islands/selection.js'

Alpine.data('conditions', conditions)
Alpine.data('copy', copy)
Alpine.data('dropzone', dropzone)
Alpine.data('palette', palette)
Alpine.data('selection', selection)
Alpine.start()
