"""Not the same: who says so by mistake undoes it like every other act, and nothing else with it."""

from __future__ import annotations

import pytest

from shishin.consultations.analysing.signing import keep_apart
from shishin.consultations.models import KeptApart, NearCopy, Placing
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.sorting.undoing import last_act, undo_last
from shishin.consultations.standing_behind import wrongly_standing
from shishin.consultations.tests.makers import make_asking, opinion_saying, propose, these
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
LETTER, COPY, OTHER_COPY, NEAR = "様式を短く。", "様式を短くしてください。", "様式は短く。", "電子で。"


@pytest.fixture
def analysed():
    consultation, runner = make_asking(LETTER, LETTER, COPY, OTHER_COPY, NEAR)
    analyse(consultation)
    return consultation, runner


def analyse(consultation):
    analysis = propose(consultation, {"様式": [LETTER]}, behind={COPY: LETTER, OTHER_COPY: LETTER})
    NearCopy.objects.filter(leader__consultation=consultation).delete()
    NearCopy.objects.create(analysis=analysis, leader=opinion_saying(LETTER), other=opinion_saying(NEAR), similarity=0.45)


def found():
    behind = Placing.objects.filter(is_behind=True).values_list("opinion__words", "leader__words", "similarity")
    return sorted(behind), list(NearCopy.objects.values_list("leader__words", "other__words", "similarity"))


def test_undone_everything_stands_where_it_stood_and_the_act_before_it_stays(analysed):
    consultation, runner = analysed
    give_theme(consultation, these(NEAR), theme=add_theme(consultation, titles={"en": "Online"}, by=OPERATOR), by=runner)
    before = found()

    keep_apart(consultation, these(COPY, NEAR), by=runner)
    assert found() == ([(OTHER_COPY, LETTER, 0.8)], [])
    assert last_act(consultation, runner).opinions == 2
    undo_last(consultation, by=runner)

    assert (found(), KeptApart.objects.count(), wrongly_standing(consultation.pk)) == (before, 0, [])
    assert str(opinion_saying(NEAR).theme) == "Online"


def test_after_another_analysis_only_what_was_said_is_undone(analysed):
    consultation, runner = analysed
    keep_apart(consultation, these(COPY, NEAR), by=runner)
    propose(consultation, {"様式": [LETTER]}, behind={OTHER_COPY: LETTER})

    undo_last(consultation, by=runner)

    assert (found(), KeptApart.objects.count()) == (([(OTHER_COPY, LETTER, 0.8)], []), 0)


def test_what_somebody_said_before_stays_when_it_is_said_again_and_undone(analysed):
    consultation, runner = analysed
    keep_apart(consultation, these(COPY), by=runner)
    analyse(consultation)

    keep_apart(consultation, these(COPY), by=runner)
    undo_last(consultation, by=runner)

    assert list(KeptApart.objects.values_list("opinion__words", "other__words")) == [(COPY, LETTER)]
