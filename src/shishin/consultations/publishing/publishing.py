"""Publishing: all results at one moment, or none; each opinion has its answer and each answer what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from shishin.consultations.answering.responding import lacking
from shishin.consultations.asking.preparing import locked, refuse_over
from shishin.consultations.carrying import carried_to
from shishin.consultations.counting import count_voices, figures_of
from shishin.consultations.errors.answering import ResponsesAreNotFinal
from shishin.consultations.errors.asking import NotAnnouncedYet
from shishin.consultations.errors.publishing import (
    CarriedAreNotFollowed,
    EditionOfAnotherDocument,
    ModerationWaits,
    NoEditionNamed,
    OpinionsAreOpen,
    PlacesDidNotChange,
    RoundsAreOpen,
)
from shishin.consultations.models import Consultation, ModerationAct, PersonalData, Response
from shishin.consultations.places import places_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.publishing.results import figures_of_responses, hash_of_results
from shishin.guidelines.models import Change, Edition
from shishin.kit.errors import Refusal
from shishin.kit.moments import now
from shishin.trail.recording import Acting, record

STEPS = 20
"""Editions between the draft that was consulted on and the one that the results went into, at most."""


@transaction.atomic
def publish_results(consultation: Consultation, *, by: Acting, edition: Edition | None = None, at: datetime | None = None) -> Consultation:
    """Now or, where history is entered, when it was. Everything at once: figures, responses, words, numbers in the order of themes. One entry of the trail with the hash of the table."""
    consultation = locked(consultation)
    count_voices(consultation)
    for refusal in what_keeps_back(consultation, edition=edition):
        raise refusal
    responses = answering(consultation)
    _tie_to_changes(responses, edition, consultation)
    _number(consultation, responses)
    figures = figures_of_responses(responses)
    for response in responses:
        response.figures = figures[response.pk]
    Response.objects.bulk_update(responses, ["figures"])
    consultation.edition, consultation.results_published_at = edition, at or now()
    consultation.results_hash = hash_of_results(consultation, responses)
    consultation.save(update_fields=["edition", "results_published_at", "results_hash"])
    _keep_personal_data(consultation)
    found = figures_of(consultation)
    record(
        "consultations.results_published",
        about=consultation,
        who=by,
        sha256=consultation.results_hash,
        edition=str(edition.uuid) if edition else None,
        responses=len(responses),
        submitters=found.all_submitters,
        voices=found.received,
        opinions=found.distinct,
    )
    return consultation


def answering(consultation: Consultation) -> list[Response]:
    """The responses that stand in the table: those that answer opinions or follow what was carried."""
    rows = consultation.responses.filter(opinions__isnull=False) | consultation.responses.filter(follows__isnull=False)
    return list(rows.distinct().select_related("theme", "follows").order_by("number"))


def what_keeps_back(consultation: Consultation, *, edition: Edition | None) -> Iterator[Refusal]:
    """All of it, the first first: the page lists it, and the act raises the first."""
    try:
        refuse_over(consultation)
    except Refusal as refusal:
        yield refusal
        return
    if not consultation.is_announced:
        yield NotAnnouncedYet(consultation=consultation)
    moment = now()
    if waiting := [str(held) for held in consultation.rounds.select_related("draft") if not held.is_closed_at(moment)]:
        yield RoundsAreOpen(consultation=consultation, rounds=waiting)
    if many := figures_of(consultation).open:
        yield OpinionsAreOpen(consultation=consultation, count=many)
    if many := ModerationAct.objects.filter(opinion__consultation=consultation, state=ModerationAct.State.ASKED).count():
        yield ModerationWaits(count=many)
    responses = answering(consultation)
    if drafts := [response for response in responses if not response.is_final]:
        yield ResponsesAreNotFinal(consultation=consultation, responses=drafts)
    yield from lacking(responses, consultation)
    yield from _edition(consultation, [row for row in responses if row.places], edition)
    if missing := [
        str(carried).rstrip("。.")
        for carried in carried_to(consultation)
        if not carried.followed_by.filter(consultation=consultation).exists()
    ]:
        yield CarriedAreNotFollowed(consultation=consultation, carried=missing)


def _edition(consultation: Consultation, changing: Sequence[Response], edition: Edition | None) -> Iterator[Refusal]:
    """It is a text of the document that everybody reads, and each clause that a response names changed in it."""
    if edition is None:
        if changing:
            yield NoEditionNamed()
        return
    if not editions_for_results(consultation).filter(pk=edition.pk).exists():
        yield EditionOfAnotherDocument(edition=edition)
        return
    changed, places = changes_by_key(edition, consultation), places_of(consultation)
    missing = [f"{row.number}: {places.keyed(key) or key}" for row in changing for key in row.places if key not in changed]
    if missing:
        yield PlacesDidNotChange(consultation=consultation, edition=edition, clauses=missing)


def steps_to(edition: Edition, consultation: Consultation) -> list[int]:
    """The editions behind the newest draft that was consulted on, up to this one."""
    drafts = set(consultation.rounds.exclude(draft=None).values_list("draft", flat=True))
    steps: list[int] = []
    step: Edition | None = edition
    while step is not None and step.pk not in drafts and len(steps) < STEPS:
        steps.append(step.pk)
        step = step.started_from
    return steps


def changes_by_key(edition: Edition, consultation: Consultation) -> Mapping[str, set[int]]:
    """The recorded changes from the draft that was consulted on to this edition, by the keys of their clauses."""
    found: dict[str, set[int]] = {}
    for side in ("before", "after"):
        rows = Change.objects.filter(edition__in=steps_to(edition, consultation)).exclude(**{side: None})
        for key, pk in rows.values_list(f"{side}__line__key", "pk"):
            found.setdefault(key, set()).add(pk)
    return found


def _tie_to_changes(responses: Sequence[Response], edition: Edition | None, consultation: Consultation) -> None:
    if edition is None:
        return
    changed = changes_by_key(edition, consultation)
    through = Response.changes.through
    through.objects.bulk_create(
        [
            through(response_id=response.pk, change_id=change)
            for response in responses
            for change in sorted({pk for key in response.places for pk in changed[key]})
        ]
    )


def _number(consultation: Consultation, responses: Sequence[Response]) -> None:
    """From 1, in the order of themes; what has none comes last. Those that answer nothing come behind."""
    rest = consultation.responses.exclude(pk__in=[response.pk for response in responses]).order_by("number")
    ordered = [*sorted(responses, key=_place), *rest]
    last = max((response.number for response in ordered), default=0)
    for start in (last, 0):
        # Twice, because no two may have one number on the way.
        for place, response in enumerate(ordered, start=start + 1):
            response.number = place
        Response.objects.bulk_update(ordered, ["number"])


def _keep_personal_data(consultation: Consultation) -> None:
    """From now on the time runs after which it goes."""
    rules = rules_of(consultation)
    theirs = Q(submission__round__consultation=consultation) | Q(opinion__consultation=consultation)
    PersonalData.objects.filter(theirs).update(
        keep_until=localdate(consultation.results_published_at) + timedelta(days=rules.keep_personal_days)
    )


def _place(response: Response) -> tuple[bool, int, int]:
    return response.theme is None, response.theme.position if response.theme else 0, response.number


def editions_for_results(consultation: Consultation) -> QuerySet[Edition]:
    """Published drafts and adopted editions of the document, the newest first."""
    rows = Edition.objects.public().filter(document=consultation.document_id, withdrawn_on=None)
    return rows.select_related("document").order_by("-pk")
