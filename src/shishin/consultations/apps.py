from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from shishin.consultations.fixed import GUARDS
from shishin.kit.triggers import declare


class ConsultationsConfig(AppConfig):
    name = "shishin.consultations"
    label = "consultations"
    verbose_name = _("Consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now.
        from shishin.consultations import menu, text_pages, trail_hashes, trail_names, waiting  # noqa: F401, PLC0415
        from shishin.consultations.analysing import working as analysing  # noqa: F401, PLC0415
        from shishin.consultations.asking.data_sections import add_sections  # noqa: PLC0415
        from shishin.consultations.default_data import load_after_migrate  # noqa: PLC0415
        from shishin.consultations.models import OpinionWords  # noqa: PLC0415
        from shishin.consultations.taking_in import working  # noqa: F401, PLC0415
        from shishin.kit.gram_index import keep_index  # noqa: PLC0415

        keep_index(self, OpinionWords)
        add_sections()
        declare(self.label, GUARDS)
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="consultations.default_data")
