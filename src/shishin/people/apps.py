from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "shishin.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now.
        from shishin.people import menu, saved_filters, security_events, trail_names, waiting  # noqa: F401, PLC0415
        from shishin.people.data_sections import add_sections  # noqa: PLC0415
        from shishin.people.default_data import load_after_migrate  # noqa: PLC0415

        add_sections()
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="people.default_data")
