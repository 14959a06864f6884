"""How an edition came about, as one public timeline and as a feed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.urls import reverse

from shishin.councils.models import AgendaItem, Body, BodyName, Decision, Meeting, Referral, Report, Seat
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.formation import FormationEvent, events
from shishin.guidelines.tests.makers import make_adopted, make_decision, make_edition, make_person, make_secretariat
from shishin.kit.timeline import Event
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def url(name: str, *args: str) -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", *args])


def told(page: str) -> list[tuple[str, str]]:
    """Label and words of each event, gaps as (label, "")."""
    rows = re.findall(r"<li( class=\"missing\")?>\s*<p class=\"trace-kind\">\s*([^<]+?)\s*<.*?</li>", page, re.DOTALL)
    items = re.findall(r"<li(?: class=\"missing\")?>\s*<p class=\"trace-kind\">.*?</li>", page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", match[1]) if (match := re.search(r"<h3>\s*(.*?)\s*</h3>", item)) else "" for item in items]
    return [(label, said) for (_missing, label), said in zip(rows, words, strict=True)]


def make_council() -> Body:
    body, _is_new = Body.objects.get_or_create(slug="council", defaults={"kind": Body.Kind.COUNCIL})
    BodyName.objects.create(body=body, names={"en": "The council", "ja": "評議会"}, valid_from=date(2020, 1, 1))
    return body


def make_referral(council: Body, *, published_on: date | None = date(2021, 11, 10)) -> Referral:
    group = Body.objects.create(slug="group", kind=Body.Kind.WORKING_GROUP, parent=council)
    return Referral.objects.create(
        direction="down",
        asked_by=council,
        asked_of=group,
        titles={"en": "On conduct"},
        questions={"en": "What should staff do?"},
        referred_on=date(2021, 11, 9),
        state="open",
        published_on=published_on,
    )


def make_way(*, published_on: date | None = date(2021, 11, 10)) -> Edition:
    """A referral, two drafts of which one was withdrawn, a report, a meeting, a decision, the adoption."""
    council = make_council()
    referral = make_referral(council, published_on=published_on)
    draft = make_edition("1.0.0-draft.1")
    Edition.objects.filter(pk=draft.pk).update(referred_by=referral)
    draft.refresh_from_db()
    publish_draft(draft, published_on=date(2022, 2, 4), by=OPERATOR)
    withdraw_edition(draft, day=date(2022, 2, 10), reason="A mistake.", by=OPERATOR)
    Report.objects.create(
        referral=referral,
        number=1,
        kind="draft",
        text_hash=draft.text_hash,
        reported_on=date(2022, 2, 1),
        published_on=published_on,
        outcome="accepted",
        answered_on=date(2022, 2, 3),
    )
    second = start_next_edition(draft, version="1.0.0-draft.2", by=OPERATOR)
    publish_draft(second, published_on=date(2022, 2, 14), by=OPERATOR)
    met = Meeting.objects.create(body=council, number=3, held_on=date(2022, 1, 24), announced_on=date(2022, 1, 10))
    AgendaItem.objects.create(meeting=met, position=0, kind="deliberation", titles={"en": "x"}, text_hash=draft.text_hash)
    final = start_next_edition(second, version="1.0.0", by=OPERATOR)
    decision = make_decision(on=final, day=date(2022, 3, 31))
    adopt_edition(final, decision=decision, in_force_from=date(2022, 4, 1), published_on=date(2022, 3, 31), by=OPERATOR)
    return final


PUBLIC = [
    ("Referral", "The council to group: On conduct"),
    ("Meeting", "The council, meeting number 3"),
    ("Report", "group reported with a draft"),
    ("Answer to the report", "The council accepted the report"),
    ("Draft", "1.0.0 draft was published"),
    ("Withdrawal", "1.0.0 draft was withdrawn"),
    ("Draft", "1.0.0 draft 2 was published"),
    ("Decision", "The council"),
    ("Adoption", "1.0.0 was adopted"),
    ("Publication", "1.0.0 was published"),
    ("In force", "First day of 1.0.0"),
]


def named_group() -> None:
    BodyName.objects.create(body=Body.objects.get(slug="group"), names={"en": "group"}, valid_from=date(2020, 1, 1))


def test_the_way_of_an_edition_is_told_in_the_order_of_its_days(client):
    make_way()
    named_group()

    page = client.get(url("formation", "1.0.0")).content.decode()

    assert told(page) == PUBLIC
    assert "31 March 2022 (Reiwa 4)" in page
    assert "What happened until this first text." in page


def test_what_a_reader_may_not_see_is_not_told(client):
    make_way(published_on=None)
    named_group()
    Meeting.objects.update(announced_on=None)

    page = client.get(url("formation", "1.0.0")).content.decode()

    hidden = {"Referral", "Meeting", "Report", "Answer to the report"}
    assert told(page) == [
        *[row for row in PUBLIC if row[0] not in hidden],
        ("Referral", ""),
        ("Meeting", ""),
    ]
    assert "No published referral or report is on record." in page

    member = make_person("mia")
    Seat.objects.create(body=Body.objects.get(slug="council"), person=member, capacity="member", since=date(2020, 4, 1))
    client.force_login(member)
    assert told(client.get(url("formation", "1.0.0")).content.decode()) == PUBLIC


def test_the_way_begins_after_the_adopted_edition_before(client):
    first = make_adopted("1.0.0", in_force_from=date(2021, 4, 1))
    draft = start_next_edition(first, version="1.1.0-draft.1", by=OPERATOR)
    publish_draft(draft, published_on=date(2022, 2, 4), by=OPERATOR)
    start_next_edition(draft, version="1.1.0", by=OPERATOR)

    page = client.get(url("formation", "1.1.0-draft.1")).content.decode()

    assert [row for row in told(page) if row[1]] == [("Draft", "1.1.0 draft was published")]
    assert "What happened between 1.0.0, the edition before it, and this text." in page
    assert client.get(url("formation", "1.1.0")).status_code == 404
    client.force_login(make_secretariat("alice"))
    assert client.get(url("formation", "1.1.0")).status_code == 200


def test_other_packages_add_what_they_know(client, monkeypatch):
    monkeypatch.setattr(events, "_fillers", {})
    make_way()
    asked = []

    @events.fill
    def rounds(editions, reader):
        asked.append([edition.version for edition in editions])
        return [FormationEvent("round", Event("Round", date(2022, 2, 20), "Opinions were asked for", url="/x/", count=96))]

    page = client.get(url("formation", "1.0.0")).content.decode()

    assert asked == [["1.0.0-draft.1", "1.0.0-draft.2", "1.0.0"]]
    assert ("Round", "Opinions were asked for") in told(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_equally_often_whatever_happened(client, django_assert_num_queries, count):
    make_way()
    council = Body.objects.get(slug="council")
    for number in range(count):
        met = Meeting.objects.create(body=council, number=10 + number, held_on=date(2022, 1, 25), announced_on=date(2022, 1, 10))
        AgendaItem.objects.create(meeting=met, position=0, kind="deliberation", titles={"en": "x"}, text_name="action-guidelines 1.0.0")
        Decision.objects.create(body=council, kind="returned", decided_on=date(2022, 3, 1), text_name="action-guidelines 1.0.0")

    with django_assert_num_queries(10):
        page = client.get(url("formation", "1.0.0")).content.decode()

    assert len(told(page)) == 11 + 2 * count


def test_the_feed_tells_what_became_public_with_names_that_stay(client):
    final = make_way()
    start_next_edition(final, version="1.1.0-draft.1", by=OPERATOR)

    answer = client.get(url("feed"))
    feed = ET.fromstring(answer.content)
    again = ET.fromstring(client.get(url("feed")).content)

    entries = feed.findall(f"{ATOM}entry")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}updated")[:10]) for entry in entries] == [
        ("1.0.0 was adopted", "2022-03-31"),
        ("1.0.0 draft 2 was published", "2022-02-14"),
        ("1.0.0 draft was withdrawn", "2022-02-10"),
        ("1.0.0 draft was published", "2022-02-04"),
    ]
    assert feed.findtext(f"{ATOM}id") == f"urn:uuid:{final.document.uuid}"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids == [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 4
    assert (
        f'type="application/atom+xml" title="Editions of this document" href="{url("feed")}"'
        in client.get(url("document")).content.decode()
    )


def test_what_is_not_public_has_no_feed_whoever_asks(client):
    make_edition("1.0.0")
    client.force_login(make_secretariat("alice"))

    assert client.get(url("feed")).status_code == 404
    assert "application/atom+xml" not in client.get(url("edition", "1.0.0")).content.decode()


def test_characters_that_no_feed_takes_do_not_break_it(client):
    final = make_way()
    withdraw_edition(final, day=date(2022, 4, 1), reason="Wrong\x07 <text>\x1b & \uffffnotes.", by=OPERATOR)
    type(final.document).objects.filter(pk=final.document_id).update(
        titles={"en": "Action\x0b\nguidelines"}, outlines={"en": "In\x02short."}
    )

    feed = ET.fromstring(client.get(url("feed")).content)

    assert (feed.findtext(f"{ATOM}title"), feed.findtext(f"{ATOM}subtitle")) == ("Action guidelines", "Inshort.")
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}summary") == "Wrong <text> & notes."
