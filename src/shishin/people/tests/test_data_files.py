from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from shishin.kit.errors import DataNotUnderstood
from shishin.people.data_files import load_data
from shishin.people.default_data import load_default_data
from shishin.people.models import Organization, Post, Role
from shishin.people.roles import remove_role
from shishin.people.tests.makers import make_owner, make_people_office
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

FILE = """\
organizations:
  - slug: city
    kind: municipality
    names: {ja: 市, en: City}
    established: 2000-04-01
  - slug: office
    part_of: city
    names:
      - {from: 2010-04-01, ja: 旧室}
      - {from: 2021-04-01, ja: 新室}
    abolished: 2025-03-31
    successor: bureau
  - slug: bureau
    part_of: city
    names: {ja: 局}
roles:
  - slug: clerk
    abilities: [import_texts]
    names: {ja: 担当}
posts:
  - {slug: clerk-1, organization: bureau, role: clerk}
"""


def load(text, **more):
    return load_data(text, source="data.yaml", by=OPERATOR, **more)


def test_a_file_is_loaded_and_loading_it_again_changes_nothing():
    first = load(FILE)

    assert [(row.section, row.name) for row in first] == [
        ("organizations", "city"),
        ("organizations", "office"),
        ("organizations", "bureau"),
        ("roles", "clerk"),
        ("posts", "clerk-1"),
    ]
    office = Organization.objects.get(slug="office")
    assert (office.successor.slug, office.parent.slug, office.name_on(date(2015, 1, 1), "ja")) == ("bureau", "city", "旧室")
    entries = Entry.objects.count()
    assert load(FILE) == []
    assert Entry.objects.count() == entries


def test_a_preview_says_the_same_and_changes_nothing():
    assert [row.name for row in load(FILE, is_preview=True)] == ["city", "office", "bureau", "clerk", "clerk-1"]
    assert (Organization.objects.count(), Role.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_what_differs_is_updated():
    load(FILE)

    changed = load(
        FILE.replace("[import_texts]", "[read_trail]").replace("en: City", "en: The City").replace("kind: municipality", "kind: other")
    )

    assert [(row.name, row.what) for row in changed] == [("city", "changed、name from 1 April 2000"), ("clerk", "abilities changed")]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("part_of: city\n    names: {ja: 局}", "part_of: nowhere\n    names: {ja: 局}", 13, "names nothing that exists"),
        ("kind: municipality", "kind: village", 2, "is not known"),
        ("kind: municipality", "sort: municipality", 2, "“sort” is not known here"),
        ("established: 2000-04-01", "established: in spring", 2, "must be a day"),
        ("[import_texts]", "[fly]", 17, "something unknown"),
        ("- slug: bureau", "- slug: Büro", 13, "cannot be an address"),
        ("- slug: bureau", "- slug: city", 13, "stands here twice"),
        ("    kind: municipality", "    slug: city", 3, "stands here twice"),
        ("kind: municipality", "kind: [", 5, "This is not YAML"),
        ("role: clerk}", "role: clerk, abolished: 1999-02-31}", 21, "no such day"),
        ("roles:", "rulers:", 1, "“rulers” is not known here"),
        ("names: {ja: 局}", "names: 局", 13, "The names are missing"),
        ("abolished: 2025-03-31", "abolished: 1999-03-31\n    established: 2000-01-01", 6, "before the first day"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_is_changed(old, new, line, words):
    assert FILE.count(old) == 1
    with pytest.raises(DataNotUnderstood, match=words) as refused:
        load(FILE.replace(old, new))

    assert refused.value.line == line
    assert refused.value.way_out
    assert (Organization.objects.count(), Role.objects.count(), Post.objects.count(), Entry.objects.count()) == (0, 0, 0, 0)


@pytest.mark.parametrize("text", ["", "just words", "- a list", "a: &a [x]\nb: *a", "!!python/object:os.system {}", "\x00"])
def test_what_is_no_data_file_is_refused(text):
    with pytest.raises(DataNotUnderstood):
        load(text)


def test_default_roles_have_the_names_of_their_time_and_load_once():
    assert len(load_default_data()) == 14
    assert load_default_data() == []

    head = Role.objects.get(slug="government-cio")
    assert [head.name_on(day, "ja") for day in (date(2019, 1, 1), date(2021, 8, 31), date(2021, 9, 1))] == [
        "政府CIO",
        "政府CIO",
        "デジタル監",
    ]


def test_a_default_role_somebody_removed_stays_away():
    load_default_data()
    remove_role(Role.objects.get(slug="caio"), by=make_owner())

    assert load_default_data() == []
    assert not Role.objects.filter(slug="caio").exists()


def test_the_command_loads_previews_and_refuses(tmp_path, capsys):
    file = tmp_path / "data.yaml"
    file.write_text(FILE, encoding="utf-8")

    call_command("load_data", file, preview=True)
    assert "5 record(s) would change." in capsys.readouterr().out
    call_command("load_data", file)
    assert "5 record(s) changed." in capsys.readouterr().out
    file.write_bytes("organizations: 市".encode("cp932"))
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("load_data", file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_data", tmp_path / "nothing")


def test_the_page_shows_first_and_loads_then_for_owners_alone(client):
    client.force_login(make_people_office())
    assert client.get("/manage/data/").status_code == 404

    client.force_login(make_owner())
    preview = client.post("/manage/data/", {"text": FILE})
    assert [row.name for row in preview.context["outcomes"]] == ["city", "office", "bureau", "clerk", "clerk-1"]
    assert not Organization.objects.filter(slug="city").exists()
    client.post("/manage/data/", {"text": FILE, "confirmed": "1"})
    assert Organization.objects.filter(slug="city").exists()
    refused = client.post("/manage/data/", {"text": "organizations: [x]"})
    assert b"must be a list of records" in refused.content
