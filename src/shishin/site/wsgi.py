"""The door for a WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from shishin.site.holding import hold_site

os.umask(0o077)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shishin.site.settings")
hold_site()

application = get_wsgi_application()
# Every page with all that it imports: loaded once, before the server parts into processes, and not by the first reader of each.
get_resolver().url_patterns  # noqa: B018
