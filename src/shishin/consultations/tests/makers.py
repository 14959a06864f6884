"""The least that is valid: a consultation with a round, and what was said in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.preparing import add_round, prepare_consultation
from shishin.consultations.default_data import load_default_data
from shishin.consultations.models import Consultation, ConsultationProfile, Opinion, Round, Submission, Voice
from shishin.consultations.storing import Point, folded, kept_words, store_opinions
from shishin.guidelines.models import Line
from shishin.people.models import Organization, Person
from shishin.people.tests.makers import make_holder, make_organization, make_role
from shishin.trail.recording import OPERATOR

OPENS = datetime(2026, 11, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, tzinfo=UTC)
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
    return announce_consultation(consultation, by=OPERATOR) if is_announced else consultation


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
