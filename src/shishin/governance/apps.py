from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shishin.governance.fixed import GUARDS
from shishin.kit.triggers import declare


class GovernanceConfig(AppConfig):
    name = "shishin.governance"
    label = "governance"
    verbose_name = _("Governance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now.
        from shishin.governance import claims, council_texts, menu, text_pages, trail_names, waiting, year_count  # noqa: F401, PLC0415

        declare(self.label, GUARDS)
