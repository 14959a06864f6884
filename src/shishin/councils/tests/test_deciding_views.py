from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.bodies.establishing import rename_body
from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.models import AgendaItem, Decision, Meeting
from shishin.councils.tests.makers import (
    TEXTS,
    make_attendance,
    make_body,
    make_decision,
    make_meeting,
    make_orders,
    make_referral,
    make_report,
    make_seat,
    make_text,
)
from shishin.kit.dates import day_in_words
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 31)
ADDRESS = "/manage/bodies/council/decisions/"
HALF = {"quorum": {"of": ["chair", "member"], "share": "1/2", "more_than": True}, "votes": ["chair", "member"]}


@pytest.fixture
def council():
    return make_body("council", name="Council", standing_orders=make_orders(**HALF))


@pytest.fixture
def chair(council):
    return make_seat(council, "chair", name="Chair")


def given(**values):
    return {"kind": "decided", "decided_on": "2022-03-31", "text": make_text("X 1.0.0", "b" * 64).choice, **values}


def test_votes_are_recorded_seat_by_seat_and_shown_with_recusals(client, council, chair):
    member, observer = make_seat(council, name="Member"), make_seat(council, "observer")
    meeting = make_meeting(council, held_on=DAY, number=4)
    make_attendance(meeting, chair)
    client.force_login(chair.person)

    shown = client.post(ADDRESS, given(meeting=meeting.pk, show="yes", words_ja="決定する。"))
    assert [seat for seat, _, _, _ in shown.context["rows"]] == [chair, member]
    assert [attendance.how if attendance else None for _, attendance, _, _ in shown.context["rows"]] == ["present", None]
    assert shown.context["form"]["words"].value() == {"ja": "決定する。", "en": ""}
    assert f"vote_{observer.pk}" not in shown.context["form"].fields
    assert Decision.objects.count() == 0
    lacking = client.post(ADDRESS, given(meeting=meeting.pk))
    assert "Council has no quorum: 2 are needed, 1 took part." in lacking.content.decode()

    votes = {f"vote_{chair.pk}": "for", f"vote_{member.pk}": "recused", f"reason_{member.pk}": "A contract."}
    page = client.post(ADDRESS, given(meeting=meeting.pk, **votes))
    text = page.content.decode()
    assert Decision.objects.count() == 0
    for words in ("X 1.0.0", "b" * 64, "1 took part, 1 were needed", "A contract.", "neither changed nor removed"):
        assert words in text
    back = client.post(ADDRESS, dict([*page.context["sent"], ("show", "back")]))
    assert (back.context["form"][f"vote_{chair.pk}"].value(), back.context["form"]["text"].value()) == ("for", page.context["text"].choice)
    answer = client.post(ADDRESS, dict([*page.context["sent"], ("confirmed", "yes")]))

    made = Decision.objects.get()
    assert answer.url == f"/councils/decisions/{made.uuid}/"
    rename_body(council, names={"en": "Board"}, valid_from=date(2023, 4, 1), by=OPERATOR)
    client.logout()
    page = client.get(answer.url)
    assert [vote.name for vote in page.context["votes"]] == ["Chair"]
    text = page.content.decode()
    for words in ("Council", "Today called Board", "A contract.", "b" * 64, "1 took part, 1 were needed", "Meeting number 4"):
        assert words in text


def test_agenda_report_and_edition_lead_here_with_their_text(client, council, chair):
    client.force_login(chair.person)
    meeting = make_meeting(council, held_on=DAY)
    item = AgendaItem.objects.create(
        meeting=meeting, position=0, kind="decision", titles={"ja": "案"}, text_name="Y 2.0.0", text_hash="c" * 64
    )
    report = make_report(make_referral(council))

    def initial(query):
        form = client.get(ADDRESS + query).context["form"]
        return [form[name].value() for name in ("meeting", "agenda_item", "report", "text")]

    assert initial(f"?item={item.uuid}") == [meeting.pk, item.pk, None, f"{'c' * 64} Y 2.0.0"]
    assert initial(f"?report={report.uuid}") == [None, None, report.pk, f"{'a' * 64} Guideline 1.0.0"]
    assert initial("?text=Guideline 1.0.0") == [None, None, None, f"{'a' * 64} Guideline 1.0.0"]
    assert initial("?meeting=nonsense&item=&report=1") == [None, None, None, ""]
    assert f"（{day_in_words(report.reported_on)}）</option>" in client.get(ADDRESS).content.decode()


