"""Submitting an edition of a plan, returning it, and the advice that is given on it and answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from shishin.governance.disposing import not_disposed_of
from shishin.governance.errors.plans import (
    AdviceIsAnswered,
    NotDisposedOf,
    NothingToSubmit,
    NotInEdition,
    NotSubmitted,
    NoWordsOfAdvice,
    NoWordsOfAnswer,
    NoWordsOfReturn,
)
from shishin.governance.models import Advice, PlanEdition
from shishin.governance.plans.content import PlanContent, hash_of_content, read_content
from shishin.governance.plans.keeping import lock_plan, refuse_closed
from shishin.governance.writing import lock_edition
from shishin.kit.errors import Refusal
from shishin.people.models import Organization, Person
from shishin.trail.recording import Acting, record

Answer = Advice.Answer


@transaction.atomic
def submit_edition(edition: PlanEdition, *, by: Acting, on: date | None = None) -> PlanEdition:
    """From now on its text is fixed: it waits for advice and for the decision of a body. No unmet measure goes in silence."""
    edition = lock_edition(edition)
    content = read_content(edition)
    for refusal in bars_to_submitting(content):
        raise refusal
    edition.state, edition.submitted_on, edition.return_reason = PlanEdition.State.SUBMITTED, on or localdate(), ""
    edition.text_hash = hash_of_content(content)
    edition.save(update_fields=["state", "submitted_on", "return_reason", "text_hash"])
    record("governance.edition_submitted", about=edition, who=by, hash=edition.text_hash, on=edition.submitted_on.isoformat())
    return edition


def bars_to_submitting(content: PlanContent) -> Iterator[Refusal]:
    """All that is missing before an edition is submitted."""
    edition = content.edition
    if not content.measures:
        yield NothingToSubmit(edition=edition)
    if missing := not_disposed_of(edition, content):
        yield NotDisposedOf(edition=edition, names=[measure.title for measure in missing])


@transaction.atomic
def return_edition(edition: PlanEdition, *, words: str, by: Acting) -> PlanEdition:
    """It is written on: whoever advises returns it, or whoever submitted it takes it back. The advice stays."""
    edition = lock_submitted(edition)
    if not words.strip():
        raise NoWordsOfReturn
    edition.state, edition.return_reason, edition.text_hash = PlanEdition.State.WORKING, words.strip(), ""
    edition.save(update_fields=["state", "return_reason", "text_hash"])
    record("governance.edition_returned", about=edition, who=by, why=edition.return_reason)
    return edition


def lock_submitted(edition: PlanEdition) -> PlanEdition:
    plan = lock_plan(edition.plan)
    edition = PlanEdition.objects.get(pk=edition.pk)
    edition.plan = plan
    refuse_not_submitted(edition)
    return edition


def refuse_not_submitted(edition: PlanEdition) -> None:
    """What keeps an edition from being returned, advised on and adopted."""
    refuse_closed(edition.plan)
    if not edition.is_submitted:
        raise NotSubmitted(edition=edition)


def refuse_answered(advice: Advice) -> None:
    if advice.is_answered:
        raise AdviceIsAnswered


@transaction.atomic
def give_advice(
    edition: PlanEdition, *, words: str, organization: Organization, by: Acting, key: str = "", on: date | None = None
) -> Advice:
    """On a measure of a submitted edition, or on all of it."""
    edition = lock_submitted(edition)
    if not words.strip():
        raise NoWordsOfAdvice
    if key and not edition.measures.filter(key=key).exists():
        raise NotInEdition(name=key)
    person = by if isinstance(by, Person) else None
    advice = Advice.objects.create(
        edition=edition, key=key, words=words.strip(), organization=organization, by=person, given_on=on or localdate()
    )
    record("governance.advice_given", about=edition, who=by, advice=str(advice.uuid), measure=key, organization=str(organization.uuid))
    return advice


@transaction.atomic
def answer_advice(advice: Advice, *, answer: str, words: str, by: Acting, on: date | None = None) -> Advice:
    """Taken up, partly, or not: once. What is not taken up in full needs words."""
    advice = Advice.objects.select_for_update().select_related("edition").get(pk=advice.pk)
    refuse_answered(advice)
    if Answer(answer) != Answer.TAKEN_UP and not words.strip():
        raise NoWordsOfAnswer
    advice.answer, advice.answer_words = answer, words.strip()
    advice.answered_by, advice.answered_on = by if isinstance(by, Person) else None, on or localdate()
    advice.save(update_fields=["answer", "answer_words", "answered_by", "answered_on"])
    record("governance.advice_answered", about=advice.edition, who=by, advice=str(advice.uuid), answer=str(answer))
    return advice
