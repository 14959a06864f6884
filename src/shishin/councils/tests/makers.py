"""The least that is valid: a body, a meeting and a decision."""

from __future__ import annotations

from datetime import date
from itertools import count

from shishin.councils.deciding import record_decision
from shishin.councils.models import Body, BodyName, Decision
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR

FIRST_DAY = date(2020, 4, 1)
numbers = count(1)


def make_body(slug: str = "", *, organization: Organization | None = None, name: str = "", **values) -> Body:
    slug = slug or f"body-{next(numbers)}"
    body = Body.objects.create(slug=slug, organization=organization, **{"kind": Body.Kind.COUNCIL, **values})
    BodyName.objects.create(body=body, names={"ja": name or slug, "en": name or slug}, valid_from=FIRST_DAY)
    return body


def make_decision(
    body: Body | None = None, *, decided_on: date = FIRST_DAY, kind: Decision.Kind = Decision.Kind.DECIDED, **values
) -> Decision:
    given = {"text_name": "Guideline 1.0.0", "text_hash": "a" * 64, **values}
    return record_decision(body or make_body(), kind=kind, decided_on=decided_on, by=OPERATOR, **given)
