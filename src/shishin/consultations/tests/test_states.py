"""States are computed from columns and rounds, by Python and by SQL alike."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import make_aware
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.consultations.asking.states import Standing
from shishin.consultations.models import Consultation, Round
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_profile
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import make_edition
from shishin.people.tests.makers import make_organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
MOMENT = OPENS + timedelta(days=10)
State = Consultation.State
TURNS = st.one_of(st.none(), st.sampled_from([timedelta(days=days) for days in (-9, -1, 0, 1, 9)]))
ROUNDS = st.lists(st.tuples(TURNS, TURNS, st.booleans()), max_size=3)


def make_withdrawn() -> Edition:
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=OPENS.date(), by=OPERATOR)
    return withdraw_edition(draft, day=MOMENT.date(), reason="It was wrong.", by=OPERATOR)


@pytest.fixture
def world():
    """A document with a draft that stands and one that was withdrawn."""
    return make_organization(), make_profile(), [make_withdrawn(), make_edition("1.0.0-draft.2")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rounds=ROUNDS, is_announced=st.booleans(), is_ended=st.booleans(), is_published=st.booleans())
def test_sql_and_python_give_one_answer(world, rounds, is_announced, is_ended, is_published):
    organization, profile, (withdrawn, standing) = world
    made = Consultation.objects.create(
        slug=f"c-{Consultation.objects.count()}",
        organization=organization,
        profile=profile,
        announced_at=OPENS if is_announced or is_published else None,
        ended_at=OPENS if is_ended else None,
        ended_reason={"en": "No."} if is_ended else {},
        results_published_at=OPENS if is_published else None,
        results_hash="0" * 64 if is_published else "",
    )
    for number, (opens, closes, is_withdrawn) in enumerate(rounds, start=1):
        opens_at = MOMENT + opens if opens is not None else None
        closes_at = MOMENT + closes if closes is not None else None
        if opens_at and not (closes_at and closes_at > opens_at):
            continue
        draft = withdrawn if is_withdrawn else standing
        Round.objects.create(consultation=made, number=number, opens_at=opens_at, closes_at=closes_at, draft=draft, draft_hash="0" * 64)
    held = list(made.rounds.select_related("draft"))

    state = made.state_at(MOMENT, held)

    assert list(Consultation.objects.filter(pk=made.pk).in_state(state, MOMENT)) == [made]
    assert {one.pk for one in held if one.is_open_at(MOMENT)} == set(made.rounds.open_at(MOMENT).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("moment", "state", "tags"),
    [
        (OPENS - timedelta(days=1), State.ANNOUNCED, ["Announced, not open yet"]),
        (OPENS, State.OPEN, ["Open for opinions", "44 days left"]),
        (CLOSES - timedelta(days=2), State.OPEN, ["Open for opinions", "2 days left"]),
        (CLOSES - timedelta(days=1), State.OPEN, ["Open for opinions", "Closes tomorrow"]),
        (CLOSES - timedelta(seconds=1), State.OPEN, ["Open for opinions", "Closes today"]),
        (CLOSES, State.ANSWERING, ["Being answered"]),
    ],
)
def test_a_consultation_opens_and_closes_by_itself(moment, state, tags):
    consultation = make_consultation()
    standing = Standing(consultation, tuple(consultation.rounds.all()), moment)
    assert (standing.state, [tag.words for tag in standing.tags]) == (state, tags)


@pytest.mark.parametrize(("before", "words"), [(timedelta(minutes=2), "Closes today"), (timedelta(days=1, minutes=2), "Closes tomorrow")])
def test_what_closes_at_midnight_closes_on_the_day_before(before, words):
    held = make_consultation().rounds.get()
    midnight = make_aware(datetime(2026, 12, 16))
    held.closes_at = midnight
    assert Standing(held.consultation, (held,), midnight - before).tags[1].words == words


def test_a_withdrawn_draft_closes_its_form():
    consultation = make_consultation()
    consultation.rounds.update(draft=make_withdrawn(), draft_hash="0" * 64)
    assert consultation.state_at(MOMENT, consultation.rounds.select_related("draft")) == State.ANSWERING
