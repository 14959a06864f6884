"""The door for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from shishin.site.holding import hold_site

os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shishin.site.settings")
hold_site()

application = get_wsgi_application()
