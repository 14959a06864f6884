"""Decisions, reports, minutes and papers stay provable, also against somebody with rights on the database alone, or on the disk alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from shishin.councils import trail_hashes
from shishin.councils.meetings.filing import publish_papers, remove_paper, replace_paper
from shishin.councils.meetings.minuting import add_statement, correct_minutes, publish_minutes
from shishin.councils.models import Decision, Meeting, MinutesCorrection, Paper, Report, Seat, Statement, Vote
from shishin.councils.tests.makers import make_attendance, make_body, make_decision, make_meeting, make_paper, make_report, make_seat
from shishin.people.models import Person
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, name_of, record
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import rights_on_the_database_alone
from shishin.trail.verifying import verify_trail

pytestmark = pytest.mark.django_db
NOT_AS_SAID = "it is not what the trail says"


@pytest.fixture(autouse=True)
def _files_of_this_test_alone(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}


@pytest.fixture
def acts():
    """A decision with a vote, a report, minutes with a remark, and a paper."""
    body = make_body()
    chair = make_seat(body)
    meeting = make_meeting(body)
    make_attendance(meeting, chair)
    make_paper(meeting, content=b"%PDF-1.7\nA")
    publish_papers(meeting, by=OPERATOR)
    make_decision(body, decided_on=meeting.held_on, meeting=meeting, votes=[(chair, Vote.How.FOR, "")])
    add_statement(meeting, words="賛成する。", by=OPERATOR, seat=chair)
    publish_minutes(meeting, by=OPERATOR)
    correct_minutes(meeting, remarks={"ja": "誤字。"}, by=OPERATOR)
    make_report()
    seal_all()


def found(*, quick=False):
    report = verify_trail(quick=quick)
    assert (report.fault, report.guards) == (None, [])
    return [(mismatch.thing, mismatch.words) for mismatch in report.mismatches]


def test_what_nobody_changed_is_verified(acts):
    report = verify_trail()
    assert report.is_sound
    compared = {"decisions": 1, "reports": 1, "minutes": 1, "remarks on minutes": 1, "papers": 1}
    assert {what: count for what, count in report.compared.items() if what in compared} == compared


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Decision, {"words": {"ja": "別の言葉"}}),
        (Decision, {"text_hash": "b" * 64}),
        (Decision, {"body_names": {"ja": "別の会議"}}),
        (Report, {"words": {"ja": "別の言葉"}}),
        (Report, {"text_hash": "b" * 64}),
        (MinutesCorrection, {"remarks": {"ja": "別の言葉"}}),
        (Meeting, {"minutes_summary": {"ja": "別の言葉"}}),
    ],
)
def test_a_changed_row_is_found(acts, model, change):
    thing = model.objects.get() if model is not Meeting else Meeting.objects.exclude(minutes_published_on=None).get()
    with rights_on_the_database_alone():
        model.objects.filter(pk=thing.pk).update(**change)

    assert found() == [(name_of(thing), NOT_AS_SAID)] == found(quick=True)


@pytest.mark.parametrize(
    ("model", "change", "whole"),
    [(Vote, {"how": "against"}, "decision"), (Statement, {"words": "反対する。"}, "meeting"), (Statement, {"speaker": "別人"}, "meeting")],
)
def test_a_changed_part_is_found_at_the_whole(acts, model, change, whole):
    with rights_on_the_database_alone():
        model.objects.update(**change)

    assert found() == [(name_of(getattr(model.objects.get(), whole)), NOT_AS_SAID)]


def test_without_recomputing_nothing_would_be_found(acts, monkeypatch):
    with rights_on_the_database_alone():
        Decision.objects.update(words={"ja": "別の言葉"})
    monkeypatch.setattr(trail_hashes.RecomputedActs, "close", lambda _: ())

    assert verify_trail().is_sound


def test_what_is_gone_and_what_nobody_recorded_is_found(acts):
    decision = Decision.objects.get()
    with rights_on_the_database_alone():
        Vote.objects.all()._raw_delete("default")
        Decision.objects.all()._raw_delete("default")
    assert found() == [(name_of(decision), "the trail names it, and it is gone")]

    forged = Decision.objects.create(body=decision.body, kind="decided", decided_on=date(2026, 4, 1), text_name="x", text_hash="c" * 64)
    assert set(found()) == {
        (name_of(decision), "the trail names it, and it is gone"),
        (name_of(forged), "it is fixed, and the trail does not say by whom"),
    }


def test_a_second_entry_does_not_fix_a_decision_anew(acts):
    decision = Decision.objects.get()
    with rights_on_the_database_alone():
        Decision.objects.update(words={"ja": "別の言葉"})
    forged = {**Entry.objects.get(key="councils.decision_recorded").data, "hash": trail_hashes.decision_hash(decision)}
    record("councils.decision_recorded", about=decision, who=OPERATOR, **forged)
    seal_all()

    second = "the trail says a second time what is fixed once (councils.decision_recorded)"
    assert found() == [(name_of(decision), second), (name_of(decision), NOT_AS_SAID)]


def test_acts_from_before_the_trail_named_their_hash_are_held_to_what_it_named(acts, monkeypatch):
    take = trail_hashes.RecomputedActs.take

    def older(self, entries):
        for entry in entries:
            entry.data.pop("hash")
        return take(self, entries)

    monkeypatch.setattr(trail_hashes.RecomputedActs, "take", older)
    assert found() == []
    with rights_on_the_database_alone():
        Decision.objects.update(text_hash="b" * 64)
    assert found() == [(name_of(Decision.objects.get()), NOT_AS_SAID)]


def test_what_is_not_fixed_is_not_vouched_for(acts):
    Seat.objects.update(capacity=Seat.Capacity.CHAIR)
    Person.objects.update(is_owner=True)

    assert found() == []


# Papers


def paper():
    return Paper.objects.get()


def test_another_hash_of_a_paper_is_found(acts):
    Paper.objects.update(content_hash="b" * 64)
    assert found() == [(name_of(paper()), NOT_AS_SAID)]


def test_another_file_on_the_disk_is_found_by_the_whole_run_and_another_size_by_the_quick_one(acts):
    place = Path(paper().file.path)
    place.chmod(0o600)
    place.write_bytes(b"%PDF-1.7\nB")
    assert (found(), found(quick=True)) == ([(name_of(paper()), "its file on the disk is another one")], [])

    place.write_bytes(b"%PDF-1.7\nlonger")
    assert found(quick=True) == [(name_of(paper()), "its file has another size on the disk")]

    place.unlink()
    assert found() == [(name_of(paper()), "its file is not on the disk")] == found(quick=True)


def test_a_row_that_leads_to_another_file_is_found(acts):
    (Path(paper().file.path).parent / "other").write_bytes(b"%PDF-1.7\nB")
    Paper.objects.update(file="papers/other")
    assert found() == [(name_of(paper()), "its file on the disk is another one")]


def test_replaced_and_removed_papers_are_verified(acts, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        replace_paper(paper(), upload=ContentFile(b"%PDF-1.7\nC", name="c.pdf"), by=OPERATOR)
    assert found() == []
    with django_capture_on_commit_callbacks(execute=True):
        remove_paper(paper(), by=OPERATOR)
    assert found() == []
    unpublished = make_paper()
    remove_paper(unpublished, by=OPERATOR)
    assert found() == []


def test_a_paper_that_nobody_filed_and_one_that_is_gone_are_found(acts):
    before = paper()
    gone = name_of(before)
    Paper.objects.all()._raw_delete("default")
    before.pk, before.uuid = None, "0b8a1c5e-0000-4000-8000-000000000009"
    before.save()

    assert set(found()) == {
        (gone, "the trail names it, and it is gone"),
        (name_of(before), "it is filed, and the trail does not say by whom"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_takes_the_same_number_of_queries(count, django_assert_num_queries):
    for _ in range(count):
        make_decision()
        make_report()
    run = trail_hashes.RecomputedActs()

    with django_assert_num_queries(7):
        list(run.close())
