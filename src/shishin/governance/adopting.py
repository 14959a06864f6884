"""Adopting an edition of a plan by the decision of a body on this very text; publishing and withdrawing it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.councils.models import Decision
from shishin.governance.errors.plans import (
    AdviceIsOpen,
    AnotherPlanTextWasDecided,
    DecisionIsNoApproval,
    NotABodyOfThePlan,
    NotAdopted,
    PublishedAlready,
    WithdrawnAlready,
    WithdrawnWithoutReason,
    YearBeforeTheLast,
)
from shishin.governance.models import MeasureLine, Plan, PlanEdition
from shishin.governance.models.plans import MEASURE_LINE
from shishin.governance.plans.keeping import note_change_of_public
from shishin.governance.submitting import lock_submitted, refuse_not_submitted
from shishin.kit.errors import Refusal
from shishin.kit.identity import join_words
from shishin.people.claims import claim
from shishin.people.models import Claim
from shishin.trail.recording import Acting, record


def name_of_plan_text(edition: PlanEdition) -> str:
    """As agendas and decisions keep it."""
    return f"plan:{edition.plan.slug} {edition.address}"


@transaction.atomic
def adopt_plan_edition(edition: PlanEdition, *, decision: Decision, by: Acting) -> PlanEdition:
    """It counts from the day of the decision, and its clock begins anew."""
    edition = lock_submitted(edition)
    refuse_to_adopt(edition)
    refuse_decision(edition, decision)
    edition.state, edition.adopted_by, edition.decided_on = PlanEdition.State.ADOPTED, decision, decision.decided_on
    edition.save(update_fields=["state", "adopted_by", "decided_on"])
    note_change_of_public(edition.plan)
    record("governance.edition_adopted", about=edition, who=by, decision=str(decision.uuid), hash=edition.text_hash)
    return edition


def refuse_to_adopt(edition: PlanEdition) -> None:
    """What keeps an edition from being adopted, whoever decided: its state, its year, and advice where the plan asks for answers first."""
    refuse_not_submitted(edition)
    last = edition.plan.editions.adopted().last()
    if last and edition.fiscal_year < last.fiscal_year:
        raise YearBeforeTheLast(year=edition.year, last=last.year)
    if edition.plan.needs_answers and (count := edition.advice.filter(answer="").count()):
        raise AdviceIsOpen(edition=edition, count=count)


def refuse_decision(edition: PlanEdition, decision: Decision) -> None:
    """What keeps a decision from adopting an edition."""
    if not decision.is_approval:
        raise DecisionIsNoApproval
    if decision.text_hash != edition.text_hash:
        raise AnotherPlanTextWasDecided(decision=decision, edition=edition)
    refuse_body(edition.plan, decision)


def why_unfit(edition: PlanEdition, decision: Decision) -> Refusal | None:
    """What keeps it, for lists of decisions."""
    try:
        refuse_decision(edition, decision)
    except Refusal as refusal:
        return refusal
    return None


def refuse_body(plan: Plan, decision: Decision) -> None:
    """A plan may name who adopts it; where it names nobody, any body does."""
    named = list(plan.bodies.all())
    if named and decision.body not in named:
        names = join_words(body.name_on(decision.decided_on) for body in named)
        raise NotABodyOfThePlan(body=decision.body.name_on(decision.decided_on), named=names)


@transaction.atomic
def publish_plan_edition(edition: PlanEdition, *, by: Acting, on: date | None = None) -> PlanEdition:
    """From now on everybody reads it; what is withheld until a day opens by itself."""
    edition = _locked(edition)
    refuse_to_publish(edition)
    edition.published_on = on or localdate()
    edition.save(update_fields=["published_on"])
    record("governance.edition_published", about=edition, who=by, on=edition.published_on.isoformat(), hash=edition.text_hash)
    _claim_lines(edition, by=by)
    return edition


@transaction.atomic
def withdraw_plan_edition(edition: PlanEdition, *, reason: str, by: Acting, on: date | None = None) -> PlanEdition:
    """It does not count any more; it stays readable where it was published."""
    edition = _locked(edition)
    refuse_to_withdraw(edition)
    if not reason.strip():
        raise WithdrawnWithoutReason
    edition.withdrawn_on, edition.withdrawn_reason = on or localdate(), reason.strip()
    edition.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    record("governance.edition_withdrawn", about=edition, who=by, why=edition.withdrawn_reason, on=edition.withdrawn_on.isoformat())
    return edition


def _locked(edition: PlanEdition) -> PlanEdition:
    """Also of a plan that was closed meanwhile."""
    plan = Plan.objects.select_for_update().get(pk=edition.plan_id)
    edition = PlanEdition.objects.get(pk=edition.pk)
    edition.plan = plan
    return edition


def refuse_to_publish(edition: PlanEdition) -> None:
    if not edition.is_adopted:
        raise NotAdopted(edition=edition)
    if edition.published_on:
        raise PublishedAlready(edition=edition, day=edition.published_on)


def refuse_to_withdraw(edition: PlanEdition) -> None:
    if not edition.is_adopted:
        raise NotAdopted(edition=edition)
    if edition.withdrawn_on:
        raise WithdrawnAlready(edition=edition, day=edition.withdrawn_on)


def _claim_lines(edition: PlanEdition, *, by: Acting) -> None:
    """Whoever keeps a clause is asked whether the measures that serve it are named there; once for all editions."""
    lines = list(MeasureLine.objects.filter(measure__edition=edition).select_related("line__document__owner"))
    asked = set(Claim.objects.filter(kind=MEASURE_LINE, edge__in=[line.tie for line in lines]).values_list("edge", flat=True))
    for line in lines:
        if line.tie not in asked:
            keeper = line.line.document.owner
            claim(MEASURE_LINE, edge=line.tie, target=line.line_id, claimed_by=edition.plan.organization, kept_by=keeper, by=by)
