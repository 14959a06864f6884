from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.attending import Attended, record_attendance
from shishin.councils.meetings.filing import publish_papers
from shishin.councils.meetings.meeting import cancel_meeting
from shishin.councils.meetings.minuting import add_statement, publish_minutes
from shishin.councils.models import Body, Meeting, Paper
from shishin.councils.tests.makers import MEETING_DAY, make_body, make_decision, make_meeting, make_paper, make_seat, make_text
from shishin.people.tests.makers import make_auditor, make_deactivated, make_organization, make_person, make_secretariat
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_organization("city")


@pytest.fixture
def secretariat(city):
    return make_secretariat(city)


@pytest.fixture
def council(city):
    return make_body("council", name="連絡会議", organization=city)


@pytest.fixture
def readers(council, city, secretariat):
    """Everybody who may ask, by what they are."""
    return {
        "anonymous": None,
        "member": make_seat(council).person,
        "observer": make_seat(council, capacity="observer").person,
        "former": make_seat(council, until=date(2021, 1, 1)).person,
        "elsewhere": make_seat(make_body(organization=make_organization())).person,
        "other-secretariat": make_secretariat(make_organization()),
        "deactivated": make_deactivated(city),
        "auditor": make_auditor(),
        "secretariat": secretariat,
    }


def asked(client, readers, url):
    answers = {}
    for name, person in readers.items():
        client.logout()
        if person:
            client.force_login(person)
        answer = client.get(url)
        answers[name] = answer.status_code
        # Read to its end, a file is closed as the test client wants it.
        answer.getvalue()
    return answers


def only(*allowed, readers, otherwise=404):
    return {name: 200 if name in allowed else otherwise for name in readers}


THEIRS = ("member", "observer", "auditor", "secretariat")


def test_a_meeting_is_read_by_its_body_alone_until_it_is_announced(client, council, readers):
    private, public = make_meeting(council, is_announced=False), make_meeting(council)

    assert asked(client, readers, private.get_absolute_url()) == only(*THEIRS, readers=readers)
    assert asked(client, readers, public.get_absolute_url()) == only(*readers, readers=readers)


def test_a_paper_is_opened_by_its_body_alone_until_it_is_public(client, council, readers):
    meeting = make_meeting(council)
    paper = make_paper(meeting, publicity="withheld", withheld_until=localdate() + timedelta(days=1))
    publish_papers(meeting, by=OPERATOR)

    assert asked(client, readers, paper.get_absolute_url()) == only(*THEIRS, readers=readers)
    Paper.objects.update(withheld_until=localdate())
    assert asked(client, readers, paper.get_absolute_url()) == only(*readers, readers=readers)


@pytest.mark.parametrize("route", ["change", "announce", "cancel", "agenda", "agenda/add", "papers", "papers/add", "papers/publish"])
def test_a_meeting_is_kept_by_its_secretariat_alone(client, council, readers, route):
    url = f"/manage/meetings/{make_meeting(council).uuid}/{route}/"

    assert asked(client, readers, url) == only("secretariat", readers=readers) | {"anonymous": 302, "deactivated": 302}


@pytest.mark.parametrize("route", ["attendance", "minutes", "minutes/add", "minutes/paste", "minutes/summary", "minutes/publish"])
def test_minutes_are_kept_by_the_secretariat_alone(client, council, readers, route):
    url = f"/manage/meetings/{make_meeting(council).uuid}/{route}/"

    assert asked(client, readers, url) == only("secretariat", readers=readers) | {"anonymous": 302, "deactivated": 302}


def test_the_public_sees_titles_and_reasons_but_no_file_and_no_minutes(client, council):
    meeting = make_meeting(council, number=5, online_address="https://meet.example.jp/secret")
    make_paper(meeting, titles={"en": "Open paper"})
    make_paper(meeting, titles={"en": "Closed paper"}, publicity="closed", closed_reason={"en": "Names of people"}, name="names.pdf")
    publish_papers(meeting, by=OPERATOR)
    make_paper(meeting, titles={"en": "Later paper"})
    add_statement(meeting, speaker="来賓", words="まだ秘密です。", by=OPERATOR)
    record_attendance(meeting, attended=[Attended(make_seat(council, name="村井"), "present")], by=OPERATOR)

    page = client.get(meeting.get_absolute_url()).content.decode()

    shown = [
        "Open paper",
        "Closed paper",
        "Names of people",
        "Later paper",
        "names.pdf",
        "まだ秘密です。",
        "村井",
        "meet.example.jp",
        "/manage/",
    ]
    assert [words for words in shown if words in page] == ["Open paper", "Closed paper", "Names of people"]
    publish_minutes(meeting, by=OPERATOR)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert [words for words in shown if words in page] == [*shown[:3], "まだ秘密です。", "村井"]


