"""The analysis that comes along with the demo is what this site finds in the demo's opinions, and persons signed some of it."""

from __future__ import annotations

import os

import pytest
import yaml
from django.core.management import call_command
from django.utils import translation
from django.utils.timezone import localdate

from shishin.consultations.analysing.running import begin_analysis, last_finished
from shishin.consultations.default_data import load_default_data
from shishin.consultations.models import Consultation, Placing
from shishin.consultations.waiting import analyses_of
from shishin.demo.analysing import written_results
from shishin.demo.consulting import Telling
from shishin.demo.loading import TEXTS
from shishin.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("example", ["tokyo"], indirect=True)]
FILE = TEXTS / "action-guidelines-2026-analysis.yaml"
WRITE = "SHISHIN_WRITE_DEMO_ANALYSIS"
"""Set, the file is written anew: after its opinions or the kernels changed."""


@pytest.fixture
def told(example) -> Consultation:
    load_default_data()
    entries = yaml.safe_load((TEXTS / "consultations.yaml").read_text(encoding="utf-8"))["consultations"]
    left_out = {"analysis"} if os.environ.get(WRITE) else set()
    for entry in entries:
        if entry["document"] == "tokyo-action-guidelines":
            Telling({name: value for name, value in entry.items() if name not in left_out}, TEXTS).tell()
    return Consultation.objects.get(slug="action-guidelines-2026")


def test_what_comes_along_is_what_an_analysis_finds(told):
    analysis = begin_analysis(told, by=Person.objects.get(login_name="tokyo-secretariat"))
    call_command("run_analysis", str(analysis.uuid))
    analysis.refresh_from_db()
    found = written_results(analysis)
    if os.environ.get(WRITE):
        FILE.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=150), encoding="utf-8")
    kept = yaml.safe_load(FILE.read_text(encoding="utf-8"))

    assert [comparable(row) for row in found["placings"]] == [comparable(row) for row in kept["placings"]]
    assert [comparable(row) for row in found["themes"]] == [comparable(row) for row in kept["themes"]]
    assert found["near"] == kept["near"]
    names = ("rows", "distinct", "opinions", "groups", "themes")
    assert {name: found["report"][name] for name in names} == {name: kept["report"][name] for name in names}


def comparable(row):
    """But for the place on a map and for scores, which follow from how a machine adds numbers up."""
    kept = {name: value for name, value in row.items() if name not in ("x", "y", "score", "quotes", "also_said")}
    kept |= {name: [one["key"] for one in row[name]] for name in ("links",) if name in row}
    kept |= {name: [one["number"] for one in row[name]] for name in ("earlier",) if name in row}
    return kept | {"has_place": row.get("x") is not None}


def test_six_themes_are_found_of_which_four_are_signed_three_groups_and_the_secretariat_is_told(told):
    analysis = last_finished(told)
    themes = list(analysis.themes.all())
    assert (len(themes), sum(theme.signed_as is not None for theme in themes)) == (6, 4)
    leaders = Placing.objects.filter(analysis=analysis, is_behind=True).values_list("leader", flat=True)
    assert len(set(leaders)) == 3
    assert Placing.objects.filter(analysis=analysis, opinion__place=None, links__isnull=False).exists()
    assert Placing.objects.filter(analysis=analysis, earlier__isnull=False).exists()
    assert (analysis.sample.count(), analysis.sample.filter(is_right__isnull=False).count()) == (27, 14)

    with translation.override("en"):
        waiting = analyses_of(Person.objects.get(login_name="tokyo-secretariat"), localdate())
    assert [str(one.why) for one in waiting] == ["Analysis is done: 2 themes to look at."]
