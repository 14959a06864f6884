"""Responding: responses are written, handed to an office, changed by one person at a time, checked by another and made final."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet

from shishin.consultations.analysing.signing import sign_groups
from shishin.consultations.asking.preparing import locked, refuse_over
from shishin.consultations.carrying import carried_to
from shishin.consultations.counting import choose, retallied
from shishin.consultations.errors.answering import (
    AnotherConsultationsResponse,
    CheckedByItsWriter,
    LackingResponses,
    NotCarried,
    NothingToAttach,
    ResponseIsFinal,
    ResponseIsNotChecked,
    ResponsesWithoutChange,
    ResponsesWithoutDisposition,
    ResponsesWithoutPromise,
    ResponsesWithoutView,
    ResponseWasChangedBeforeThat,
    ResponseWasChangedMeanwhile,
    UnknownClause,
    UnknownDisposition,
)
from shishin.consultations.models import Consultation, Opinion, Response, Theme
from shishin.consultations.profiles import Needs, rules_of
from shishin.consultations.sorting.choosing import acting_on
from shishin.guidelines.models import Line
from shishin.kit.identity import in_language
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

State = Response.State
FIELDS = ("theme", "disposition", "gists", "views", "reasons", "places", "promised", "follows")
"""What a response says."""


@transaction.atomic
def write_response(
    consultation: Consultation, *, by: Acting, number: int | None = None, opinions: QuerySet[Opinion] | None = None, **given: Any
) -> Response:
    """A new draft, for opinions that are chosen or for none yet. Unless one is given, its theme is the one that they share."""
    consultation = locked(consultation)
    refuse_over(consultation)
    last = consultation.responses.aggregate(last=Max("number"))["last"] or 0
    response = Response(consultation=consultation, number=number or last + 1, written_by=_person(by), **given)
    _refuse_words(response, given)
    if opinions is not None and response.theme is None:
        response.theme = shared_theme(opinions)
    response.save()
    record("consultations.response_written", about=response, who=by, consultation=str(consultation.uuid), number=response.number)
    if opinions is not None:
        attach(opinions, response, by=by)
    return response


@transaction.atomic
def change_response(response: Response, *, by: Acting, version: int, **given: Any) -> Response:
    """Other words. Who read an older version than there is overwrites nothing. What was checked is a draft again."""
    response = _locked(response)
    if response.is_final:
        raise ResponseIsFinal(response=response, number=response.number)
    if version != response.version:
        raise ResponseWasChangedMeanwhile
    _refuse_words(response, given)
    changed = sorted(name for name in FIELDS if name in given and getattr(response, name) != given[name])
    if not changed:
        return response
    for name in changed:
        setattr(response, name, given[name])
    response.written_by, response.checked_by, response.state = _person(by), None, State.DRAFT
    response.version += 1
    with choose(response.opinions.all()), retallied():
        response.save(update_fields=[*changed, "written_by", "checked_by", "state", "version"])
    record("consultations.response_changed", about=response, who=by, number=response.number, changed=changed)
    return response


@transaction.atomic
def hand_over(response: Response, *, in_charge: Any, by: Acting) -> Response:
    """Hand a response to the office in charge, or take it back to who runs the consultation."""
    response = _locked(response)
    if response.in_charge_id != (in_charge.pk if in_charge else None):
        response.in_charge = in_charge
        response.save(update_fields=["in_charge"])
        record("consultations.response_handed_over", about=response, who=by, number=response.number, to=in_charge and str(in_charge.uuid))
    return response


@transaction.atomic
def check_response(response: Response, *, by: Acting, version: int | None = None) -> Response:
    """Somebody other than its writer finds right what they read: this version of it."""
    response = _locked(response)
    if version not in (None, response.version):
        raise ResponseWasChangedBeforeThat
    refuse_to_check(response, by=by)
    response.state, response.checked_by = State.CHECKED, _person(by)
    response.version += 1
    response.save(update_fields=["state", "checked_by", "version"])
    record("consultations.response_checked", about=response, who=by, number=response.number)
    return response


@transaction.atomic
def make_final(responses: Collection[Response], *, by: Acting, version: int | None = None) -> list[Response]:
    """From now on their opinions are answered. Where the rules want a second person, only what was checked; of one that was read, this version."""
    return [_made_final(response, by=by, version=version) for response in responses]


def _made_final(response: Response, *, by: Acting, version: int | None) -> Response:
    response = _locked(response)
    if response.is_final:
        return response
    if version not in (None, response.version):
        raise ResponseWasChangedBeforeThat
    refuse_to_finish(response)
    _set_state(response, State.FINAL, opinions=Opinion.State.ANSWERED)
    record("consultations.response_made_final", about=response, who=by, number=response.number)
    return response


@transaction.atomic
def reopen_response(response: Response, *, by: Acting) -> Response:
    """A draft again, until the results are published."""
    response = _locked(response)
    if response.state == State.DRAFT:
        return response
    response.checked_by = None
    _set_state(response, State.DRAFT, opinions=Opinion.State.DRAFTED)
    record("consultations.response_reopened", about=response, who=by, number=response.number)
    return response


def _set_state(response: Response, state: str, *, opinions: str) -> None:
    with choose(response.opinions.all()) as chosen, retallied():
        response.state = state
        response.version += 1
        response.save(update_fields=["state", "checked_by", "version"])
        chosen.update(state=opinions)


@transaction.atomic
def attach(opinions: QuerySet[Opinion], response: Response, *, by: Acting) -> Response:
    """These opinions are answered by this response, with all that stand under them."""
    response = _locked(response)
    if opinions.exclude(consultation=response.consultation_id).exists():
        raise AnotherConsultationsResponse
    if response.is_final:
        raise ResponseIsFinal(response=response, number=response.number)
    heads = (
        Opinion.objects.heads()
        .filter(pk__in=opinions.order_by().values("pk"))
        .exclude(state__in=(Opinion.State.WITHHELD, Opinion.State.ANSWERED))
    )
    if not heads.exists():
        raise NothingToAttach
    sign_groups(response.consultation, heads, by=by)
    with acting_on(response.consultation, heads, key="consultations.opinions_attached", by=by, response=str(response.uuid)) as chosen:
        chosen.update(response=response, state=Opinion.State.DRAFTED, theme=response.theme_id or F("theme"))
    return response


@transaction.atomic
def detach(opinions: QuerySet[Opinion], *, by: Acting, consultation: Consultation) -> int:
    """These opinions are open again."""
    rows = Opinion.objects.heads().filter(pk__in=opinions.order_by().values("pk"), response__isnull=False)
    rows = rows.exclude(response__state=State.FINAL)
    if not rows.exists():
        return 0
    with acting_on(consultation, rows, key="consultations.opinions_detached", by=by) as chosen:
        return chosen.update(response=None, state=Opinion.State.OPEN)


Needed = tuple[type[LackingResponses], Callable[[Response, str], object]]
NEEDED: tuple[Needed, ...] = (
    (ResponsesWithoutDisposition, lambda row, _need: row.disposition),
    (ResponsesWithoutView, lambda row, _need: in_language(row.views)),
    (ResponsesWithoutPromise, lambda row, need: need != Needs.PROMISE or in_language(row.promised)),
    (ResponsesWithoutChange, lambda row, need: need != Needs.CHANGE or row.places),
)


def lacking(responses: Sequence[Response], consultation: Consultation) -> Iterator[LackingResponses]:
    """What they need before they are checked, made final or published, each with those that have it not."""
    needs = rules_of(consultation).needs
    for refusal, has in NEEDED:
        if without := [row for row in responses if not has(row, needs(row.disposition))]:
            yield refusal(consultation=consultation, responses=without)


def is_complete(response: Response, consultation: Consultation) -> bool:
    """The same as a question: a list of many asks it of each."""
    needs = rules_of(consultation).needs
    return all(has(response, needs(response.disposition)) for _refusal, has in NEEDED)


def refuse_to_check(response: Response, *, by: Acting) -> None:
    if response.is_final:
        raise ResponseIsFinal(response=response, number=response.number)
    for refusal in lacking([response], response.consultation):
        raise refusal
    person = _person(by)
    if person is not None and response.written_by_id == person.pk:
        raise CheckedByItsWriter(number=response.number)


def refuse_to_finish(response: Response) -> None:
    for refusal in lacking([response], response.consultation):
        raise refusal
    if rules_of(response.consultation).second_person and response.state == State.DRAFT:
        raise ResponseIsNotChecked(number=response.number)


def shared_theme(opinions: QuerySet[Opinion]) -> Theme | None:
    """The theme of all these opinions, if they have one."""
    themes = set(opinions.order_by().values_list("theme", flat=True))
    return Theme.objects.get(pk=themes.pop()) if len(themes) == 1 and None not in themes else None


def _locked(response: Response) -> Response:
    consultation = locked(response.consultation)
    refuse_over(consultation)
    response = Response.objects.select_for_update(of=("self",)).select_related("theme").get(pk=response.pk)
    response.consultation = consultation
    return response


def _refuse_words(response: Response, given: dict[str, Any]) -> None:
    consultation = response.consultation
    rules = rules_of(consultation)
    if (disposition := given.get("disposition")) and rules.disposition(disposition) is None:
        raise UnknownDisposition(disposition=disposition)
    keys = list(given.get("places") or ())
    known = set(Line.objects.filter(document=consultation.document, key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in known:
            raise UnknownClause(key=key)
    follows = given.get("follows")
    if follows is not None and follows.pk != response.follows_id and follows not in carried_to(consultation):
        raise NotCarried


def _person(by: Acting) -> Person | None:
    return by if isinstance(by, Person) else None
