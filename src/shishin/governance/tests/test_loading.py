"""Loading a list from a file: all of it or nothing, and a second time nothing."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shishin.governance.duties.keeping import end_duty, move_duty
from shishin.governance.duties.loading import load_duties
from shishin.governance.duties.owing import in_list_order
from shishin.governance.models import Duty
from shishin.governance.tests.makers import make_duty, make_government
from shishin.kit.errors import DataNotUnderstood
from shishin.people.models import Organization
from shishin.people.tests.makers import make_organization, make_role
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
LIST = """\
duties:
  - slug: plans
    titles: {ja: 計画, en: Plans}
    parts:
      - slug: write
        role: pmo
        owed_by: [ministry]
        origin: new
        since: 2024-04-01
        titles: {ja: つくる, en: Write}
"""


@pytest.fixture(autouse=True)
def roles():
    for slug in ("pmo", "pjmo", "ministry-cio", "deputy-cio", "adviser"):
        make_role(slug)


def load(text: str = LIST, *, owner=None, **more):
    loaded = load_duties(text, source="list.yaml", owner=owner or make_government(), by=OPERATOR, **more)
    return loaded.added, loaded.changed


def listed():
    return [(str(duty), depth) for duty, depth in in_list_order(Duty.objects.all())]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_duties", *arguments, stdout=out)
    return out.getvalue()


def test_a_list_is_loaded_and_the_second_time_nothing_changes():
    assert load() == (2, 0)
    entries = Entry.objects.count()
    assert load() == (0, 0)
    assert (listed(), Entry.objects.count()) == ([("Plans", 0), ("Write", 1)], entries)
    duty = Duty.objects.get(slug="write")
    assert (duty.role.slug, duty.owed_by, duty.origin, duty.since) == ("pmo", ["ministry"], "new", date(2024, 4, 1))


def test_a_preview_changes_nothing():
    assert load(is_preview=True) == (2, 0)
    assert not Duty.objects.exists()


def test_other_words_and_another_place_are_changed_once():
    load()
    move_duty(Duty.objects.get(slug="write"), parent=None, by=OPERATOR)
    assert load(LIST.replace("en: Write", "en: Draw up")) == (0, 1)
    assert listed() == [("Plans", 0), ("Draw up", 1)]


def test_what_ended_stays_ended():
    load()
    end_duty(Duty.objects.get(slug="write"), until=date(2026, 3, 31), reason="It went.", by=OPERATOR)
    loaded = load_duties(LIST, source="list.yaml", owner=make_government(), by=OPERATOR)
    assert (loaded.rows, loaded.ended) == ([], ["Write"])


def test_two_organizations_load_the_same_list():
    load()
    assert load(owner=make_organization("city")) == (2, 0)
    assert load(owner=Organization.objects.get(slug="city")) == (0, 0)
    assert {duty.slug for duty in Duty.objects.filter(owner__slug="city")} == {"city-plans", "city-write"}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("role: pmo", "role: nobody", 5, "There is no role “nobody”"),
        ("[ministry]", "[planet]", 5, "“owed_by” cannot be “planet”"),
        ("origin: new", "origin: old", 5, "“origin” cannot be “old”"),
        ("slug: write", "slug: plans", 5, "“plans” stands here twice"),
        ("slug: write", "slug: Write it", 5, "cannot be an address"),
        ("role: pmo", "rôle: pmo", 5, "is not known here"),
        ("role: pmo", "words: {}", 5, "needs a role"),
        ("{ja: つくる, en: Write}", "{}", 5, "A duty needs a title"),
        ("since: 2024-04-01", "since: soon", 5, "must be a day"),
    ],
)
def test_one_wrong_line_and_nothing_is_loaded(old, new, line, words):
    with pytest.raises(DataNotUnderstood, match=words) as refused:
        load(LIST.replace(old, new))
    assert (refused.value.line, Duty.objects.exists()) == (line, False)
    assert refused.value.way_out


def test_parts_are_a_list_of_records():
    with pytest.raises(DataNotUnderstood, match="must be a list of records"):
        load(LIST.partition("parts:")[0] + "parts: {a: b}\n")


def test_parts_for_a_duty_of_the_list_are_refused():
    make_duty("Plans")
    with pytest.raises(DataNotUnderstood, match="has parts in the file and none in the list"):
        load()
    assert Duty.objects.count() == 1


def test_the_delivered_list_has_nine_functions_and_twelve_duties_of_a_pmo():
    assert run("japan-pmo", "--owner", make_government().slug).splitlines()[-1] == "added 35 changed 0"
    assert run("japan-pmo", "--owner", "government").splitlines()[-1] == "added 0 changed 0"
    assert Duty.objects.filter(is_abstract=True, parent=None).count() == 9
    assert Duty.objects.filter(role__slug="pmo").count() == 12
    assert {duty.role.slug for duty in Duty.objects.exclude(role=None)} == {"pmo", "pjmo", "ministry-cio", "deputy-cio", "adviser"}
    assert {duty.origin for duty in Duty.objects.all()} == {""}
    assert all(set(duty.titles) == set(duty.words) == {"ja", "en"} for duty in Duty.objects.all())


def test_the_command_says_what_would_become_and_refuses_with_a_status(tmp_path):
    owner, file = make_government().slug, tmp_path / "list.yaml"
    file.write_text(LIST)
    assert run(str(file), "--owner", owner, "--preview").splitlines()[-1] == "added 2 changed 0"
    assert not Duty.objects.exists()
    file.write_text(LIST.replace("role: pmo", "role: nobody"))
    for arguments, status in (
        ((str(file), "--owner", owner), 1),
        (("no-list", "--owner", owner), 2),
        (("japan-pmo", "--owner", "nobody"), 2),
    ):
        with pytest.raises(CommandError) as refused:
            run(*arguments)
        assert refused.value.returncode == status
