"""Lists of duties: one of each side with a basis, one that is prepared, one that ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from shishin.governance.duties.basing import read_basis
from shishin.governance.duties.keeping import DutyWords, add_duty, end_duty
from shishin.governance.models import Duty
from shishin.governance.stating import publish_year
from shishin.guidelines.models import Line
from shishin.kit.dates import fiscal_year
from shishin.people.models import Role
from shishin.site.tests.access_matrix.cast import FIRST_DAY, UNSAID, Side
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, moved
from shishin.trail.recording import OPERATOR


def things_of_governance(sides: dict[str, Side]) -> Things:
    """“draft” is owed from tomorrow on: who keeps the list prepares it. Both bases stand on the rules of the own side."""
    own, other = sides["own"], sides["other's"]
    rows = {
        "own": _duty(own, "duty"),
        "other's": _duty(other, "duty"),
        "draft": _duty(own, "coming", UNSAID[own.prefix], days=1),
        "withdrawn": _duty(own, "ended"),
    }
    _duty(other, "coming", UNSAID[other.prefix], days=1)
    end_duty(rows["withdrawn"], until=localdate() - timedelta(days=1), reason="It went.", by=OPERATOR)
    line = Line.objects.get(document__slug="own-rules", key="users-first")
    for column in ("own", "other's"):
        read_basis(rows[column], line=line, by=OPERATOR)
    year = fiscal_year(localdate())
    publish_year(own.organization, fiscal_year=year.begins_in, by=OPERATOR)
    organizations = {column: side.organization for column, side in sides.items()}
    return {
        "organization in a year": {
            column: Thing({"slug": row.slug, "year": str(year.number)}, moved(row, "slug")) for column, row in organizations.items()
        },
        "status": {
            column: Thing({"slug": row.slug, "year": str(year.number), "duty": rows[column].slug}, moved(rows[column], "slug"))
            for column, row in organizations.items()
        },
        "list of duties": {column: by_slug(side.organization) for column, side in sides.items()},
        "duty": {column: by_slug(duty) for column, duty in rows.items()},
        "basis": {column: _basis(duty, line) for column, duty in rows.items()},
    }


def _duty(side: Side, name: str, title: str = "Duty", *, days: int = 0) -> Duty:
    words = DutyWords({"ja": title, "en": title}, {}, Role.objects.get(slug="pmo"), [side.organization.kind])
    since = localdate() + timedelta(days=days) if days else FIRST_DAY
    return add_duty(side.organization, words=words, since=since, slug=f"{side.prefix}-{name}", by=OPERATOR)


def _basis(duty: Duty, line: Line) -> Thing:
    return Thing({"slug": duty.slug, "document": line.document.slug, "key": line.key}, moved(duty, "slug"))
