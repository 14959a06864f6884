"""The least that is valid of a plan: its edition with a chapter and measures, submitted, decided on and adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from shishin.councils.models import Body, Decision
from shishin.governance.adopting import adopt_plan_edition, name_of_plan_text, publish_plan_edition
from shishin.governance.disposing import dispose_of, to_dispose
from shishin.governance.models import Measure, Plan, PlanEdition
from shishin.governance.plans.keeping import add_plan
from shishin.governance.submitting import submit_edition
from shishin.governance.tests.makers import make_ministry, title
from shishin.governance.writing import MeasureWords, start_next_edition, write_chapter, write_measure
from shishin.kit.dates import FiscalYear, Quarter
from shishin.people.models import Organization, Person
from shishin.people.tests.makers import make_holder, make_organization, make_role
from shishin.trail.recording import OPERATOR

FIRST_YEAR, LAST_YEAR = 2025, 2029


def make_plan(organization: Organization | None = None, **frame: Any) -> Plan:
    given = {"titles": title("Digital plan"), "first_year": FIRST_YEAR, "last_year": LAST_YEAR, **frame}
    return add_plan(organization or make_ministry(), by=OPERATOR, **given)


def quarter(year: int, number: int) -> Quarter:
    return FiscalYear(year).quarter(number)


def measure_words(words: str = "One form", *, chapter: str = "measures", **fields: Any) -> MeasureWords:
    given: dict[str, Any] = {
        "titles": title(words),
        "outlines": title(f"{words}, in short."),
        "unit": "Procedures",
        "first": quarter(2025, 1),
        "last": quarter(2026, 4),
        **fields,
    }
    return MeasureWords(chapter=chapter, **given)


def make_working(
    plan: Plan, *, year: int = FIRST_YEAR, measures: Sequence[str] = ("One form", "Open data"), reason: str = ""
) -> PlanEdition:
    """An edition that is being written, with these measures besides those it was started with."""
    edition = start_next_edition(plan, fiscal_year=year, reason=reason, by=OPERATOR)
    if not edition.chapters.exists():
        write_chapter(edition, headings=title("Measures"), bodies=title("What is done."), by=OPERATOR)
    for words in measures:
        write_measure(edition, words=measure_words(words), by=OPERATOR)
    return edition


def make_submitted(plan: Plan, **fields: Any) -> PlanEdition:
    edition = make_working(plan, **fields)
    dispose_of_all(edition)
    return submit_edition(edition, by=OPERATOR)


def dispose_of_all(edition: PlanEdition) -> None:
    """As the writing proposes it."""
    for row in to_dispose(edition):
        if row.is_open:
            dispose_of(edition, keys=[row.measure.key], kind=row.proposal, reason="It goes on.", by=OPERATOR)


def make_body(slug: str = "council", **fields: Any) -> Body:
    return Body.objects.filter(slug=slug).first() or Body.objects.create(slug=slug, established_on=date(2020, 4, 1), **fields)


def make_decision(
    edition: PlanEdition, *, body: Body | None = None, kind: str = "decided", on: date = date(2025, 6, 30), text_hash: str = ""
) -> Decision:
    return Decision.objects.create(
        body=body or make_body(),
        kind=kind,
        decided_on=on,
        text_name=name_of_plan_text(edition),
        text_hash=text_hash or edition.text_hash,
    )


def make_adopted_plan(plan: Plan, *, on: date = date(2025, 6, 30), is_published: bool = True, **fields: Any) -> PlanEdition:
    edition = make_submitted(plan, **fields)
    edition = adopt_plan_edition(edition, decision=make_decision(edition, on=on), by=OPERATOR)
    return publish_plan_edition(edition, by=OPERATOR) if is_published else edition


def make_adviser(plan: Plan, **fields: Any) -> Person:
    """Who advises on a plan, from the organization that it names."""
    if plan.advised_by is None:
        plan.advised_by = make_organization("digital-agency")
        plan.save()
    return make_holder(make_role("adviser", abilities=("advise",)), plan.advised_by, **fields)


def sign_in(person: Person) -> Client:
    """Somebody who reads English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def url_of(name: str, edition: PlanEdition, *more: str) -> str:
    return reverse(f"governance:{name}", args=[edition.plan.slug, edition.address, *more])


def text_of(answer: Any) -> str:
    """What a page says, each space one."""
    return " ".join(answer.content.decode().split())


def measure_of(edition: PlanEdition, words: str) -> Measure:
    return next(measure for measure in edition.measures.all() if measure.titles["en"] == words)
