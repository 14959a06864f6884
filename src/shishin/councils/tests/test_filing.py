from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from shishin.councils.errors.meetings import MeetingIsCancelled
from shishin.councils.errors.papers import (
    AnotherMeetingsItem,
    ClosedWithoutReason,
    NoNewPapers,
    PaperIsRemoved,
    PapersOfAPrivateMeeting,
    PaperWithoutTitle,
    SamePaper,
    WithheldWithoutDay,
)
from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.filing import (
    add_paper,
    change_paper,
    move_paper,
    next_label,
    publish_papers,
    read_paper,
    remove_paper,
    replace_paper,
)
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.models import Paper
from shishin.councils.tests.makers import make_meeting, make_paper
from shishin.kit.stored_files import FileTooLarge
from shishin.people.tests.makers import make_person
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n"


@pytest.fixture(autouse=True)
def _storage_of_this_test_alone(settings, tmp_path):
    """Workers that run beside this one share the data folder, and file papers of their own."""
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}


def stored():
    return set(default_storage.listdir("papers")[1]) if default_storage.exists("papers") else set()


def read(paper):
    with paper.file.open("rb") as file:
        return file.read()


def test_papers_of_a_cancelled_meeting_stay_as_they_are(client):
    meeting = make_meeting()
    shown = make_paper(meeting)
    publish_papers(meeting, by=OPERATOR)
    private = make_paper(meeting)
    cancel_meeting(meeting, reason="Snow.", by=OPERATOR)

    answers = [client.get(paper.get_absolute_url()) for paper in (shown, private)]
    assert answers[0].getvalue()
    assert [answer.status_code for answer in answers] == [200, 404]
    with pytest.raises(MeetingIsCancelled):
        publish_papers(meeting, by=OPERATOR)
    with pytest.raises(MeetingIsCancelled):
        make_paper(meeting)


