"""What the pages of the acts on an edition show before anything is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.councils.access import bodies_presided_by
from shishin.councils.models import Decision
from shishin.governance.access import can_advise_on, can_write_plan
from shishin.governance.adopting import name_of_plan_text, why_unfit
from shishin.governance.models import Advice, Measure, Plan, PlanEdition
from shishin.governance.plans.content import PlanAmount, PlanContent, PlanMeasure, read_content
from shishin.governance.plans.offers import url_of
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language
from shishin.kit.timeline import Tag

OTHERS_SHOWN = 10
ANSWER_TONES = {Advice.Answer.TAKEN_UP: "success", Advice.Answer.PARTLY: "", Advice.Answer.NOT: "", Advice.Answer.OPEN: "missing"}


def titles_of(plan: Plan, keys: Collection[str]) -> dict[str, str]:
    """What measures are called in the newest edition that has them. One query."""
    rows = Measure.objects.filter(edition__plan=plan, key__in=set(keys)).order_by("edition__fiscal_year", "edition__number")
    return {key: in_language(titles) for key, titles in rows.values_list("key", "titles")}


class AdviceToAnswer(NamedTuple):
    """A piece of advice, and the measure it is about, if it is about one."""

    advice: Advice
    measure: str
    tag: Tag
    answer_url: str
    """Where the reader answers it; nothing where it is answered or is for somebody else."""


@dataclass(frozen=True, slots=True)
class AdvicePage:
    rows: Sequence[AdviceToAnswer]
    may_advise: bool

    @property
    def next_answer(self) -> AdviceToAnswer | None:
        return next((row for row in self.rows if row.answer_url), None)


def advice_page(edition: PlanEdition, *, reader: Any) -> AdvicePage:
    """What waits for an answer first. Two queries, besides what somebody may do."""
    given = edition.advice.select_related("organization").prefetch_related("organization__dated_names")
    advice = sorted(given, key=lambda one: (one.is_answered, one.pk))
    titles = titles_of(edition.plan, {one.key for one in advice} - {""}) if advice else {}
    may_answer = can_write_plan(reader, edition.plan)
    rows = [
        AdviceToAnswer(
            one,
            titles.get(one.key, ""),
            Tag(str(one.get_answer_display()), ANSWER_TONES[Advice.Answer(one.answer)]),
            url_of("answer-advice", edition, str(one.uuid)) if may_answer and not one.is_answered else "",
        )
        for one in advice
    ]
    return AdvicePage(rows, edition.is_submitted and can_advise_on(reader, edition.plan))


@dataclass(frozen=True, slots=True)
class Adoption:
    """The decisions on an edition, and where one can be recorded."""

    fitting: Sequence[tuple[str, str]]
    """As the form offers them."""
    unfit: Sequence[tuple[Decision, str, str]]
    """The decision, the body's name on its day, and why it does not fit."""
    bodies: Sequence[tuple[str, str]]
    """Where the reader can record a decision on this text."""
    named: Sequence[str]
    """The bodies that adopt this plan; none where any body may."""


def adoption_of(edition: PlanEdition, *, reader: Any) -> Adoption:
    plan = edition.plan
    named = list(plan.bodies.prefetch_related("dated_names"))
    rows = Decision.objects.select_related("body").prefetch_related("body__dated_names")
    on_plan = rows.filter(text_name__startswith=f"{name_of_plan_text(edition).rpartition(' ')[0]} ").order_by("-decided_on", "-pk")
    fitting, unfit = [], []
    for decision in on_plan[: 2 * OTHERS_SHOWN]:
        name = decision.body.name_on(decision.decided_on) or decision.body.slug
        refusal = why_unfit(edition, decision)
        if refusal is None:
            words = {"body": name, "day": day_in_words(decision.decided_on), "kind": decision.get_kind_display()}
            fitting.append((str(decision.uuid), _("%(body)s, %(day)s: %(kind)s") % words))
        else:
            unfit.append((decision, name, str(refusal.message)))
    presided = bodies_presided_by(reader).filter(abolished_on=None).prefetch_related("dated_names")
    if named:
        presided = presided.filter(pk__in=[body.pk for body in named])
    query = urlencode({"text": name_of_plan_text(edition)})
    bodies = [(f"{reverse('councils:record-decision', args=[body.slug])}?{query}", str(body)) for body in presided]
    return Adoption(fitting, unfit[:OTHERS_SHOWN], bodies, [str(body) for body in named])


class WithheldAmount(NamedTuple):
    measure: PlanMeasure
    amount: PlanAmount


@dataclass(frozen=True, slots=True)
class EditionInFigures:
    """What an edition has: what is fixed when it is submitted, and becomes public when it is published."""

    content: PlanContent
    withheld: Sequence[WithheldAmount]

    @property
    def milestones(self) -> int:
        return sum(len(measure.milestones) for measure in self.content.measures)

    @property
    def amounts(self) -> int:
        return sum(len(measure.amounts) for measure in self.content.measures)


def edition_in_figures(edition: PlanEdition, day: date | None = None) -> EditionInFigures:
    content, today = read_content(edition), day or localdate()
    pairs = (WithheldAmount(measure, amount) for measure in content.measures for amount in measure.amounts)
    withheld = sorted((pair for pair in pairs if pair.amount.is_withheld_on(today)), key=lambda pair: pair.amount.withheld_until or today)
    return EditionInFigures(content, withheld)
