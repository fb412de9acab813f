"""The server as one ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutuals.server.settings")
application = get_asgi_application()
