"""The least that is valid: a consultation with a round, and what was said in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.db import connection

from shishin.consultations.answering.responding import check_response, make_final, write_response
from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, change_round, prepare_consultation
from shishin.consultations.counting import count_voices
from shishin.consultations.default_data import load_default_data
from shishin.consultations.models import (
    Analysis,
    Consultation,
    ConsultationProfile,
    Opinion,
    Placing,
    ProposedTheme,
    Response,
    Round,
    Submission,
    Voice,
)
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.saying.filled import Box, Filled, signed_now
from shishin.consultations.saying.forms import new_key
from shishin.consultations.standing_behind import PLACINGS, stand_behind, weigh_rows
from shishin.consultations.storing import Point, folded, kept_words, store_opinions
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.models import Edition, Line
from shishin.guidelines.tests.makers import make_edition
from shishin.kit.moments import now
from shishin.people.models import Organization, Person
from shishin.people.tests.makers import make_holder, make_organization, make_role
from shishin.trail.recording import OPERATOR

OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, tzinfo=UTC)
CLOCK = 1 if connection.vendor == "postgresql" else 0
"""Queries that tell the time."""
numbers = count(1)


def make_runner(organization: Organization | None = None, **values) -> Person:
    return make_holder(make_role("asking", abilities=("run_consultations",)), organization, **values)


def make_answerer(organization: Organization | None = None, **values) -> Person:
    return make_holder(make_role("answering", abilities=("answer_opinions",)), organization, **values)


def make_profile(slug: str = "voluntary") -> ConsultationProfile:
    """One of those that every site begins with."""
    load_default_data()
    return ConsultationProfile.objects.get(slug=slug)


def make_consultation(
    slug: str = "", *, profile: str = "voluntary", organization: Organization | None = None, is_announced: bool = True, **values
) -> Consultation:
    """With one round that takes opinions, announced unless told otherwise."""
    consultation = prepare_consultation(
        slug=slug or f"consultation-{next(numbers)}",
        organization=organization or make_organization(),
        profile=make_profile(profile),
        titles={"ja": "意見募集", "en": "Consultation"},
        by=OPERATOR,
        **values,
    )
    make_round(consultation)
    return announce_consultation(consultation, at=OPENS, by=OPERATOR) if is_announced else consultation


def make_round(consultation: Consultation, **values) -> Round:
    given = {"opens_at": OPENS, "closes_at": CLOSES, "takes_form": True, **values}
    return add_round(consultation, by=OPERATOR, reasons={"en": "One more."}, **given)


def say(held: Round, *said: str | tuple[str, Line], is_after_draft: bool = True) -> Submission:
    """Somebody says something in a round, as the form would keep it: not counted yet."""
    points = [Point(kept_words(one)) if isinstance(one, str) else Point(kept_words(one[0]), str(one[1].pk)) for one in said]
    there = store_opinions(held.consultation, points)
    submission = Submission.objects.create(round=held, received_at=OPENS + timedelta(minutes=next(numbers)))
    Voice.objects.bulk_create(
        [
            Voice(submission=submission, opinion_id=pk, is_after_draft=is_after_draft)
            for pk in dict.fromkeys(there[folded(held.consultation, point)] for point in points)
        ]
    )
    return submission


def opinion_saying(words: str) -> Opinion:
    return Opinion.objects.get(words=words)


def make_asking(*said: str, profile: str = "voluntary") -> tuple[Consultation, Person]:
    """A consultation in which these words were said and counted, and somebody who runs it."""
    consultation = make_consultation(profile=profile)
    for words in said:
        say(consultation.rounds.get(), words)
    count_voices(consultation)
    return consultation, make_runner(consultation.organization)


def these(*words: str) -> OpinionQuerySet:
    return Opinion.objects.filter(words__in=words)


def propose(consultation: Consultation, themes: Mapping[str, Sequence[str]], *, behind: Mapping[str, str] | None = None) -> Analysis:
    """As an analysis leaves it: opinions under themes called by a word, some `behind` one another, all others not placed."""
    Placing.objects.filter(analysis__consultation=consultation).delete()
    ProposedTheme.objects.filter(analysis__consultation=consultation).delete()
    known = {one.words: one for one in consultation.opinions.heads()}
    placed = {words: term for term, under in themes.items() for words in under}
    analysis = Analysis.objects.create(
        consultation=consultation,
        state=Analysis.State.FINISHED,
        begun_at=OPENS,
        finished_at=OPENS,
        newest=max((one.pk for one in known.values()), default=0),
        report={"opinions": len(known), "placed": len(placed), "unplaced": len(known) - len(placed), "groups": len(known), "refused": []},
    )
    made: dict[str, ProposedTheme] = {}
    for number, (term, under) in enumerate(themes.items(), start=1):
        quotes = [{"id": str(known[words].pk)} for words in under]
        made[term] = ProposedTheme.objects.create(
            analysis=analysis,
            number=number,
            terms=[term],
            quotes=quotes[:3],
            also_said=quotes[3:][-1:],
            groups=len(under),
            opinions=len(under),
            voices=sum(known[words].voices for words in under),
        )
    for words, one in known.items():
        leader = known[behind[words]] if behind and words in behind else None
        Placing.objects.create(
            opinion=one, analysis=analysis, leader=leader, similarity=0.8 if leader else 1, proposed_theme=made.get(placed.get(words, ""))
        )
    stand_behind(PLACINGS)
    weigh_rows(PLACINGS)
    return analysis


def make_draft(version: str = "1.1.0-draft.1", **values) -> Edition:
    """A published draft of the action guidelines, to be consulted on."""
    return publish_draft(make_edition(version, **values), published_on=date(2026, 10, 30), by=OPERATOR)


def make_open_round(*, is_on_draft: bool = False, draft: Edition | None = None, **values) -> Round:
    """That takes opinions just now, in an announced consultation."""
    draft = make_draft() if is_on_draft else draft
    times = {"opens_at": now() - timedelta(days=1), "closes_at": now() + timedelta(days=1), "short_reason": {"en": "It is urgent."}}
    consultation = make_consultation(is_announced=False, document=draft and draft.document, **values)
    change_round(consultation.rounds.get(), by=OPERATOR, draft=draft, **times)
    return announce_consultation(consultation, by=OPERATOR).rounds.get()


def close_round(held: Round, *, ago: timedelta = timedelta(days=1)) -> Round:
    held.opens_at, held.closes_at = now() - timedelta(days=9), now() - ago
    held.save(update_fields=["opens_at", "closes_at"])
    return held


def fill_in(held: Round, *boxes: Box | str, key: str = "", **values) -> Filled:
    """The form of a round as somebody filled it in, opened just now."""
    return Filled(
        [Box(box) if isinstance(box, str) else box for box in boxes],
        **{"key": key or new_key(), "opened": signed_now(held, now()), **values},
    )


def answer(consultation: Consultation, *words: str, disposition: str = "covered", **said) -> Response:
    """One final response to the opinions in these words."""
    said = {"views": {"ja": f"{words[0]}への考え方"}, **said}
    response = write_response(consultation, opinions=these(*words), disposition=disposition, by=OPERATOR, **said)
    return make_final([check_response(response, by=OPERATOR)], by=OPERATOR)[0]


def publish(consultation: Consultation) -> Consultation:
    """Its round is over, and its results are public."""
    close_round(consultation.rounds.get())
    return publish_results(consultation, by=OPERATOR)
