from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    name = "shishin.kit"
    label = "kit"
    verbose_name = _("Design")
    default_auto_field = "django.db.models.BigAutoField"