def test_a_paper_lies_under_a_random_name_with_its_figures():
    paper = make_paper(content=PDF, name="../../資料 1.pdf")

    assert re.fullmatch(r"papers/[0-9a-f]{32}", paper.file.name)
    assert (paper.file_name, paper.size, paper.content_hash) == ("資料 1.pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (read(paper), paper.is_as_named, paper.published_on) == (PDF, True, None)


def test_a_file_that_is_not_what_its_name_says_is_kept_and_marked():
    paper = make_paper(content=b"<script>alert(1)</script>", name="paper.pdf")

    assert (paper.is_as_named, Entry.objects.get(key="councils.paper_added").data["is_as_named"]) == (False, False)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.UPLOAD_LIMIT = 10
    before = stored()

    with pytest.raises(FileTooLarge) as refused:
        make_paper(content=b"12345678901")

    assert refused.value.message == "The file has 11\xa0bytes; at most 10\xa0bytes are taken."
    assert (stored(), Paper.objects.count()) == (before, 0)


def test_nothing_stays_on_the_disk_when_it_is_refused():
    meeting = make_meeting()
    other = add_agenda_item(make_meeting(), kind="report", titles={"ja": "他"}, by=OPERATOR)
    before = stored()

    for refusal, given in [
        (ClosedWithoutReason, {"publicity": "closed"}),
        (ClosedWithoutReason, {"publicity": "closed", "closed_reason": {"ja": ""}}),
        (WithheldWithoutDay, {"publicity": "withheld"}),
        (PaperWithoutTitle, {"titles": {}}),
        (AnotherMeetingsItem, {"agenda_item": other}),
    ]:
        with pytest.raises(refusal):
            make_paper(meeting, **given)
    cancel_meeting(meeting, reason="台風", by=OPERATOR)
    with pytest.raises(MeetingIsCancelled):
        make_paper(meeting)
    assert (stored(), Paper.objects.count()) == (before, 0)


def test_papers_are_public_after_the_act_and_later_ones_after_another():
    meeting = make_meeting()
    first = make_paper(meeting)
    publish_papers(meeting, by=OPERATOR, day=date(2026, 3, 24))
    second = make_paper(meeting)
    with pytest.raises(NoNewPapers):
        publish_papers(make_meeting(), by=OPERATOR)
    with pytest.raises(PapersOfAPrivateMeeting):
        publish_papers(make_paper(make_meeting(is_announced=False)).meeting, by=OPERATOR)

    for paper in (first, second):
        paper.refresh_from_db()
    assert [first.is_open_on(date(2026, 3, 31)), second.is_open_on(date(2026, 3, 31))] == [True, False]
    publish_papers(meeting, by=OPERATOR, day=date(2026, 3, 30))
    second.refresh_from_db()
    meeting.refresh_from_db()
    assert (second.is_open_on(date(2026, 3, 31)), meeting.papers_published_on) == (True, date(2026, 3, 24))


def test_a_withheld_paper_opens_by_itself_and_a_closed_one_never():
    meeting = make_meeting()
    withheld = make_paper(meeting, publicity="withheld", withheld_until=date(2026, 5, 1))
    closed = make_paper(meeting, publicity="closed", closed_reason={"ja": "個人情報"})
    publish_papers(meeting, by=OPERATOR, day=date(2026, 3, 31))

    for paper in (withheld, closed):
        paper.refresh_from_db()
    assert [withheld.is_open_on(date(2026, month, day)) for month, day in ((4, 30), (5, 1))] == [False, True]
    assert not closed.is_open_on(date(2099, 1, 1))


def test_publicity_keeps_no_more_than_it_needs():
    paper = make_paper(publicity="withheld", withheld_until=date(2026, 5, 1), closed_reason={"ja": "調整中"})

    changed = change_paper(
        paper, titles={"ja": "新"}, publicity="public", withheld_until=date(2026, 5, 1), closed_reason={"ja": "x"}, by=OPERATOR
    )

    assert (changed.titles, changed.publicity, changed.withheld_until, changed.closed_reason) == ({"ja": "新"}, "public", None, {})


def test_a_replaced_file_goes_and_is_read_anew(django_capture_on_commit_callbacks):
    paper, reader = make_paper(), make_person()
    old = paper.file.name
    read_paper(paper, by=reader)
    read_paper(paper, by=reader)
    assert paper.readings.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        changed = replace_paper(paper, upload=ContentFile(b"text", name="新.txt"), by=OPERATOR)

    assert (default_storage.exists(old), read(changed), changed.file_name) == (False, b"text", "新.txt")
    assert (changed.readings.count(), changed.replaced_on) == (0, None)


def test_a_removed_paper_goes_or_leaves_its_title(django_capture_on_commit_callbacks):
    meeting = make_meeting()
    published = make_paper(meeting)
    publish_papers(meeting, by=OPERATOR)
    unpublished = make_paper(meeting)
    files = [published.file.name, unpublished.file.name]

    with django_capture_on_commit_callbacks(execute=True):
        remove_paper(published, by=OPERATOR, day=date(2026, 4, 1))
        remove_paper(unpublished, by=OPERATOR)

    left = meeting.papers.get()
    assert (left.pk, left.removed_on, bool(left.file), left.is_open_on(date(2026, 4, 2))) == (published.pk, date(2026, 4, 1), False, False)
    assert [default_storage.exists(name) for name in files] == [False, False]
    with pytest.raises(PaperIsRemoved):
        replace_paper(published, upload=ContentFile(PDF, name="a.pdf"), by=OPERATOR)
    with pytest.raises(PaperIsRemoved):
        read_paper(published, by=make_person())


def test_the_file_stays_when_its_removal_is_taken_back():
    paper = make_paper()

    with transaction.atomic():
        remove_paper(paper, by=OPERATOR)
        transaction.set_rollback(True)

    assert default_storage.exists(Paper.objects.get().file.name)


def test_papers_change_places():
    meeting = make_meeting()
    first, second = make_paper(meeting), make_paper(meeting)

    move_paper(second, up=True, by=OPERATOR)

    assert list(meeting.papers.all()) == [second, first]


def test_who_files_a_paper_is_kept():
    person = make_person()

    paper = add_paper(
        make_meeting(), upload=ContentFile(PDF, name="a.pdf"), titles={"ja": "資料"}, publicity="public", by=person, day=date(2026, 3, 1)
    )

    assert (paper.added_by, paper.added_on) == (person, date(2026, 3, 1))


def test_the_same_file_under_the_same_words_is_filed_once():
    meeting = make_meeting()
    paper = make_paper(meeting, content=PDF)

    with pytest.raises(SamePaper, match="already has this file as “Paper”"):
        make_paper(meeting, content=PDF)

    assert list(meeting.papers.all()) == [paper]
    # Other words, another meeting, or a paper that is gone: it is meant.
    make_paper(meeting, content=PDF, label="2")
    make_paper(make_meeting(), content=PDF)
    remove_paper(paper, by=OPERATOR)
    make_paper(meeting, content=PDF)
    assert meeting.papers.count() == 2


def test_the_next_label_follows_the_last_one_with_a_number():
    meeting = make_meeting()
    assert next_label(meeting) == ""
    for label in ("資料1", "資料2", "参考"):
        make_paper(meeting, label=label)
    assert next_label(meeting) == "資料3"
