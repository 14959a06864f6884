"""What bodies may decide on and read, and what their referrals, reports and decisions led to."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.councils.errors.decisions import NoSuchText, TextHasChanged
from shishin.councils.meetings.agenda import add_agenda_item, remove_agenda_item
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.models import AgendaItem, Body, Meeting
from shishin.councils.subjects import subjects_of
from shishin.councils.tests.makers import MEETING_DAY, TEXTS, make_body, make_decision, make_meeting, make_referral, make_report, make_seat
from shishin.councils.texts import refuse_unknown_text, texts_for, texts_of
from shishin.guidelines.access import editions_to_read
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.procedures import change_procedure, change_version
from shishin.guidelines.errors.editions import VersionTaken
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_secretariat
from shishin.kit.waiting import all_that_waits
from shishin.people.tests.makers import make_person
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_texts_of_other_tests():
    TEXTS.clear()


def words(act, reader):
    name = {"Decision": "decisions", "Referral": "referrals", "Report": "reports"}[type(act).__name__]
    return [subject.words for subject in subjects_of(reader=reader, **{name: [act]}).of(act)]


def test_a_draft_is_shown_to_the_bodies_that_it_is_for():
    council = make_body()
    group = make_body(parent=council)
    referral = make_referral(council, group)
    edition = make_edition()
    report = make_report(referral, text_hash=edition.text_hash or "a" * 64)
    Edition.objects.filter(pk=edition.pk).update(referred_by=referral, submitted_with=report)
    writer, chair = make_seat(group).person, make_seat(council, "chair").person

    assert [len(words(act, reader)) for act in (referral, report) for reader in (writer, chair)] == [1, 1, 1, 1]
    assert [words(act, reader) for act in (referral, report) for reader in (None, make_person())] == [[], [], [], []]


def test_an_adopted_edition_is_shown_to_everybody():
    edition = make_adopted()

    assert words(edition.adopted_by, None) == [f"{edition.document} 1.0.0"]
    assert Body.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_answers_for_all_acts(django_assert_num_queries, rows):
    editions = [make_adopted(slug=f"document-{number}") for number in range(rows)]
    decisions = [edition.adopted_by for edition in editions]

    with django_assert_num_queries(2):
        found = subjects_of(decisions=decisions, reader=None)
    assert [len(found.of(decision)) for decision in decisions] == [1] * rows


def names(body, reader):
    return [text.name for text in texts_for(body, reader=reader)]


def test_a_body_may_decide_on_what_its_procedure_names_what_is_anybodys_and_what_was_referred_to_it():
    writer, council, group = make_secretariat(), make_body("council"), make_body("group")
    make_edition(slug="anybody")
    make_edition(slug="councils")
    make_edition(slug="referred")
    make_adopted(slug="adopted")
    for slug in ("councils", "referred"):
        change_procedure(Document.objects.get(slug=slug), procedure={"enactment": ["council"]}, by=OPERATOR)
    above = make_body()
    Body.objects.filter(pk=group.pk).update(parent=above)
    group.refresh_from_db()
    Edition.objects.filter(document__slug="referred").update(referred_by=make_referral(above, group))

    assert sorted(names(council, writer)) == ["anybody 1.0.0", "councils 1.0.0", "referred 1.0.0"]
    assert names(group, writer) == ["referred 1.0.0", "anybody 1.0.0"]
    assert names(council, make_person()) == []
    assert next(text.hash for text in texts_for(group, reader=writer)) == edition_hash(Edition.objects.get(document__slug="referred"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_however_many_texts_there_are(django_assert_num_queries, rows):
    writer, council = make_secretariat(), make_body()
    for number in range(rows):
        make_edition(slug=f"document-{number}")

    with django_assert_num_queries(12):
        assert len(texts_for(council, reader=writer)) == rows


def put_on_agenda(meeting, edition):
    name = f"{edition.document.slug} {edition.version}"
    return add_agenda_item(meeting, kind="deliberation", titles={"en": "Draft"}, text_name=name, by=OPERATOR)


def test_who_sits_in_a_body_reads_a_text_and_its_comparison_as_long_as_it_is_on_the_agenda(client):
    edition = start_next_edition(make_adopted(), version="1.1.0", by=OPERATOR)
    meeting = make_meeting()
    observer, elsewhere = make_seat(meeting.body, "observer").person, make_seat(make_body(), "chair").person
    item = put_on_agenda(meeting, edition)

    page = reverse("guidelines:compare", args=["action-guidelines", "1.0.0", "1.1.0"])
    assert [list(editions_to_read(reader).filter(pk=edition.pk)) for reader in (observer, elsewhere, None)] == [[edition], [], []]
    for reader, status in ((observer, 200), (elsewhere, 404)):
        client.force_login(reader)
        assert client.get(page).status_code == client.get(edition.get_absolute_url()).status_code == status
        seen = client.get(meeting.get_absolute_url()).content.decode()
        assert (page in seen, edition.get_absolute_url() in seen) == (status == 200, status == 200)
        assert "action-guidelines 1.1.0" not in seen
    remove_agenda_item(item, by=OPERATOR)
    assert edition not in editions_to_read(observer)
    put_on_agenda(meeting, edition)
    cancel_meeting(meeting, reason="Nobody could come.", by=OPERATOR)
    assert edition not in editions_to_read(observer)


def test_a_text_of_which_nothing_is_public_has_no_title_for_others():
    edition = make_edition()
    item = AgendaItem(text_name="action-guidelines 1.0.0")

    def told(reader):
        text = texts_of([item], reader=reader)["action-guidelines 1.0.0"]
        return text.title, bool(text.url), bool(text.adoption)

    assert told(None) == ("A text that is not public", False, False)
    assert told(make_secretariat()) == (f"{edition.document} 1.0.0", True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_names_all_texts(django_assert_num_queries, rows):
    items = [AgendaItem(text_name=f"document-{number} 1.0.0") for number in range(rows)]
    for number in range(rows):
        make_adopted(slug=f"document-{number}")

    with django_assert_num_queries(1):
        assert all(text.url for name, text in texts_of(items, reader=None).items() if name)


def test_a_text_is_there_in_its_very_words_or_refused():
    edition = make_edition()
    refuse_unknown_text("action-guidelines 1.0.0", edition_hash(edition))
    with pytest.raises(TextHasChanged):
        refuse_unknown_text("action-guidelines 1.0.0", "0" * 64)
    with pytest.raises(NoSuchText):
        refuse_unknown_text("action-guidelines 2.0.0")


def test_a_text_that_gets_another_version_stays_the_same_text_for_bodies():
    edition, writer = start_next_edition(make_adopted(), version="1.1.0-draft.1", by=OPERATOR), make_secretariat()
    meeting = make_meeting()
    member, item = make_seat(meeting.body).person, put_on_agenda(meeting, edition)
    decision = make_decision(text_name=item.text_name, text_hash=edition_hash(edition))

    change_version(edition, version="1.1.0", revision=Edition.Revision.MINOR, by=OPERATOR)

    item.refresh_from_db()
    assert (item.text_name, edition in editions_to_read(member)) == ("action-guidelines 1.1.0", True)
    told = texts_of([decision], reader=writer)[decision.text_name]
    assert (told.title, told.url) == (f"{edition.document} 1.1.0", edition.get_absolute_url())
    assert [line.why for line in all_that_waits(writer, localdate()) if line.url.endswith("/adopt/")] == [
        "A body has approved this very text."
    ]
    other = start_next_edition(Edition.objects.get(version="1.0.0"), version="1.2.0", by=OPERATOR)
    with pytest.raises(VersionTaken):
        change_version(other, version="1.1.0-draft.1", revision=Edition.Revision.MINOR, by=OPERATOR)


def test_published_minutes_keep_the_name_that_a_text_had():
    edition, meeting = start_next_edition(make_adopted(), version="1.1.0-draft.1", by=OPERATOR), make_meeting()
    item = put_on_agenda(meeting, edition)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_published_on=MEETING_DAY)

    change_version(edition, version="1.1.0", revision=Edition.Revision.MINOR, by=OPERATOR)

    item.refresh_from_db()
    assert item.text_name == "action-guidelines 1.1.0-draft.1"
    assert texts_of([item], reader=make_secretariat())[item.text_name].title == f"{edition.document} 1.1.0"
