"""Plans with an edition each, of which one is being written and one was withdrawn. The organization of each advises on its own plan."""

from __future__ import annotations

from decimal import Decimal

from shishin.governance.adopting import adopt_plan_edition, publish_plan_edition, withdraw_plan_edition
from shishin.governance.models import Advice, PlanEdition
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.plans.keeping import add_plan
from shishin.governance.submitting import give_advice, return_edition, submit_edition
from shishin.governance.tests.plan_makers import make_decision, measure_words
from shishin.governance.writing import start_next_edition, write_chapter, write_measure
from shishin.kit.dates import FiscalYear
from shishin.site.tests.access_matrix.cast import UNSAID, Side
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, moved
from shishin.trail.recording import OPERATOR

YEAR = 2025


def things_of_plans(sides: dict[str, Side]) -> Things:
    """“draft” is being written, with advice from when it was submitted once."""
    own, other = sides["own"], sides["other's"]
    rows = {
        "own": _published(own, "plan"),
        "other's": _published(other, "plan"),
        "draft": _written(own, "written", UNSAID[own.prefix]),
        "withdrawn": withdraw_plan_edition(_published(own, "withdrawn"), reason="A wrong file was decided on.", by=OPERATOR),
    }
    _written(other, "written", UNSAID[other.prefix])
    below = {"chapter of a plan": "measures", "measure": "one-form", "indicator": "share"}
    return {
        "plan": {column: by_slug(one.plan) for column, one in rows.items()},
        "edition of a plan": {column: _thing(one) for column, one in rows.items()},
        **{kind: {column: _thing(one, key=key) for column, one in rows.items()} for kind, key in below.items()},
        "advice": {column: _thing(one, uuid=str(Advice.objects.get(edition=one).uuid)) for column, one in rows.items()},
    }


def _thing(edition: PlanEdition, **more: str) -> Thing:
    return Thing({"slug": edition.plan.slug, "address": edition.address, **more}, moved(edition.plan, "slug"))


def _written(side: Side, name: str, title: str) -> PlanEdition:
    titles = {"ja": title, "en": title}
    plan = add_plan(
        side.organization,
        slug=f"{side.prefix}-{name}",
        titles=titles,
        first_year=YEAR,
        last_year=YEAR,
        advised_by=side.organization,
        by=OPERATOR,
    )
    edition = start_next_edition(plan, fiscal_year=YEAR, by=OPERATOR)
    write_chapter(edition, headings={"ja": title, "en": "Measures"}, bodies=titles, by=OPERATOR)
    write_measure(edition, words=measure_words(), by=OPERATOR)
    effect = IndicatorWords({"ja": title, "en": "Share"}, "%", "up", Decimal(40), FiscalYear(YEAR), {}, "qos")
    write_indicator(edition, words=effect, by=OPERATOR)
    submitted = submit_edition(edition, by=OPERATOR)
    give_advice(submitted, words=title, organization=side.organization, by=OPERATOR)
    return return_edition(submitted, words=title, by=OPERATOR)


def _published(side: Side, name: str) -> PlanEdition:
    edition = submit_edition(_written(side, name, "Plan"), by=OPERATOR)
    return publish_plan_edition(adopt_plan_edition(edition, decision=make_decision(edition), by=OPERATOR), by=OPERATOR)
