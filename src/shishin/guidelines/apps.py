from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.default_data import load_after_migrating
from shishin.guidelines.fixed import GUARDS
from shishin.kit.triggers import declare


class GuidelinesConfig(AppConfig):
    name = "shishin.guidelines"
    label = "guidelines"
    verbose_name = _("Guidelines")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models are there only now. Being imported fills points and registers words.
        from shishin.guidelines import claims, council_texts, menu, trail_hashes, trail_names, waiting  # noqa: F401, PLC0415
        from shishin.guidelines.bringing_in import reading  # noqa: F401, PLC0415
        from shishin.guidelines.managing import menu as managing_menu  # noqa: F401, PLC0415
        from shishin.guidelines.managing.data_sections import add_sections  # noqa: PLC0415
        from shishin.guidelines.models import SearchText  # noqa: PLC0415
        from shishin.guidelines.printing import formats, trying  # noqa: F401, PLC0415
        from shishin.guidelines.proposing import laying  # noqa: F401, PLC0415
        from shishin.kit.gram_index import keep_index  # noqa: PLC0415

        add_sections()
        declare(self.label, GUARDS)
        post_migrate.connect(load_after_migrating, sender=self, dispatch_uid="guidelines-default-data")
        keep_index(self, SearchText)
