"""How fiscal years are counted is kept with the first row that has one, and a site that counts otherwise is told so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from shishin.governance.errors.duties import YearsCountedOtherwise
from shishin.governance.models import YearCount


def keep_count_of_years() -> None:
    """Called by every act that stores a fiscal year."""
    kept, _is_new = YearCount.objects.get_or_create(
        pk=1, defaults={"begins": settings.FISCAL_YEAR_BEGINS, "named": settings.FISCAL_YEAR_NAMED}
    )
    if not kept.is_kept:
        raise YearsCountedOtherwise(begins=kept.begins, named=kept.named)


@register(Tags.database)
def check_count_of_years(app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every year that is stored would be another one."""
    if "default" not in (databases or ()) or YearCount._meta.db_table not in connections["default"].introspection.table_names():
        return []
    kept = YearCount.objects.first()
    if kept is None or kept.is_kept:
        return []
    refusal = YearsCountedOtherwise(begins=kept.begins, named=kept.named)
    return [Error(str(refusal.message), hint=str(refusal.way_out), id="governance.E001")]
