from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from shishin.councils.fixed import GUARDS
from shishin.kit.triggers import declare


class CouncilsConfig(AppConfig):
    name = "shishin.councils"
    label = "councils"
    verbose_name = _("Councils")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now.
        from shishin.councils import claims, menu, trail_hashes, trail_names, waiting  # noqa: F401, PLC0415
        from shishin.councils.bodies.data_sections import add_sections  # noqa: PLC0415
        from shishin.councils.default_data import load_after_migrate  # noqa: PLC0415

        add_sections()
        declare(self.label, GUARDS)
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="councils.default_data")
