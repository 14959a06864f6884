"""A text or a comparison table becomes a paper of a meeting."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.models import Paper
from shishin.councils.tests.makers import make_body, make_meeting, make_seat
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.tests.makers import make_adopted
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
COMPARISON, TEXT = "action-guidelines 1.0.0 1.1.0", "action-guidelines 1.1.0"


@pytest.fixture
def meeting():
    return make_meeting(make_body("council"))


@pytest.fixture
def secretary(meeting):
    return make_seat(meeting.body, "secretariat").person


@pytest.fixture
def draft(meeting):
    edition = start_next_edition(make_adopted(), version="1.1.0", by=OPERATOR)
    add_agenda_item(meeting, kind="deliberation", titles={"en": "Draft"}, text_name=TEXT, by=OPERATOR)
    return edition


def page(**query):
    return reverse("councils:print-paper", query=query)


def test_a_text_on_the_agenda_and_its_comparison_are_offered_and_become_papers(client, meeting, secretary, draft):
    client.force_login(secretary)
    form = client.get(page(meeting=str(meeting.uuid))).context["form"]
    assert [key for key, _title in form.fields["key"].choices] == [COMPARISON, TEXT]

    for key in (COMPARISON, TEXT):
        answer = client.post(page(meeting=str(meeting.uuid)), {"meeting": meeting.uuid, "key": key, "label": "資料1"})
        assert answer.url == reverse("councils:papers", args=[meeting.uuid])
    table, text = meeting.papers.all()
    assert (table.titles["en"], text.titles["en"]) == ("Action guidelines: comparison of 1.1.0 with 1.0.0", "Action guidelines 1.1.0")
    assert (table.agenda_item, table.publicity, table.file_name[-4:]) == (meeting.agenda.get(), "closed", ".pdf")
    with table.file.open() as printed:
        assert printed.read(4) == b"%PDF"


def test_an_edition_leads_here_and_a_public_text_is_a_public_paper(client, meeting, secretary):
    make_adopted("1.0.0")
    client.force_login(secretary)
    key = "action-guidelines 1.0.0"
    assert page(print=key).replace("+", "%20") in client.get("/guidelines/action-guidelines/1.0.0/").content.decode()
    client.post(page(print=key), {"meeting": meeting.uuid, "key": key})
    assert Paper.objects.get().publicity == "public"


def test_nobody_prints_what_they_may_not_read_or_files_where_they_keep_nothing(client, meeting, secretary, draft):
    elsewhere = make_meeting(make_body("other"))
    stranger = make_seat(elsewhere.body, "secretariat").person
    client.force_login(stranger)
    for sent in ({"meeting": elsewhere.uuid, "key": TEXT}, {"meeting": meeting.uuid, "key": TEXT}, {"meeting": "x", "key": ""}):
        assert client.post(page(print=TEXT), sent).status_code == 200
    client.force_login(make_seat(meeting.body, "chair").person)
    assert client.get(page(print=TEXT)).status_code == 404
    client.force_login(secretary)
    for key in ("", "nonsense", "a b c d", "action-guidelines 9.9.9"):
        assert client.post(page(print=key), {"meeting": meeting.uuid, "key": key}).status_code == 200
    assert Paper.objects.count() == 0
