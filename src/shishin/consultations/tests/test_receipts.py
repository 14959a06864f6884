"""With the receipt: what became of the words, correcting them and taking them back; a wrong one is told nothing about anybody."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.timezone import localdate

from shishin.consultations.counting import count_voices, figures_of, recount
from shishin.consultations.errors.saying import AlreadyTakenBack, ClauseOfAnotherText, NoLongerChanged
from shishin.consultations.models import Attachment, ModerationAct, Opinion, PersonalData, Response, Submission, Voice
from shishin.consultations.saying.correcting import correct, take_back
from shishin.consultations.saying.filled import Box
from shishin.consultations.saying.receiving import receive
from shishin.consultations.saying.retaining import retain
from shishin.consultations.saying.tracing import trace
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.moderating import confirm_moderation, withhold_opinions
from shishin.consultations.tasks import count_waiting_voices, queue_retention, retain_personal_data
from shishin.consultations.tests.makers import CLOCK, close_round, fill_in, make_open_round, make_runner, opinion_saying, these
from shishin.kit.moments import now
from shishin.trail.models import Entry
from shishin.trail.public_changes import public_number

pytestmark = pytest.mark.django_db


def voices_of(submission) -> list[tuple[str, str, str]]:
    return [(one.opinion.words, one.stance, one.left) for one in submission.voices.order_by("pk")]


def figures(held) -> tuple[int, int, int]:
    there = figures_of(held.consultation)
    assert there.received == recount(held.consultation).received
    return there.all_submitters, there.received, there.distinct


@pytest.mark.parametrize("is_counted", [False, True])
def test_what_was_said_is_corrected_and_may_come_back(is_counted):
    held = make_open_round(is_on_draft=True)
    submission = receive(held, fill_in(held, Box("一"), Box("二", "purpose", "agree"))).submission
    count_voices(held.consultation) if is_counted else None

    correct(submission, fill_in(held, Box("三"), Box("二", "purpose", "agree")))
    correct(submission, fill_in(held, Box("一"), Box("二", "purpose", "disagree")))

    assert voices_of(submission) == [
        ("一", "", "corrected"),
        ("二", "agree", "corrected"),
        ("三", "", "corrected"),
        ("一", "", ""),
        ("二", "disagree", ""),
    ]
    assert figures(held) == (1, 2, 2)
    assert [one.opinion.words for one in trace(submission)] == ["一", "二"]
    assert Entry.objects.filter(key="consultations.submission_corrected", actor="resident:form").count() == 2


def test_what_was_said_about_oneself_is_corrected_too_and_may_be_left_out(client):
    held = make_open_round()
    receipt, submission, _new = receive(held, fill_in(held, "一", fields={"name": "花子", "capacity": "person"}))
    correct_page = "/consultations/receipts/"
    form = client.post(correct_page, {"receipt": receipt, "act": "correct"}).content.decode()
    assert ('value="花子"' in form, re.findall(r'value="(\w+)"[^>]*checked', form)) == (True, ["person"])

    given = {"receipt": receipt, "act": "correct", "step": "send", "words-1": "一", "field-name": "華子", "field-capacity": "company"}
    assert client.post(correct_page, given).status_code == 200
    submission.refresh_from_db()
    assert (submission.attributes, submission.personal_data.values, voices_of(submission)) == (
        {"capacity": "company"},
        {"name": "華子"},
        [("一", "", "")],
    )
    assert "華子" not in "".join(entry.sealed_text for entry in Entry.objects.all())

    assert client.post(correct_page, given | {"field-capacity": "king"}).status_code == 409
    assert client.post(correct_page, given | {"step": "sned", "field-name": ""}).status_code == 409
    assert PersonalData.objects.get().values == {"name": "華子"}

    client.post(correct_page, given | {"field-name": ""})
    assert not PersonalData.objects.exists()


def test_what_is_taken_back_counts_no_more_and_its_personal_data_and_files_go(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
    held = make_open_round(profile="local")
    said = fill_in(held, "一", fields={"name": "花子"}, files=[ContentFile(b"%PDF-1.7\n", name="a.pdf")])
    submission = receive(held, said).submission
    receive(held, fill_in(held, "一"))
    count_voices(held.consultation)

    gone = take_back(submission)

    assert figures(held) == (1, 1, 1)
    assert (PersonalData.objects.count(), Attachment.objects.count()) == (0, 0)
    assert [one.state for one in trace(gone)] == ["Taken back"]
    with pytest.raises(AlreadyTakenBack):
        take_back(submission)
    with pytest.raises(AlreadyTakenBack):
        correct(submission, fill_in(held, "二"))


def test_after_closing_nothing_is_corrected_or_taken_back():
    held = make_open_round(is_on_draft=True)
    submission = receive(held, fill_in(held, "一")).submission
    with pytest.raises(ClauseOfAnotherText):
        correct(submission, fill_in(held, Box("二", "elsewhere")))
    close_round(held)
    with pytest.raises(NoLongerChanged):
        correct(submission, fill_in(held, "二"))
    with pytest.raises(NoLongerChanged):
        take_back(submission)
    assert voices_of(submission) == [("一", "", "")]


def publish(consultation, *opinions: Opinion, **values) -> Response:
    """A final response to opinions, in published results."""
    number = consultation.responses.count() + 1
    given = {"disposition": "accepted", "views": {"en": f"View {number}"}, "state": "final", **values}
    response = Response.objects.create(consultation=consultation, number=number, **given)
    Opinion.objects.filter(pk__in=[one.pk for one in opinions]).update(state="answered", response=response)
    consultation.results_published_at, consultation.results_hash = now(), "a" * 64
    consultation.save()
    return response


def test_before_the_results_nothing_of_the_work_inside_is_told():
    held = make_open_round()
    submission = receive(held, fill_in(held, "一")).submission
    assert [one.state for one in trace(submission)] == ["Received"]
    response = Response.objects.create(consultation=held.consultation, number=1, views={"en": "Secret."})
    Opinion.objects.update(state="drafted", response=response)
    close_round(held)
    submission.refresh_from_db()
    assert [(one.state, one.answer) for one in trace(Submission.objects.get())] == [("Being answered", None)]


def test_with_the_results_each_has_its_answer_and_how_it_was_followed_later():
    held, later = make_open_round(), make_open_round()
    submission = receive(held, fill_in(held, "一", "二")).submission
    ModerationAct.objects.create(
        opinion=opinion_saying("二"), kind="withhold", state="confirmed", reason="insult", asked_at=now(), answered_at=now()
    )
    Opinion.objects.filter(words="二").update(state="withheld")
    first = publish(held.consultation, opinion_saying("一"), disposition="future_reference", promised={"en": "Next year."})
    Response.objects.create(consultation=later.consultation, number=9, views={"en": "Not yet public"}, follows=first)
    one, two = trace(Submission.objects.get(pk=submission.pk))
    assert (one.state, one.answer.disposition, one.answer.later) == ("Answered", "For future reference", ())
    assert (two.state, two.reason, two.answer) == ("Counted, and not published", "Insult", None)

    followed = publish(later.consultation, follows=first)
    one, _two = trace(Submission.objects.get(pk=submission.pk))
    assert [answer.response for answer in one.answer.later] == [followed]


def test_the_parts_of_what_was_split_are_told_each():
    held = make_open_round()
    submission = receive(held, fill_in(held, "一と二")).submission
    whole = opinion_saying("一と二")
    parts = [
        Opinion.objects.create(consultation=held.consultation, part_of=whole, words=words, fold_key=words, voices=0)
        for words in ("一", "二")
    ]
    Opinion.objects.filter(pk=whole.pk).update(state="split")
    publish(held.consultation, parts[0])
    (told,) = trace(Submission.objects.get(pk=submission.pk))
    assert [(one.opinion.words, one.answer.response.number if one.answer else None) for one in told.parts] == [("一", 1), ("二", None)]


@pytest.mark.parametrize("many", [1, 3])
def test_tracing_costs_the_same_queries_however_much_was_said(many, django_assert_num_queries):
    held = make_open_round()
    receive(held, fill_in(held, *map(str, range(many))))
    publish(held.consultation, *Opinion.objects.all())
    submission = Submission.objects.select_related("round__consultation__profile", "round__draft").get()
    with django_assert_num_queries(5 + CLOCK):
        trace(submission)


class TestPages:
    def test_the_receipt_shows_corrects_and_takes_back_and_stands_in_no_address(self, client):
        held = make_open_round(is_on_draft=True)
        receipt = receive(held, fill_in(held, Box("一", "users-first"))).receipt
        shown = client.post("/consultations/receipts/", {"receipt": receipt.lower()})
        assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
        assert "<p>一</p>" in shown.content.decode()
        form = client.post("/consultations/receipts/", {"act": "correct", "receipt": receipt}).content.decode()
        assert "一</textarea>" in form
        assert '<option value="users-first" selected>' in form
        more = client.post(
            "/consultations/receipts/", {"act": "correct", "receipt": receipt, "words-1": "一", "another": "1"}
        ).content.decode()
        assert 'name="words-2"' in more
        corrected = client.post("/consultations/receipts/", {"act": "correct", "receipt": receipt, "words-1": "二", "step": "send"})
        assert "<p>二</p>" in corrected.content.decode()
        refused = client.post("/consultations/receipts/", {"act": "correct", "receipt": receipt, "words-1": "長" * 10_001, "step": "send"})
        assert (refused.status_code, "長長</textarea>" in refused.content.decode()) == (409, True)
        gone = client.post("/consultations/receipts/", {"act": "take-back", "receipt": receipt})
        assert b"Taken back: none of it counts any more." in gone.content
        assert client.post("/consultations/receipts/", {"act": "take-back", "receipt": receipt}).status_code == 409

    def test_answers_stand_on_the_page(self, client):
        held = make_open_round()
        receipt = receive(held, fill_in(held, "一")).receipt
        publish(held.consultation, opinion_saying("一"), reasons={"en": "Because."})
        page = client.post("/consultations/receipts/", {"receipt": receipt}).content.decode()
        assert [words in page for words in ("View 1", "Because.", "Accepted", "Correct it")] == [True, True, True, False]

    def test_a_wrong_receipt_is_one_sentence_and_too_many_wait(self):
        browser = Client()
        statuses = [browser.post("/consultations/receipts/", {"receipt": f"AAAA-BBBB-CCC{sign}"}).status_code for sign in "ABCDEFG"]
        assert statuses == [404, 404, 404, 404, 404, 429, 429]
        assert b"Too many tries." in browser.post("/consultations/receipts/", {"receipt": "x"}).content
        assert Client(REMOTE_ADDR="203.0.113.9").post("/consultations/receipts/", {"receipt": "x"}).status_code == 404

    def test_a_correction_that_has_to_wait_stays_in_the_page(self):
        browser, held = Client(), make_open_round()
        receipt = receive(held, fill_in(held, "一")).receipt
        for sign in "ABCDEFG":
            browser.post("/consultations/receipts/", {"receipt": f"AAAA-BBBB-CCC{sign}"})
        words = "直した意見であり、待つ間も失われない。" * 2
        answer = browser.post("/consultations/receipts/", {"receipt": receipt, "act": "correct", "step": "send", "words-1": words})
        page = answer.content.decode()
        kept = [f'name="{name}" value="{value}"' in page for name, value in (("receipt", receipt), ("step", "send"), ("words-1", words))]
        assert (answer.status_code, kept, "Too many tries." in page) == (429, [True] * 3, True)


class TestTheClock:
    def test_counts_what_the_form_brought_and_has_public_pages_drawn_again(self):
        held = make_open_round()
        receive(held, fill_in(held, "一", "二"))
        before = public_number()
        assert [count_waiting_voices(), count_waiting_voices()] == [2, 0]
        assert public_number() != before
        assert list(Voice.objects.values_list("is_counted", flat=True)) == [True, True]

    def test_personal_data_and_files_go_when_their_time_is_over(self, settings, tmp_path):
        settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}
        held, open_one = make_open_round(profile="local"), make_open_round(profile="local")
        for one in (held, open_one):
            files = [ContentFile(b"%PDF-1.7\n", name="a.pdf")]
            receive(one, fill_in(one, f"意見{one.pk}", fields={"name": "花子"}, files=files))
        publish(held.consultation)
        last = localdate() + timedelta(days=365)

        assert retain(last) == 0
        kept = PersonalData.objects.order_by("pk").values_list("keep_until", flat=True)
        assert list(kept) == [last, None]
        assert retain_personal_data.call((last + timedelta(days=1)).isoformat()) == 2

        assert list(PersonalData.objects.values_list("submission__round", flat=True)) == [open_one.pk]
        assert list(Attachment.objects.values_list("submission__round", flat=True)) == [open_one.pk]
        assert Entry.objects.get(key="consultations.personal_data_removed").data == {"rows": 1, "files": 1}
        assert retain(date(2100, 1, 1)) == 0

    def test_asks_for_that_once_a_day(self):
        assert [queue_retention(now()), queue_retention(now())] == [1, 0]
        assert queue_retention(now() + timedelta(days=1)) == 1


def test_who_has_a_receipt_reads_why_what_is_folded_under_something_withheld_is_not_published():
    held = make_open_round()
    submission = receive(held, fill_in(held, "一")).submission
    receive(held, fill_in(held, "二"))
    count_voices(held.consultation)
    runner = make_runner(held.consultation.organization)
    fold_opinions(held.consultation, these("一", "二"), under=opinion_saying("二"), by=runner)
    withhold_opinions(held.consultation, these("二"), reason="insult", by=runner)
    confirm_moderation(ModerationAct.objects.all(), by=make_runner(held.consultation.organization))

    (told,) = trace(Submission.objects.get(pk=submission.pk))
    assert (told.state, told.reason) == ("Counted, and not published", "Insult")
