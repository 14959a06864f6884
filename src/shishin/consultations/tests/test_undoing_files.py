"""Undoing a file: its voices count no more, what was told of people in it goes, and what is answered stays."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shishin.consultations.answering.responding import write_response
from shishin.consultations.counting import figures_of, recount
from shishin.consultations.errors.taking_in import IntakeHasResponses, UndoneAlready, UndoneWithoutReason
from shishin.consultations.models import Intake, Opinion, PersonalData, RefusedRow, Voice
from shishin.consultations.taking_in.importing import Order, import_file
from shishin.consultations.taking_in.undoing import undo_intake
from shishin.consultations.tests.makers import make_consultation, make_runner, say
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    return make_consultation().rounds.get()


@pytest.fixture
def intake(held, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,words,mail\n1,一,a@example.jp\n2,二,\n3,,\n", encoding="utf-8")
    say(held, "一")
    return import_file(held, Order(path), by=OPERATOR)[1]


def test_its_voices_leave_and_those_of_others_stay(held, intake):
    assert figures_of(held.consultation).received == 3

    undo_intake(intake, reason=" Another file. ", by=OPERATOR)

    figures = figures_of(held.consultation)
    assert (figures.received, figures.all_submitters, figures.distinct) == (1, 1, 1)
    assert figures == recount(held.consultation)
    assert Voice.objects.filter(left=Voice.Left.UNDONE).count() == 2
    assert (PersonalData.objects.count(), RefusedRow.objects.count()) == (0, 0)
    entry = Entry.objects.get(key="consultations.intake_undone")
    assert (entry.why, entry.data["voices"], entry.data["rows"]) == ("Another file.", 2, 3)


def test_once_is_enough_and_a_reason_is_needed(intake):
    with pytest.raises(UndoneWithoutReason):
        undo_intake(intake, reason="  ", by=OPERATOR)
    undo_intake(intake, reason="Wrong.", by=OPERATOR)
    with pytest.raises(UndoneAlready):
        undo_intake(intake, reason="Wrong.", by=OPERATOR)


def test_what_has_a_response_is_not_taken_away_from_under_it(held, intake):
    write_response(
        held.consultation,
        opinions=Opinion.objects.filter(words="二"),
        by=make_runner(held.consultation.organization),
        theme=None,
        disposition="covered",
    )

    with pytest.raises(IntakeHasResponses, match=r"Opinions of “a\.csv” have responses already: 1\."):
        undo_intake(intake, reason="Wrong.", by=OPERATOR)
    assert figures_of(held.consultation).received == 3


def test_the_command_undoes_it_and_refuses_what_there_is_not(held, intake):
    told = StringIO()
    call_command("undo_intake", str(intake.uuid), reason="Wrong.", stdout=told)

    assert told.getvalue() == "a.csv 2\n"
    assert Intake.objects.get().undone_reason == "Wrong."
    with pytest.raises(CommandError, match="There is no intake"):
        call_command("undo_intake", str(held.uuid), reason="Wrong.")