def test_members_see_all_of_it_and_mark_papers_as_read(client, council):
    meeting = make_meeting(council, online_address="https://meet.example.jp/secret")
    paper = make_paper(meeting, titles={"en": "Later paper"})
    add_statement(meeting, speaker="来賓", words="まだ秘密です。", by=OPERATOR)
    member = make_seat(council).person
    client.force_login(member)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert [words in page for words in ("Later paper", "まだ秘密です。", "meet.example.jp", "Mark as read")] == [True] * 4

    client.post(f"/councils/papers/{paper.uuid}/read/")

    assert paper.readings.get().person == member
    assert "Mark as read" not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(f"/councils/papers/{paper.uuid}/read/").status_code == 405
    for onlooker in (make_person(), make_auditor()):
        client.force_login(onlooker)
        assert client.post(f"/councils/papers/{paper.uuid}/read/").status_code == 404
        assert "Mark as read" not in client.get(meeting.get_absolute_url()).content.decode()
    assert paper.readings.count() == 1


def test_published_minutes_leave_the_agenda_to_be_read(client, secretariat, council):
    meeting = make_meeting(council)
    add_agenda_item(meeting, kind="report", titles={"en": "Budget"}, by=OPERATOR)
    add_statement(meeting, speaker="Guest", words="Yes.", by=OPERATOR)
    client.force_login(secretariat)
    address = f"/manage/meetings/{meeting.uuid}/agenda/"
    assert "Take it off" in client.get(address).content.decode()

    publish_minutes(meeting, by=OPERATOR)

    page = client.get(address).content.decode()
    assert [words in page for words in ("Budget", "the agenda is fixed", "Take it off", "Add to the agenda")] == [True, True, False, False]


