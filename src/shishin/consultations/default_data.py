"""Default data: the four profiles that every site begins with."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml
from django.db import connections, transaction

from shishin.consultations.asking.keeping_profiles import add_profile
from shishin.consultations.models import ConsultationProfile
from shishin.people.default_data import DEFAULTS
from shishin.trail.models import Entry


@transaction.atomic
def load_default_data() -> list[ConsultationProfile]:
    """Where there are none yet. What somebody changed stays, and what somebody removed does not come back by itself."""
    if ConsultationProfile.objects.exists():
        return []
    text = files("shishin.consultations").joinpath("data/profiles.yaml").read_text(encoding="utf-8")
    return [add_profile(**record, by=DEFAULTS) for record in yaml.safe_load(text)["consultation_profiles"]]


def load_after_migrate(using: str, **_kwargs: Any) -> None:
    """After a whole migration. One that stops half-way has not all tables yet."""
    tables = set(connections[using].introspection.table_names())
    if using == "default" and {ConsultationProfile._meta.db_table, Entry._meta.db_table} <= tables:
        load_default_data()