def test_choosing_a_meeting_and_an_item_fills_in_the_rest(client, council, chair):
    client.force_login(chair.person)
    meeting = make_meeting(council, held_on=DAY)
    text = make_text("Y 2.0.0", "c" * 64)
    item = add_agenda_item(meeting, kind="decision", titles={"ja": "案"}, text_name=text.name, text_hash=text.hash, by=OPERATOR)

    assert [row for row, _sitting in client.get(ADDRESS).context["waiting"]] == [item]
    form = client.post(ADDRESS, {"show": "yes", "meeting": meeting.pk, "words_ja": "可"}).context["form"]
    assert list(form.fields["agenda_item"].queryset) == [item]
    form = client.post(ADDRESS, {"show": "yes", "meeting": meeting.pk, "agenda_item": item.pk, "text": ""}).context["form"]
    assert (form["decided_on"].value(), form["text"].value()) == (DAY, text.choice)


def test_a_text_that_is_not_there_or_moved_meanwhile_is_refused(client, council, chair):
    client.force_login(chair.person)
    sent = given()
    lacking = client.post(ADDRESS, {**sent, "text": f"{'d' * 64} Z 1.0.0"})
    assert "This text is not there" in lacking.content.decode()
    TEXTS["X 1.0.0"] = {"e" * 64}
    moved = client.post(ADDRESS, {**sent, "confirmed": "yes"})
    assert "This text was changed since the page was drawn." in moved.content.decode()
    assert Decision.objects.count() == 0


def test_a_decision_on_the_text_of_the_agenda_stands_though_the_text_moved_on(client, council, chair):
    client.force_login(chair.person)
    meeting, text = make_meeting(council, held_on=DAY), make_text("Y 2.0.0", "c" * 64)
    item = add_agenda_item(meeting, kind="decision", titles={"ja": "案"}, text_name=text.name, text_hash=text.hash, by=OPERATOR)
    TEXTS["Y 2.0.0"] = {"e" * 64}
    sent = given(meeting=meeting.pk, agenda_item=item.pk, text=text.choice, **{f"vote_{chair.pk}": "for"})

    assert "as it is now it cannot be adopted" in client.post(ADDRESS, sent).content.decode()
    client.post(ADDRESS, {**sent, "confirmed": "yes"})
    assert Decision.objects.get().text_hash == "c" * 64


def test_decisions_are_recorded_by_chair_and_secretariat(client, council, chair):
    assert client.get(ADDRESS).status_code == 302
    for seat, status in (
        (chair, 200),
        (make_seat(council, "secretariat"), 200),
        (make_seat(council), 404),
        (make_seat(make_body(), "chair"), 404),
    ):
        client.force_login(seat.person)
        assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, given()).status_code == 404


def test_a_decision_hides_the_meeting_that_is_not_announced_and_the_report_that_is_not_public(client, council, chair):
    meeting = Meeting.objects.create(body=council, held_on=DAY, number=9)
    report = make_report(make_referral(council, titles={"en": "Secret question"}))
    made = make_decision(council, meeting=meeting, report=report, decided_on=DAY, votes=[(chair, "for")])

    page = client.get(made.get_absolute_url()).content.decode()
    assert meeting.get_absolute_url() not in page
    assert "Secret question" not in page
    client.force_login(chair.person)
    page = client.get(made.get_absolute_url()).content.decode()
    assert meeting.get_absolute_url() in page
    assert "Secret question" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_decision_asks_the_same_however_many_voted(client, django_assert_num_queries, council, chair, rows):
    seats = [chair, *(make_seat(council) for _ in range(rows))]
    made = make_decision(council, meeting=make_meeting(council, held_on=DAY), decided_on=DAY, votes=[(seat, "for") for seat in seats])

    with django_assert_num_queries(8):
        assert len(client.get(made.get_absolute_url()).context["votes"]) == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_form_asks_the_same_however_many_sit_there(client, django_assert_num_queries, council, chair, rows):
    for number in range(rows):
        make_seat(council)
        make_meeting(council, held_on=DAY, number=number + 1)
    client.force_login(chair.person)
    client.get(ADDRESS)

    with django_assert_num_queries(15):
        client.get(ADDRESS)
