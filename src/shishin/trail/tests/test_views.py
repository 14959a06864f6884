"""The pages of the trail: for those who may read it, and not there for anyone else."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.kit.triggers import drop_guards
from shishin.trail import naming
from shishin.trail.exporting import checkpoint
from shishin.trail.leaving import send_checkpoints
from shishin.trail.models import Entry
from shishin.trail.naming import Known
from shishin.trail.recording import Actor, record
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import CLERK, DOCUMENT, make_entries, make_entry
from shishin.trail.verify_alone import Verifier, verify

PAGES = ("trail:entries", "trail:seals", "trail:export")


@pytest.fixture
def auditor(client, trail):
    person = get_user_model().objects.create(login_name="auditor", is_owner=True)
    client.force_login(person, backend="shishin.people.signing_in.PersonBackend")
    return client


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_learns_that_there_is_a_trail(client, trail, page):
    make_entries(1)
    assert client.get(reverse(page)).url == f"{reverse('account_login')}?next={reverse(page)}"
    person = get_user_model().objects.create(login_name="staff")
    client.force_login(person, backend="shishin.people.signing_in.PersonBackend")
    assert client.get(reverse(page)).status_code == 404


@pytest.mark.asvs("V3.5.3")
@pytest.mark.parametrize("page", PAGES)
def test_pages_only_answer_reads(auditor, page):
    assert auditor.post(reverse(page)).status_code == 405


def test_an_empty_trail_says_so(auditor):
    assert "Nothing has been done yet" in auditor.get(reverse("trail:entries")).text
    page = auditor.get(reverse("trail:seals")).text
    assert "There is no seal yet" in page
    assert "Every entry is sealed." in page


def test_an_entry_shows_its_key_reason_actor_thing_figures_and_seal(auditor):
    make_entry(1)
    seal_all()
    waiting = make_entry(2)
    page = auditor.get(reverse("trail:entries"))
    assert [line.batch for line in page.context["page"].lines] == [None, 0]
    assert page.context["page"].lines[0].figures == [("hash", "ab" * 32), ("number", "2")]
    for words in ("guidelines.clause_edited", "理由 2", "デジタル庁 事務局", CLERK.name, DOCUMENT, "Batch 0", "Waiting", str(waiting.uuid)):
        assert words in page.text


def test_a_figure_called_items_is_shown_like_any_other(auditor):
    record("x.done", about=DOCUMENT, who=CLERK, items=["a"])
    assert auditor.get(reverse("trail:entries")).context["page"].lines[0].figures == [("items", '["a"]')]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("key=guidelines.", [1, 0]),
        ("key=people.person_joined", [2]),
        ("about=x:1", [3]),
        ("actor=person:other", [3, 2]),
        ("day=2020-01-01", []),
        ("key=guidelines.&actor=person:other", [3]),
        ("area=people", [2]),
        ("area=guidelines&actor=person:other", [3]),
        ("area=nothing", []),
    ],
)
def test_filters_narrow_the_list(auditor, query, numbers):
    other = Actor("person:other")
    make_entries(2)
    make_entry(2, key="people.person_joined", who=other)
    make_entry(3, key="guidelines.x", about="x:1", who=other)
    lines = auditor.get(f"{reverse('trail:entries')}?{query}").context["page"].lines
    expected = [3, *numbers] if query == "key=guidelines." else numbers
    assert [line.entry.data["number"] for line in lines] == expected


def test_what_the_entries_speak_of_are_links_with_counts(auditor):
    make_entries(2)
    make_entry(2, key="people.person_joined")
    make_entry(3, key="elsewhere.x")
    page = auditor.get(f"{reverse('trail:entries')}?area=people&key=people.")

    shown = [(str(link.words), link.url, link.count) for link in auditor.get(reverse("trail:entries")).context["listing"].tabs]
    assert shown == [
        ("", "?", 4),
        ("Guidelines", "?area=guidelines", 2),
        ("People", "?area=people", 1),
        ("elsewhere", "?area=elsewhere", 1),
    ]
    assert [(str(chip.label), str(chip.words), chip.url) for chip in page.context["listing"].chips] == [
        ("Area", "People", "?key=people."),
        ("What was done", "people.", "?area=people"),
    ]
    assert '<input type="hidden" name="area" value="people">' in page.text


def test_the_filter_of_today_finds_what_was_done_now(auditor):
    entry = make_entry(1)
    day = entry.happened_at.astimezone().date()
    page = auditor.get(reverse("trail:entries"), {"day": day.isoformat()})
    assert [line.entry.pk for line in page.context["page"].lines] == [entry.pk]


def test_a_day_that_cannot_be_read_is_not_shown_as_an_empty_list(auditor):
    make_entry(1)
    page = auditor.get(reverse("trail:entries"), {"day": "yesterday"})
    assert page.context["page"] is None
    assert "day" in page.context["form"].errors


def test_a_filter_without_a_match_says_so(auditor):
    assert "No entry matches" in auditor.get(reverse("trail:entries"), {"key": "nothing."}).text


def test_older_entries_are_on_the_next_page_with_the_same_filter(auditor):
    entries = make_entries(52)
    page = auditor.get(reverse("trail:entries"), {"key": "guidelines."})
    assert page.context["page"].older == entries[2].pk
    assert f"?key=guidelines.&amp;before={entries[2].pk}" in page.text
    older = auditor.get(reverse("trail:entries"), {"key": "guidelines.", "before": entries[2].pk})
    assert [line.entry.data["number"] for line in older.context["page"].lines] == [1, 0]
    assert older.context["page"].older is None
    assert auditor.get(reverse("trail:entries"), {"before": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(auditor, django_assert_num_queries, count):
    make_entries(count)
    seal_all()
    auditor.get(reverse("trail:entries"))
    with django_assert_num_queries(8):
        auditor.get(reverse("trail:entries"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_seals_take_the_same_queries_whatever_their_number(auditor, django_assert_num_queries, count):
    make_entries(count + 1)
    seal_all(limit=1)
    with django_assert_num_queries(10):
        auditor.get(reverse("trail:seals"))


def test_the_seals_say_when_a_checkpoint_left_by_each_way(auditor, settings):
    make_entries(1)
    seal_all()
    send_checkpoints(localdate())
    settings.CHECKPOINT_MAIL = ("audit@example.jp",)
    page = " ".join(auditor.get(reverse("trail:seals")).text.split())
    assert "<li>To the file: <time" in page
    assert "<li>By mail: not yet</li>" in page


def test_names_that_a_higher_package_knows_are_shown(auditor, monkeypatch):
    monkeypatch.setattr(naming.names, "_fillers", {})
    naming.names.fill(lambda wanted, reader: {name: Known("指針 <1>", "/guidelines/x/") for name in wanted if name == DOCUMENT})
    make_entry(1)
    assert '<a href="/guidelines/x/">指針 &lt;1&gt;</a>' in auditor.get(reverse("trail:entries")).text


def test_the_seals_show_checkpoint_and_result(auditor):
    make_entries(2)
    seal_all()
    make_entry(3)
    page = auditor.get(reverse("trail:seals")).text
    assert "The newest batch is as it was sealed" in page
    assert str(checkpoint()) in page
    assert "1 entry waits for its seal." in page


def test_a_changed_entry_shows_on_the_seals(auditor):
    make_entries(2)
    seal_all()
    drop_guards(connection)
    Entry.objects.filter(data__number=1).update(sealed_text="{}")
    page = auditor.get(reverse("trail:seals")).text
    assert "The newest batch is not what was sealed" in page
    assert "This entry is not as it was sealed at place 1 of batch 0." in page


def test_the_downloaded_export_is_verified(auditor, tmp_path):
    make_entries(3)
    seal_all(limit=2)
    answer = auditor.get(reverse("trail:export"))
    assert answer["Content-Disposition"] == 'attachment; filename="trail.jsonl"'
    path = tmp_path / "trail.jsonl"
    path.write_bytes(answer.getvalue())
    with path.open("rb") as file:
        assert verify(file, Verifier(checkpoints=(checkpoint(),))).entries == 3


def test_anyone_may_have_the_verifier(client, trail):
    answer = client.get(reverse("trail:verifier"))
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b'"""Verifies an exported trail.')


def test_the_menu_names_the_trail_for_its_readers_alone(auditor, client, rf):
    assert reverse("trail:entries") in auditor.get(reverse("trail:entries")).text
    client.logout()
    assert f'"{reverse("trail:entries")}"' not in client.get(reverse("account_login")).text
