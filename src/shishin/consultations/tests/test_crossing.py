"""Themes crossed with rounds, with before and after the draft, and with what submitters told: the sums are those of the consultation."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from shishin.consultations.counting import count_voices, figures_of
from shishin.consultations.models import Submission
from shishin.consultations.sorting.crossing import MOST_VALUES, crosstab_of, ways_to_cross
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.tests.makers import make_asking, make_round, opinion_saying, say, these
from shishin.people.tests.makers import make_auditor, make_person

pytestmark = pytest.mark.django_db
LETTER = "期限が短い。費用が高い。"


@pytest.fixture
def asking(client):
    consultation, runner = make_asking("期限", "期限", "費用", LETTER)
    say(make_round(consultation), "期限", is_after_draft=False)
    count_voices(consultation)
    time = add_theme(consultation, titles={"en": "Time"}, by=runner)
    give_theme(consultation, these("期限"), theme=time, by=runner)
    client.force_login(runner)
    return consultation, runner


def figures(table):
    return {str(line.words): dict(zip(map(str, table.columns.values()), line.values, strict=True)) for line in table.lines}


def tell(consultation, *told):
    for submission, attributes in zip(Submission.objects.filter(round__consultation=consultation).order_by("pk"), told, strict=False):
        Submission.objects.filter(pk=submission.pk).update(attributes=attributes)


def test_by_round_and_by_draft_the_tallies_are_crossed(asking):
    consultation, _runner = asking
    first, second = (f"{held.number}　{held}" for held in consultation.rounds.all())
    assert figures(crosstab_of(consultation, "round")) == {"Time": {first: 2, second: 1}, "No theme yet": {first: 2, second: 0}}
    by_draft = figures(crosstab_of(consultation, "draft"))
    assert by_draft == {
        "Time": {"Before the draft": 1, "After the draft": 2},
        "No theme yet": {"Before the draft": 0, "After the draft": 2},
    }


def test_by_what_was_told_every_voice_is_counted_once_also_where_a_letter_was_split(asking):
    consultation, runner = asking
    tell(consultation, {"age": "20"}, {"age": "30"}, {"age": "20"}, {"age": "40"})
    split_opinion(opinion_saying(LETTER), at=[6], by=runner)
    give_theme(consultation, these("期限が短い。"), theme=consultation.themes.get(), by=runner)

    table = crosstab_of(consultation, "attribute-age")

    assert figures(table) == {
        "Time": {"20": 1, "40": 1, "30": 1, "Not told": 1},
        "No theme yet": {"20": 1, "40": 1, "30": 0, "Not told": 0},
    }
    assert table.sums.total == figures_of(consultation).received


def test_of_many_values_the_heaviest_stand_by_themselves():
    consultation, _runner = make_asking(*(f"話{number}" for number in range(14)))
    tell(consultation, *({"town": f"町{number:02}"} for number in range(14)))
    table = crosstab_of(consultation, "attribute-town")
    assert [str(words) for words in table.columns.values()] == [*(f"町{number:02}" for number in range(MOST_VALUES)), "Others"]
    assert table.sums.values[-1] == 14 - MOST_VALUES


def test_what_is_of_a_person_is_no_way_to_cross(asking):
    consultation, _runner = asking
    assert list(ways_to_cross(consultation))[:2] == ["round", "draft"]
    names = {field["key"]: field.get("personal", False) for field in consultation.rules.get("fields", [])}
    ways = {way.removeprefix("attribute-") for way in ways_to_cross(consultation) if way.startswith("attribute-")}
    assert ways == {name for name, is_personal in names.items() if not is_personal}


def test_the_page_and_its_sheet_say_the_same(client, asking):
    consultation, _runner = asking
    address = f"/manage/consultations/{consultation.slug}/crosstab/"
    page = client.get(f"{address}?by=draft")
    assert page.context["table"].sums.total == 5
    sheet = load_workbook(BytesIO(client.get(f"{address}?by=draft&file=xlsx").getvalue())).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Theme", "Before the draft", "After the draft", "Total"],
        ["Time", 1, 2, 3],
        ["No theme yet", 0, 2, 2],
        ["Total", 1, 4, 5],
    ]
    assert client.get(f"{address}?file=doc").status_code == 404
    assert client.get(f"{address}?by=strange").status_code == 200


def test_auditors_read_it_and_strangers_do_not(client, asking):
    address = f"/manage/consultations/{asking[0].slug}/crosstab/"
    client.force_login(make_auditor())
    assert client.get(address).status_code == 200
    client.force_login(make_person())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_themes(client, django_assert_num_queries, many):
    consultation, runner = make_asking(*(f"話{number}" for number in range(many)))
    for number in range(many):
        add_theme(consultation, titles={"en": f"Theme {number}"}, by=runner)
    client.force_login(runner)
    address = f"/manage/consultations/{consultation.slug}/crosstab/"
    for by in ("round", "attribute-age"):
        with django_assert_num_queries(10):
            client.get(f"{address}?by={by}")