def test_a_file_is_always_a_download(client, council):
    meeting = make_meeting(council)
    true = make_paper(meeting, name="資料.pdf")
    false = make_paper(meeting, content=b"<script>alert(1)</script>", name="paper.pdf")
    publish_papers(meeting, by=OPERATOR)

    headers = []
    for paper in (true, false):
        answer = client.get(f"/councils/papers/{paper.uuid}/")
        headers.append([answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")])
        assert answer.getvalue()

    assert headers == [
        ["application/pdf", "attachment; filename=\"download.pdf\"; filename*=UTF-8''%E8%B3%87%E6%96%99.pdf", "nosniff"],
        ["application/octet-stream", "attachment; filename=\"paper.pdf\"; filename*=UTF-8''paper.pdf", "nosniff"],
    ]
    assert "Open it with care" in client.get(meeting.get_absolute_url()).content.decode()


def test_a_file_that_is_gone_is_said_so(client, council):
    paper = make_paper(make_meeting(council))
    publish_papers(paper.meeting, by=OPERATOR)
    paper.file.storage.delete(paper.file.name)

    answer = client.get(paper.get_absolute_url())

    assert (answer.status_code, "missing on the server" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_long_the_meeting_was(client, django_assert_num_queries, council, rows):
    meeting = make_meeting(council)
    for number in range(rows):
        seat = make_seat(council)
        item = add_agenda_item(meeting, kind="report", titles={"ja": "一"}, by=OPERATOR)
        make_paper(meeting, agenda_item=item)
        add_statement(meeting, seat=seat, words="はい。", agenda_item=item, by=OPERATOR)
        make_decision(council, meeting=meeting, decided_on=MEETING_DAY, text_hash=str(number) * 64)
        make_meeting(council)
    record_attendance(meeting, attended=[Attended(row, "present") for row in council.seats.all()], by=OPERATOR)
    publish_papers(meeting, by=OPERATOR)
    publish_minutes(meeting, by=OPERATOR)
    client.get(meeting.get_absolute_url())

    with django_assert_num_queries(14):
        client.get(meeting.get_absolute_url())
    client.force_login(council.seats.first().person)
    with django_assert_num_queries(21):
        client.get(meeting.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_keepers_lists_ask_the_same_however_long_they_are(client, django_assert_num_queries, council, secretariat, rows):
    meeting = make_meeting(council)
    for _ in range(rows):
        item = add_agenda_item(meeting, kind="report", titles={"ja": "一"}, by=OPERATOR)
        make_paper(meeting, agenda_item=item)
        add_statement(meeting, seat=make_seat(council), words="はい。", agenda_item=item, by=OPERATOR)
    client.force_login(secretariat)
    for route, queries in (("agenda", 7), ("papers", 7), ("minutes", 8), ("attendance", 9)):
        with django_assert_num_queries(queries):
            assert client.get(f"/manage/meetings/{meeting.uuid}/{route}/").status_code == 200


def test_pasted_statements_are_shown_before_they_are_kept_and_can_be_taken_back(client, secretariat, council):
    client.force_login(secretariat)
    make_seat(council, name="村井 純", capacity="chair")
    meeting = make_meeting(council)
    base = f"/manage/meetings/{meeting.uuid}/minutes/"
    sent = {"text": "【座長】始めます。\n○委員Ａ　はい。", "language": "ja"}

    found = client.post(f"{base}paste/", sent)
    assert [(one.speaker, one.words) for one in found.context["found"].said] == [("村井 純", "始めます。"), ("委員Ａ", "はい。")]
    assert (found.context["form"]["guests"].value(), meeting.statements.count()) == ("委員Ａ", 0)
    unnamed = client.post(f"{base}paste/", {**sent, "confirmed": "yes"})
    assert "called “委員Ａ”" in unnamed.content.decode()
    client.post(f"{base}paste/", {**sent, "guests": "委員Ａ", "confirmed": "yes"})
    assert [row.speaker for row in meeting.statements.all()] == ["村井 純", "委員Ａ"]

    assert client.get(base).context["added"] == 2
    client.post(f"{base}take-back/")
    assert (meeting.statements.count(), client.get(base).context["added"]) == (0, 0)
    assert "not in the minutes of this meeting any more" in client.post(f"{base}take-back/").content.decode()


def test_a_meeting_is_prepared_and_held_from_the_pages(client, secretariat, council):
    client.force_login(secretariat)
    member = make_seat(council, name="村井 純", capacity="chair")
    day = localdate().isoformat()
    refused = client.post("/manage/bodies/council/meetings/", {"number": "5", "held_on": day, "until": day})
    assert "Only a meeting by circulation" in refused.content.decode()
    client.post(
        "/manage/bodies/council/meetings/", {"number": "5", "held_on": day, "form": "online", "begins_at": "10:00", "places_ja": "都庁"}
    )
    meeting = Meeting.objects.get()
    assert (meeting.number, meeting.form, meeting.places, str(meeting.begins_at)) == (5, "online", {"ja": "都庁"}, "10:00:00")
    base = f"/manage/meetings/{meeting.uuid}/"

    client.post(f"{base}agenda/add/", {"kind": "report", "titles_ja": "開会"})
    client.post(f"{base}agenda/add/", {"kind": "decision", "titles_ja": "決定", "text": make_text().choice})
    item = meeting.agenda.last()
    client.post(f"/manage/agenda-items/{item.uuid}/move/", {"up": "1"})
    client.post(f"{base}announce/")
    file = SimpleUploadedFile("資料.txt", "本文".encode())
    lacking = client.post(f"{base}papers/add/", {"titles_ja": "資料", "publicity": "closed", "upload": file})
    assert "without a reason" in lacking.content.decode()
    file.seek(0)
    client.post(f"{base}papers/add/", {"titles_ja": "資料", "publicity": "public", "upload": file, "agenda_item": item.pk})
    client.post(f"{base}papers/publish/")
    client.post(f"{base}attendance/", {f"how-{member.pk}": "present"})
    pasted = {"text": "村井：始めます。", "language": "ja", "agenda_item": item.pk}
    client.post(f"{base}minutes/paste/", {**pasted, "confirmed": "yes"})
    client.post(f"{base}minutes/add/?after={meeting.statements.get().pk}", {"speaker": "来賓", "words": "はい。", "language": "ja"})
    client.post(f"{base}minutes/summary/", {"summary_ja": "了承した。"})
    assert client.post(f"{base}minutes/publish/").status_code == 302
    client.post(f"{base}minutes/correct/", {"remarks_ja": "訂正"})

    meeting.refresh_from_db()
    assert [meeting.announced_on, meeting.papers_published_on, meeting.minutes_published_on] == [localdate()] * 3
    assert [(row.kind, row.position) for row in meeting.agenda.all()] == [("decision", 0), ("report", 1)]
    assert [row.speaker for row in meeting.statements.all()] == ["村井 純", "来賓"]
    assert (meeting.attendances.get().how, meeting.papers.get().agenda_item, meeting.corrections.count()) == ("present", item, 1)


def test_a_paper_of_200_mb_is_refused_in_two_sentences(client, secretariat, council, settings):
    settings.UPLOAD_LIMIT = 1024
    client.force_login(secretariat)
    meeting = make_meeting(council)
    file = SimpleUploadedFile("large.pdf", b"%PDF-" + b"0" * 1024)

    answer = client.post(f"/manage/meetings/{meeting.uuid}/papers/add/", {"titles_ja": "資料", "publicity": "public", "upload": file})

    page = answer.content.decode()
    assert "at most 1.0\xa0KB are taken. Split it or make its pictures smaller" in page.replace("&nbsp;", "\xa0")
    assert not meeting.papers.exists()


def test_the_neighbours_are_those_that_the_reader_may_know(client, council, secretariat):
    first, second, hidden = (make_meeting(council, held_on=date(2026, 3, day), is_announced=day != 3, number=day) for day in (1, 2, 3))
    make_meeting()

    def beside():
        page = client.get(second.get_absolute_url()).context["page"]
        return page.before, page.after

    assert beside() == (first, None)
    client.force_login(secretariat)
    assert beside() == (first, hidden)


def test_a_cancelled_meeting_says_why(client, council):
    meeting = make_meeting(council)
    cancel_meeting(meeting, reason="台風のため", by=OPERATOR)

    page = client.get(meeting.get_absolute_url()).content.decode()

    assert ["Cancelled" in page, "台風のため" in page] == [True, True]


def test_a_paper_is_kept_from_the_pages(client, secretariat, council):
    client.force_login(secretariat)
    meeting = make_meeting(council)
    paper, other = make_paper(meeting), make_paper(meeting)

    client.post(f"/manage/papers/{paper.uuid}/change/", {"titles_ja": "新", "publicity": "withheld", "withheld_until": "2027-01-01"})
    client.post(f"/manage/papers/{paper.uuid}/replace/", {"upload": SimpleUploadedFile("b.txt", b"b")})
    client.post(f"/manage/papers/{paper.uuid}/move/", {"up": "0"})
    assert client.get(f"/manage/papers/{paper.uuid}/readers/").status_code == 200
    client.post(f"/manage/papers/{other.uuid}/remove/")

    kept = meeting.papers.get()
    assert (kept.titles, kept.publicity, kept.withheld_until, kept.file_name) == ({"ja": "新"}, "withheld", date(2027, 1, 1), "b.txt")
    client.force_login(make_secretariat(make_organization()))
    for route in ("change", "replace", "remove", "readers"):
        assert client.get(f"/manage/papers/{paper.uuid}/{route}/").status_code == 404
    assert client.post(f"/manage/papers/{paper.uuid}/move/", {"up": "1"}).status_code == 404


def test_statements_are_kept_from_the_pages(client, secretariat, council):
    client.force_login(secretariat)
    meeting = make_meeting(council)
    first, second = (add_statement(meeting, speaker=name, words="はい。", by=OPERATOR) for name in ("甲", "乙"))

    client.post(f"/manage/statements/{second.uuid}/move/", {"up": "1"})
    client.post(f"/manage/statements/{second.uuid}/change/", {"speaker": "丙", "words": "いいえ。", "language": "ja"})
    client.post(f"/manage/statements/{first.uuid}/remove/")

    assert [(row.speaker, row.words) for row in meeting.statements.all()] == [("丙", "いいえ。")]
    client.force_login(make_secretariat(make_organization()))
    for route in ("change", "remove"):
        assert client.get(f"/manage/statements/{second.uuid}/{route}/").status_code == 404
    assert Body.objects.filter(meetings=meeting).exists()
