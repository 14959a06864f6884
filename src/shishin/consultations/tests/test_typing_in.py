"""Typing in: one line is one opinion, on the clause with which it begins; what came late is taken in and marked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shishin.consultations.counting import figures_of, recount
from shishin.consultations.errors.asking import ConsultationIsOver
from shishin.consultations.errors.taking_in import LineIsTooLong, NoSuchPlace, NothingTypedIn
from shishin.consultations.models import Attachment, Opinion, PersonalData, Round, Submission, Theme, Voice
from shishin.consultations.places import places_as_printed
from shishin.consultations.storing import Point
from shishin.consultations.taking_in.columns import place_or_theme, themes_of
from shishin.consultations.taking_in.typing_in import Letter, came_late, points_of, type_in
from shishin.consultations.tests.makers import CLOSES, OPENS, make_consultation, make_draft, make_profile, make_round, make_runner
from shishin.guidelines.models import Line
from shishin.people.tests.makers import make_organization
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
IN_TIME = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture
def held():
    draft = make_draft()
    return make_round(make_consultation(document=draft.document), draft=draft)


def line_of(key: str) -> str:
    return str(Line.objects.get(key=key).pk)


def meant_by(written: str, held: Round) -> tuple[str | None, int | None]:
    place, theme = place_or_theme(written, places_as_printed(held), themes_of(held.consultation))
    return place.line if place else None, theme


# Where a line belongs.


@pytest.mark.parametrize("between", ["\t", "：", ": ", "　", " "])
def test_a_line_that_begins_with_a_clause_stands_on_it(held, between):
    places = places_as_printed(held)

    assert points_of(f"2.1{between}ここを直してほしい。", places) == [Point("ここを直してほしい。", line_of("users-first"))]
    assert points_of(f"２．１{between}ここを", places) == [Point("ここを", line_of("users-first"))]


def test_other_lines_stand_on_what_was_chosen_for_all_and_empty_ones_are_none(held):
    places = places_as_printed(held)
    design = places.keyed("design")

    assert points_of("2.1は要らない。\n\n  9.9 番の意見\n", places, else_on=design) == [
        Point("2.1は要らない。", line_of("design")),
        Point("9.9 番の意見", line_of("design")),
    ]
    assert points_of("一\n", places) == [Point("一", None)]


@pytest.mark.parametrize("written", ["2.1", "２.１", "2.1　利用者", "users-first", "2.1 (利用者)"])
def test_a_clause_is_found_by_its_number_its_heading_or_its_key(held, written):
    assert meant_by(written, held) == (line_of("users-first"), None)


@pytest.mark.parametrize("written", ["", "全体", "-", "Whole"])
def test_the_whole_is_no_clause(held, written):
    assert meant_by(written, held) == (None, None)


def test_a_theme_is_found_by_its_title_and_no_beginning_of_a_line(held):
    theme = Theme.objects.create(consultation=held.consultation, titles={"ja": "費用"}, position=0)

    assert meant_by("費用", held) == (None, theme.pk)
    assert points_of("費用：高い。\n全体：よい。", places_as_printed(held)) == [Point("費用：高い。", None), Point("よい。", None)]


def test_what_names_nothing_is_refused(held):
    with pytest.raises(NoSuchPlace, match=r"“9\.9” is no clause of the draft"):
        meant_by("9.9", held)


def test_letters_of_a_round_without_a_draft_are_about_the_newest_of_the_consultation(held):
    letters = make_round(held.consultation, channel="post_and_telephone", takes_form=False)

    assert meant_by("2.1", letters) == (line_of("users-first"), None)


def test_a_line_that_is_too_long_is_told_by_its_number(held):
    with pytest.raises(LineIsTooLong, match="Line 2 has 100001 characters; an opinion has at most 100000"):
        points_of(f"一\n{'長' * 100_001}", places_as_printed(held))


# What becomes of it.


def test_each_of_the_people_says_all_of_it_and_it_is_counted_at_once(held):
    letter = Letter([Point("一"), Point("二"), Point("一")], IN_TIME, people=3, stance="agree", personal={"name": "山田"})

    typed = type_in(held, letter, by=OPERATOR)

    figures = figures_of(held.consultation)
    assert (typed.opinions, figures.all_submitters, figures.received, figures.distinct) == (2, 3, 6, 2)
    assert figures == recount(held.consultation)
    assert not Voice.objects.exclude(is_counted=True, stance="agree").exists()
    assert PersonalData.objects.get().submission == typed.submission
    entry = Entry.objects.get(key="consultations.opinions_typed_in")
    assert {name: entry.data[name] for name in ("opinions", "people", "late", "file")} == {
        "opinions": 2,
        "people": 3,
        "late": False,
        "file": False,
    }
    assert "山田" not in entry.sealed_text


def test_a_file_alone_is_one_open_opinion_that_says_so(held):
    typed = type_in(held, Letter([], IN_TIME), attachment=SimpleUploadedFile("letter.pdf", b"%PDF-1.7"), by=OPERATOR)

    opinion = Opinion.objects.get()
    assert (opinion.words, opinion.state) == ("What was said came as a file: “letter.pdf”.", Opinion.State.OPEN)
    assert (Attachment.objects.get().submission, Attachment.objects.get().file_name) == (typed.submission, "letter.pdf")


def test_nothing_at_all_is_refused(held):
    with pytest.raises(NothingTypedIn):
        type_in(held, Letter([], IN_TIME), by=OPERATOR)


def test_nothing_is_typed_into_a_consultation_that_is_over(held):
    held.consultation.ended_at, held.consultation.ended_reason = IN_TIME, {"en": "Nothing."}
    held.consultation.save()

    with pytest.raises(ConsultationIsOver):
        type_in(held, Letter([Point("一")], IN_TIME), by=OPERATOR)
    assert Submission.objects.count() == 0


DAY_AFTER = date(2026, 12, 16)


@pytest.mark.parametrize(
    ("profile", "received", "posted", "is_late"),
    [
        ("voluntary", CLOSES, None, False),
        ("voluntary", CLOSES.replace(day=18), None, True),
        ("voluntary", CLOSES.replace(day=18), CLOSES.date(), True),
        ("local", CLOSES.replace(day=18), CLOSES.date(), False),
        ("local", CLOSES.replace(day=18), DAY_AFTER, True),
        ("local", CLOSES.replace(day=18), None, True),
    ],
)
def test_late_is_what_the_rules_call_late_by_arrival_or_by_postmark(profile, received, posted, is_late):
    make_profile("local")
    held = make_consultation(profile=profile).rounds.get()
    letter = Letter([Point("一")], received, posted_on=posted)

    assert type_in(held, letter, by=OPERATOR).is_late is is_late
    assert figures_of(held.consultation).received == 1
    submission = Submission.objects.get()
    assert came_late(held, received_at=submission.received_at, posted_on=submission.posted_on) is is_late


def test_what_was_said_before_the_first_draft_did_not_know_it():
    draft = make_draft()
    consultation = make_consultation(document=draft.document)
    before = consultation.rounds.get()
    make_round(consultation, draft=draft, opens_at=OPENS, closes_at=CLOSES)
    day = timezone.make_aware(datetime.combine(draft.published_on, datetime.min.time()))

    type_in(before, Letter([Point("前")], day - timezone.timedelta(hours=1)), by=OPERATOR)
    type_in(before, Letter([Point("後")], day), by=OPERATOR)

    assert dict(Voice.objects.values_list("opinion__words", "is_after_draft")) == {"前": False, "後": True}


# The page.


@pytest.fixture
def office():
    return make_organization("asking-office")


@pytest.fixture
def runner(office):
    return make_runner(office)


def test_a_letter_is_typed_in_on_a_page(client, office, runner):
    held = make_consultation(organization=office).rounds.get()
    address = reverse("consultations:type-in", args=[held.uuid])
    client.force_login(runner)
    assert client.get(address).status_code == 200

    sent = {"lines": "一\n二", "received_on": "令和8年12月20日", "people": "2", "field-name": "山田", "field-capacity": "person"}
    answer = client.post(address, sent)

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "2 opinions were taken in. It came after the round had closed, and is marked late." in client.get(address).content.decode()
    submission = Submission.objects.first()
    assert (submission.attributes, submission.personal_data.values) == ({"capacity": "person"}, {"name": "山田"})
    assert Voice.objects.count() == 4


def test_who_types_in_is_told_what_stands_on_no_clause(client, office, runner):
    draft = make_draft()
    held = make_round(make_consultation(organization=office, document=draft.document), draft=draft)
    address = reverse("consultations:type-in", args=[held.uuid])
    client.force_login(runner)

    for lines, told in (("2.1：一\n第99条：二", "1 of them stands on the text as a whole."), ("2.1：三", "")):
        client.post(address, {"lines": lines, "received_on": "2026-11-10", "people": "3"})
        page = client.get(address).content.decode()
        assert ("on the text as a whole." in page, told in page) == (bool(told), True)


def test_what_is_refused_keeps_what_was_typed(client, office, runner):
    held = make_consultation(organization=office).rounds.get()
    client.force_login(runner)

    answer = client.post(
        reverse("consultations:type-in", args=[held.uuid]), {"lines": " ", "received_on": "2026-11-10", "people": "1", "field-name": "山田"}
    )

    assert answer.status_code == 409
    assert "There is neither an opinion nor a file." in answer.content.decode()
    assert 'value="山田"' in answer.content.decode()


def test_nobody_else_types_in(client, runner):
    held = make_consultation().rounds.get()
    client.force_login(runner)

    assert client.post(reverse("consultations:type-in", args=[held.uuid]), {"lines": "一"}).status_code == 404
    assert Submission.objects.count() == 0
