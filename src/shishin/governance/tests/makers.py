"""The least that is valid: a government with its ministries, those who keep duties and answer for them, and a list."""

from __future__ import annotations

from datetime import date
from typing import Any

from shishin.governance.duties.keeping import DutyWords, add_duty
from shishin.governance.models import Duty
from shishin.people.models import Organization, Person
from shishin.people.tests.makers import make_auditor, make_holder, make_organization, make_role, make_secretariat
from shishin.trail.recording import OPERATOR

__all__ = ["make_auditor", "make_duty", "make_function", "make_government", "make_keeper", "make_ministry", "make_pmo", "title"]

BEGUN = date(2024, 4, 1)


def make_government(slug: str = "government") -> Organization:
    return Organization.objects.filter(slug=slug).first() or make_organization(slug, kind=Organization.Kind.GOVERNMENT)


def make_ministry(slug: str = "examples", **fields: Any) -> Organization:
    return make_organization(slug, kind=Organization.Kind.MINISTRY, parent=fields.pop("parent", None) or make_government(), **fields)


def make_keeper(owner: Organization | None = None, **fields: Any) -> Person:
    """Who keeps the list of duties of the government."""
    return make_secretariat(owner or make_government(), **fields)


def make_pmo(organization: Organization, **fields: Any) -> Person:
    """Who answers for an organization and its parts."""
    return make_holder(make_role("portfolio", abilities=("manage_portfolio",)), organization, **fields)


def title(words: str) -> dict[str, str]:
    return {"ja": words, "en": words}


def make_function(words: str = "Plans", *, parent: Duty | None = None, owner: Organization | None = None, since: date = BEGUN) -> Duty:
    return add_duty(owner or make_government(), words=DutyWords(title(words)), parent=parent, is_abstract=True, since=since, by=OPERATOR)


def duty_words(
    words: str = "Write the plan", *, role: str = "pmo", owed_by: tuple[str, ...] = ("ministry",), origin: str = ""
) -> DutyWords:
    return DutyWords(title(words), {}, make_role(role), owed_by, origin)


def make_duty(
    words: str = "Write the plan",
    *,
    parent: Duty | None = None,
    owner: Organization | None = None,
    role: str = "pmo",
    owed_by: tuple[str, ...] = ("ministry",),
    since: date = BEGUN,
) -> Duty:
    return add_duty(
        owner or make_government(), words=duty_words(words, role=role, owed_by=owed_by), parent=parent, since=since, by=OPERATOR
    )
