"""The public home and search."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import navigation
from shishin.portal.menu import site_entries


class PortalConfig(AppConfig):
    name = "shishin.portal"
    label = "portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        navigation.fill(site_entries)
