from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shishin.site import checks  # noqa: F401 - registers itself
from shishin.site.holding import listen


class SiteConfig(AppConfig):
    name = "shishin.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        listen()
