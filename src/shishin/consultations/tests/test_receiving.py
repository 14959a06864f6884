"""Receiving: what residents say is stored once and acknowledged, in time; what is refused says why, and nothing of it is stored."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction

from shishin.consultations.counting import count_voices, figures_of, lock, recount
from shishin.consultations.models import Attachment, Opinion, PersonalData, Submission, Voice
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.saying import receiving
from shishin.consultations.saying.filled import Box, faults_of, signed_now
from shishin.consultations.saying.forms import new_key
from shishin.consultations.saying.receiving import hash_of_receipt, receive
from shishin.consultations.saying.tracing import submission_of
from shishin.consultations.tests.makers import CLOCK, close_round, fill_in, make_open_round, make_runner
from shishin.kit.errors import Refusal
from shishin.kit.moments import now
from shishin.kit.tests.together import ended_at_once, need_two_connections
from shishin.people.tests.makers import make_organization
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def refusal_of(held, filled, **values) -> Refusal:
    with pytest.raises(Refusal) as refused:
        receive(held, filled, **values)
    assert not Submission.objects.exists()
    assert not Opinion.objects.exists()
    return refused.value


def test_what_is_said_is_stored_with_a_receipt_of_which_only_a_hash_is_kept():
    held = make_open_round(is_on_draft=True)
    line = held.draft.clauses.get(line__key="users-first").line

    received = receive(held, fill_in(held, Box("  利用者から。\r\n", "users-first", "agree"), "全体について"))

    assert re.fullmatch(r"([A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}", received.receipt)
    submission = Submission.objects.get()
    assert submission_of(received.receipt.lower().replace("-", " ")) == submission
    assert submission.receipt_hash == hash_of_receipt(received.receipt)
    assert [(one.opinion.words, one.opinion.line, one.stance, one.is_counted) for one in Voice.objects.order_by("pk")] == [
        ("利用者から。", line, "agree", False),
        ("全体について", None, "", False),
    ]
    entry = Entry.objects.get(key="consultations.submission_received")
    assert (entry.actor, entry.data) == ("resident:form", {"receipt": submission.receipt_hash, "round": str(held.uuid)})


def test_fields_that_are_personal_lie_apart():
    held = make_open_round()
    receive(held, fill_in(held, "意見", fields={"name": "山田花子", "capacity": "person", "unknown": "x"}))

    assert Submission.objects.get().attributes == {"capacity": "person"}
    assert (PersonalData.objects.get().values, PersonalData.objects.get().keep_until) == ({"name": "山田花子"}, None)
    assert "山田花子" not in "".join(Entry.objects.values_list("sealed_text", flat=True))


def test_the_same_form_sent_again_has_the_same_receipt_also_after_closing():
    held = make_open_round()
    key = new_key()
    first = receive(held, fill_in(held, "意見", key=key))
    again = receive(held, fill_in(held, "別の言葉", key=key))
    late = receive(close_round(held), fill_in(held, "意見", key=key))

    assert [first.receipt, again.receipt, late.receipt] == [first.receipt] * 3
    assert [first.is_new, again.is_new, late.is_new] == [True, False, False]
    assert (Submission.objects.count(), Opinion.objects.count(), Voice.objects.count()) == (1, 1, 1)


def test_who_says_the_same_twice_says_it_once_and_an_empty_box_says_nothing():
    held = make_open_round()
    receive(held, fill_in(held, "意見", " 意見 ", "", "別"))
    assert [voice.opinion.words for voice in Voice.objects.order_by("pk")] == ["意見", "別"]


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (["", " \n"], "NothingSaid"),
        ([Box("意見"), Box("", "", "agree")], "BoxWithoutWords"),
        (["長" * 10_001], "WordsTooLong"),
        ([str(number) for number in range(21)], "TooManyBoxes"),
        ([Box("意見", "another-documents-clause")], "ClauseOfAnotherText"),
        ([Box("意見", "users-first\x00")], "ClauseOfAnotherText"),
        ([Box("意見", "", "perhaps")], "UnknownStance"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(boxes, code):
    held = make_open_round(is_on_draft=True)
    assert refusal_of(held, fill_in(held, *boxes)).code == code


def test_too_long_says_by_how_much():
    held = make_open_round()
    assert refusal_of(held, fill_in(held, "意" * 11_234)).message == "Box 1 is too long by 1,234 characters."


@pytest.mark.parametrize("forged", [{"key": "1"}, {"key": "x" * 30 + "\x00"}, {"opened": ""}, {"opened": "not-signed"}])
def test_a_key_or_a_time_that_no_page_gave_is_refused(forged):
    held = make_open_round()
    assert refusal_of(held, fill_in(held, "意見", **forged)).code == "FormIsNotOurs"


def test_a_form_of_another_round_is_refused():
    held, other = make_open_round(), make_open_round()
    assert refusal_of(held, fill_in(other, "意見")).code == "FormIsNotOurs"


def test_what_was_begun_in_time_is_taken_within_the_grace_and_no_longer():
    held = make_open_round()
    close_round(held, ago=timedelta(minutes=29))
    assert refusal_of(held, fill_in(held, "あとで開いた")).code == "RoundHasClosed"
    begun = fill_in(held, "間に合った", opened=signed_now(held, held.closes_at - timedelta(minutes=5)))
    close_round(held, ago=timedelta(minutes=31))
    assert refusal_of(held, begun).code == "RoundHasClosed"
    close_round(held, ago=timedelta(minutes=29))
    assert receive(held, begun).is_new


def test_what_comes_within_the_grace_while_results_are_published_is_not_acknowledged(monkeypatch):
    held = make_open_round()
    opened = signed_now(held, now() - timedelta(minutes=10))
    close_round(held, ago=timedelta(minutes=5))

    def judged_just_before(*arguments, **named):
        faults = faults_of(*arguments, **named)
        publish_results(held.consultation, by=OPERATOR)
        return faults

    monkeypatch.setattr(receiving, "faults_of", judged_just_before)
    assert refusal_of(held, fill_in(held, "間に合わなかった", opened=opened)).code == "RoundHasClosed"


def test_not_yet_open_not_announced_withdrawn_and_ended_are_refused():
    held = make_open_round(is_on_draft=True)
    filled = fill_in(held, "意見")
    held.opens_at = now() + timedelta(hours=1)
    assert refusal_of(held, filled).code == "RoundIsNotOpenYet"
    held.opens_at = now() - timedelta(hours=1)
    held.consultation.announced_at = None
    assert refusal_of(held, filled).code == "ConsultationIsNotPublic"
    held.consultation.announced_at = now()
    held.draft.withdrawn_on = now().date()
    assert refusal_of(held, filled).code == "DraftIsWithdrawn"


def test_a_required_field_and_an_unknown_choice_are_named():
    held = make_open_round()
    rules = held.consultation.rules
    rules["fields"][0]["required"] = True
    label = "Name (or name of the organization)"
    assert refusal_of(held, fill_in(held, "意見")).message == f"“{label}” is empty."
    assert refusal_of(held, fill_in(held, "意見", fields={"name": "x", "capacity": "king"})).code == "UnknownChoice"
    assert refusal_of(held, fill_in(held, "意見", fields={"name": "x" * 301})).message == f"“{label}” is too long by 1 characters."


def test_files_are_kept_where_the_rules_take_them_and_leave_nothing_when_refused(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    file = ContentFile(b"%PDF-1.7\n", name="../意見.pdf")
    held = make_open_round()
    assert refusal_of(held, fill_in(held, "意見", files=[file])).code == "AttachmentsAreNotTaken"
    held = make_open_round(profile="local")
    assert refusal_of(held, fill_in(held, "意見", files=[file] * 6)).code == "TooManyAttachments"
    settings.UPLOAD_LIMIT = 3
    assert refusal_of(held, fill_in(held, "意見", files=[file])).code == "FileTooLarge"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    settings.UPLOAD_LIMIT = 100

    key = new_key()
    receive(held, fill_in(held, "意見", files=[file], key=key))
    receive(held, fill_in(held, "意見", files=[file], key=key))

    assert [(one.file_name, one.size) for one in Attachment.objects.all()] == [("意見.pdf", 9)]
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


def test_who_is_signed_in_says_it_for_an_organization_of_theirs():
    held = make_open_round(profile="internal")
    ours, theirs = make_organization("soil"), make_organization("water")
    person = make_runner(ours)
    said = fill_in(held, "意見")
    assert refusal_of(held, said, person=person, organization=theirs, organizations=[ours]).code == "NotForThatOrganization"
    assert refusal_of(held, said, person=person, organizations=[ours]).code == "NotForThatOrganization"

    receive(held, said, person=person, organization=ours, organizations=[ours])

    assert (Submission.objects.get().person, Submission.objects.get().organization) == (person, ours)
    assert Entry.objects.get(key="consultations.submission_received").actor == f"person:{person.uuid}"


@pytest.mark.parametrize("many", [1, 3])
def test_receiving_costs_as_many_queries_however_much_is_said(many, django_assert_num_queries):
    held = make_open_round(is_on_draft=True)
    receive(held, fill_in(held, "温める"))
    said = fill_in(held, *(Box(f"意見{number}", "users-first") for number in range(many)), fields={"name": "花子"})
    # The savepoint twice; submission, known opinions, new ones, voices, personal data, trail.
    with django_assert_num_queries(8 + CLOCK):
        receive(held, said)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _two_connections(self):
        need_two_connections()

    def test_forty_of_one_form_have_one_receipt_and_are_one_submission(self):
        held = make_open_round()
        said = fill_in(held, "一", "二")
        came = ended_at_once(*[lambda: receive(held, said)] * 40)

        assert len(came) == 40
        assert len({received.receipt for received in came}) == 1
        assert [received.is_new for received in came].count(True) == 1
        assert (Submission.objects.count(), Opinion.objects.count(), Voice.objects.count()) == (1, 2, 2)

    def test_many_who_say_the_same_in_any_order_are_all_taken_while_voices_are_counted(self):
        held = make_open_round()
        forms = [fill_in(held, *(["甲", "乙"] if number % 2 else ["乙", "甲"])) for number in range(8)]
        came = ended_at_once(*(lambda form=form: receive(held, form) for form in forms), lambda: count_voices(held.consultation))

        assert len(came) == 9
        count_voices(held.consultation)
        figures = figures_of(held.consultation)
        assert (figures.all_submitters, figures.received, figures.distinct) == (8, 16, 2)
        assert figures == recount(held.consultation)

    def test_two_hundred_people_through_twenty_connections_each_have_a_receipt_of_their_own(self):
        held = make_open_round()
        queues = [[fill_in(held, f"意見{person}", "みんなの意見") for person in range(at, 200, 20)] for at in range(20)]
        came = ended_at_once(*(lambda forms=forms: [receive(held, form) for form in forms] for forms in queues))

        assert len({received.receipt for several in came for received in several if received.is_new}) == 200
        count_voices(held.consultation)
        figures = figures_of(held.consultation)
        assert (figures.all_submitters, figures.received, figures.distinct) == (200, 400, 201)
        assert figures == recount(held.consultation)

    def test_the_form_does_not_wait_for_whoever_holds_the_consultation(self):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has one writer at a time.")
        held = make_open_round()
        said = fill_in(held, "意見")
        with transaction.atomic():
            lock(held.consultation)
            thread = threading.Thread(target=lambda: (receive(held, said), connection.close()))
            thread.start()
            thread.join(10)
            assert not thread.is_alive()
        assert Submission.objects.count() == 1
