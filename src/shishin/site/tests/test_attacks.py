"""The attacks of `make attack` go on working: a few tries of each that needs no whole site."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection

from shishin.guidelines.tests.makers import make_adopted

pytest.importorskip("attack", reason="The attacks lie beside the source, not in an installed package.")

from attack import probing, racing, tampering
from attack.site import Browser
from attack.tries import Tries, table


def failures(found: list[Tries]) -> list[str]:
    assert found
    assert all(tries.tries for tries in found)
    return [failure for tries in found for failure in tries.failures]


@pytest.mark.django_db
def test_changed_rows_are_found_and_a_planted_fault_is_noticed(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"
    make_adopted("1.0.0", in_force_from=date(2026, 4, 1))

    assert failures(list(tampering.attack(16, random.Random(1)))) == []


@pytest.mark.django_db(transaction=True)
def test_races_make_no_double_act():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("A SQLite database in memory has no second connection that waits its turn.")

    assert failures(list(racing.attack(1, random.Random(1)))) == []


@pytest.mark.django_db
def test_the_probe_follows_links_and_sees_what_it_hid(live_server):
    make_adopted("1.0.0", in_force_from=date(2026, 4, 1))
    hidden = [probing.Hidden("Action guidelines", "tokyo", "page"), probing.Hidden("nowhere", "tokyo", "page")]

    found = probing.crawl(Browser(live_server.url), starts=["/"], at_most=4, hidden=hidden)

    assert len(found.pages) == 4
    assert all(path.startswith("/") for path in found.pages | found.forms)
    assert [one.is_seen for one in hidden] == [True, False]


def test_a_try_that_went_wrong_is_counted_and_shown():
    tries = Tries("doors")
    tries.judge(True, "open")
    tries.judge(False, "open")

    assert tries.failures == ["open"]
    assert table([("SQLite", tries)]).splitlines()[-1] == "| doors | SQLite | 2 | 1 | 0 |"
