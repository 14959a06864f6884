from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shishin.kit.navigation import navigation
from shishin.kit.triggers import declare
from shishin.trail.fixed import GUARDS
from shishin.trail.menu import entries


class TrailConfig(AppConfig):
    name = "shishin.trail"
    label = "trail"
    verbose_name = _("Trail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now. Being imported registers the source of what waits.
        from shishin.trail import waiting  # noqa: F401, PLC0415

        declare(self.label, GUARDS)
        navigation.fill(entries)
