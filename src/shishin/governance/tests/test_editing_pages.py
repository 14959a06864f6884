"""The pages of writing: the edition as a tree, and chapters, measures and indicators filled in as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from shishin.governance.models import Amount, Chapter, Indicator, Measure, Milestone, PlanEdition
from shishin.governance.plans.content import read_content
from shishin.governance.plans.editing.fields import read_amount
from shishin.governance.tests.makers import make_ministry, make_pmo, title
from shishin.governance.tests.plan_makers import (
    make_adopted_plan,
    make_plan,
    make_submitted,
    make_working,
    measure_of,
    measure_words,
    quarter,
    sign_in,
    text_of,
    url_of,
)
from shishin.governance.writing import write_chapter, write_measure
from shishin.guidelines.models import Document, Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> PlanEdition:
    return make_working(make_plan(), measures=["One"])


@pytest.fixture
def writer(edition) -> Client:
    return sign_in(make_pmo(edition.plan.organization))


def sent(**fields: str) -> dict[str, str]:
    return {
        "act": "write",
        "titles_ja": "One",
        "titles_en": "One",
        "chapter": "measures",
        "unit": "Procedures",
        "first": "2025Q1",
        "last": "R8 Q4",
        "revision": "1",
        "milestone_rows": "3",
        "amount_rows": "3",
        **fields,
    }


# The tree.


def test_the_page_asks_the_same_of_the_database_whatever_the_number_of_measures(edition, writer, django_assert_num_queries):
    writer.get(url_of("edit-edition", edition))
    for more in (["Two", "Three"], []):
        with django_assert_num_queries(QUERIES_OF_TREE):
            assert writer.get(url_of("edit-edition", edition)).status_code == 200
        for words in more:
            write_measure(edition, words=measure_words(words), by=OPERATOR)


QUERIES_OF_TREE = 16


@pytest.mark.parametrize(
    ("steps", "label"),
    [
        (0, "Add the first chapter"),
        (1, "Add the first measure"),
        (2, "Write the chapter “Basics”"),
        (3, "Look at it as a whole, and submit it"),
    ],
)
def test_the_first_gap_is_the_next_thing(steps, label):
    edition = make_working(make_plan(), measures=())
    Chapter.objects.all().delete()
    acts = [
        lambda: write_chapter(edition, headings=title("Measures"), bodies={}, by=OPERATOR),
        lambda: (
            write_measure(edition, words=measure_words("One", chapter="measures"), by=OPERATOR),
            write_chapter(edition, headings=title("Basics"), bodies={}, by=OPERATOR),
        ),
        lambda: write_chapter(edition, key="basics", headings=title("Basics"), bodies=title("What it is for."), by=OPERATOR),
    ]
    for act in acts[:steps]:
        act()
    answer = sign_in(make_pmo(edition.plan.organization)).get(url_of("edit-edition", edition))
    assert answer.context["page"].next.label == label


def test_what_has_to_be_disposed_of_comes_before_submitting():
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    edition = make_working(plan, year=2026, measures=())
    answer = sign_in(make_pmo(plan.organization)).get(url_of("edit-edition", edition))
    assert answer.context["page"].next.label == "Say what becomes of 2 measures"


def test_an_edition_that_is_fixed_leads_to_its_page_and_nobody_else_writes(edition, writer):
    assert sign_in(make_pmo(make_ministry("other"))).get(url_of("edit-edition", edition)).status_code == 404
    submitted = make_submitted(make_plan(make_ministry("third")))
    other = sign_in(make_pmo(submitted.plan.organization))
    assert other.get(url_of("edit-edition", submitted))["Location"] == submitted.get_absolute_url()
    answer = other.post(url_of("add-chapter", submitted), {"headings_ja": "More"})
    assert answer.status_code == 409
    assert "is not being written: it is fixed." in text_of(answer)


# Chapters.


def test_chapters_are_added_changed_moved_and_removed(edition, writer):
    writer.post(url_of("add-chapter", edition), {"headings_ja": "基本事項", "headings_en": "Basics", "bodies_ja": "方針"})
    writer.post(url_of("write-chapter", edition, "basics"), {"act": "write", "headings_ja": "基本", "headings_en": "Basics"})
    writer.post(url_of("step", edition), {"chapter": "up basics"})
    assert [(one.key, one.headings["ja"]) for one in edition.chapters.all()] == [("basics", "基本"), ("measures", "Measures")]
    writer.post(url_of("write-chapter", edition, "basics"), {"act": "remove"})
    assert [one.key for one in edition.chapters.all()] == ["measures"]


def test_a_chapter_with_measures_is_not_removed_and_what_is_first_goes_no_higher(edition, writer):
    assert "there are measures" in text_of(writer.post(url_of("write-chapter", edition, "measures"), {"act": "remove"}))
    assert writer.post(url_of("step", edition), {"chapter": "up measures"}).status_code == 409


# Measures.


def test_a_measure_is_written_in_one_form_as_people_write(edition, writer):
    answer = writer.post(
        url_of("add-measure", edition),
        sent(
            titles_en="Two", outlines_ja="一つの窓口", first="令和7年度第2四半期", last="2026-Q3", systems="S-1、S-2",
            milestone_1_quarter="2025Q2", milestone_1_words_ja="聞く",
            milestone_3_quarter="2026Q1", milestone_3_words_ja="開く", milestone_3_after="1",
            amount_1_year="2025", amount_1_kind="initial", amount_1_amount="１，２３４",
            amount_2_year="2026", amount_2_kind="request", amount_2_amount="1.5億円", amount_2_withheld="令和8年12月25日",
        ),
    )  # fmt: skip
    assert answer["Location"] == f"{url_of('edit-edition', edition)}#measure-two"
    measure = read_content(edition).measure("two")
    assert (measure.first, measure.last, measure.systems) == (quarter(2025, 2), quarter(2026, 3), ["S-1", "S-2"])
    assert [(one.quarter, one.words["ja"], one.after) for one in measure.milestones] == [
        (quarter(2025, 2), "聞く", None),
        (quarter(2026, 1), "開く", 0),
    ]
    assert [(one.year, one.kind, one.amount, one.withheld_until) for one in measure.amounts] == [
        (FiscalYear(2025), "initial", 1234, None),
        (FiscalYear(2026), "request", 150_000_000, date(2026, 12, 25)),
    ]


def test_what_a_measure_says_stands_in_the_form_and_sent_back_changes_nothing(edition, writer):
    writer.post(
        url_of("write-measure", edition, "one"),
        sent(milestone_1_quarter="2025Q2", milestone_1_words_en="Ask", amount_1_year="2025", amount_1_amount="1,234 円"),
    )
    before = read_content(edition).measure("one")
    form = writer.get(url_of("write-measure", edition, "one")).context["acts"]["write"].form
    values = {"act": "write", "milestone_rows": "3", "amount_rows": "3"}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, dict):
            values |= {f"{name}_{tag}": text for tag, text in value.items()}
        elif value is not None:
            drawn = form.fields[name].widget.format_value(value) if hasattr(form.fields[name].widget, "format_value") else value
            values[name] = drawn if drawn is not None else ""
    assert writer.post(url_of("write-measure", edition, "one"), values).status_code == 302
    after = read_content(edition).measure("one")
    assert after.revision == before.revision + 1
    assert [getattr(after, name) for name in ("titles", "outlines", "unit", "first", "last", "amounts")] == [
        getattr(before, name) for name in ("titles", "outlines", "unit", "first", "last", "amounts")
    ]
    assert [(one.quarter, one.words) for one in after.milestones] == [(one.quarter, one.words) for one in before.milestones]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"unit": " "}, "This field is required."),
        ({"titles_ja": ""}, "A heading is missing in the language of the plan."),
        ({"first": "2026Q4", "last": "2026Q3"}, "would end in FY2026 Q3, before it begins in FY2026 Q4."),
        ({"first": "next spring"}, "Enter a quarter, for example 2026Q3"),
        ({"first": "2026-02-10"}, "10 February 2026 lies in FY2025 Q4, from 1 January 2026 to 31 March 2026."),
        ({"milestone_1_words_en": "Ask"}, "Enter the quarter of this milestone."),
        ({"milestone_1_quarter": "2025Q2"}, "Say what is reached."),
        ({"milestone_1_quarter": "2025Q2", "milestone_1_words_en": "Ask", "milestone_1_after": "2"}, "That line is empty."),
        (
            {"milestone_1_quarter": "2025Q2", "milestone_1_words_en": "A", "milestone_1_after": "2"}
            | {"milestone_2_quarter": "2025Q3", "milestone_2_words_en": "B", "milestone_2_after": "1"},
            "would wait for itself.",
        ),
        ({"milestone_1_quarter": "2030Q2", "milestone_1_words_en": "Late"}, "lies outside its measure"),
        ({"amount_1_amount": "123"}, "Choose the fiscal year."),
        ({"amount_1_year": "2025"}, "Enter the amount."),
        ({"amount_1_year": "2025", "amount_1_amount": "12,34"}, "Enter the amount in whole units of JPY"),
        ({"amount_1_year": "2025", "amount_1_amount": "=1+1"}, "Enter the amount in whole units of JPY"),
        ({"amount_1_year": "2025", "amount_1_amount": "5", "amount_2_year": "2025", "amount_2_amount": "6"}, "There are two amounts"),
    ],
)
def test_what_is_unfit_is_told_and_nothing_is_stored(edition, writer, fields, told):
    answer = writer.post(url_of("write-measure", edition, "one"), sent(titles_en="Other", **fields) | fields)
    assert told in text_of(answer)
    assert measure_of(edition, "One").revision == 1
    assert not Milestone.objects.exists()
    assert not Amount.objects.exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1,234", 1234), ("１，２３４", 1234), ("1,234 円", 1234), ("¥1,234", 1234), ("1234 JPY", 1234), ("12千円", 12_000),
        ("1.5億円", 150_000_000), ("3百万円", 3_000_000), ("0", 0),
        ("12,34", None), ("1234.5", None), ("-5", None), ("△5", None), ("123件", None), ("10 USD", None), ("=1", None), ("1" * 16, None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_mean_or_not_at_all(written, read):
    assert read_amount(written, currency="JPY") == read


def test_a_day_in_january_shows_its_quarter_before_anything_is_saved(edition, writer):
    answer = writer.post(url_of("write-measure", edition, "one"), sent(last="2027-01-15"))
    assert 'value="FY2026 Q4"' in text_of(answer)
    assert writer.post(url_of("write-measure", edition, "one"), sent(last="FY2026 Q4")).status_code == 302


@pytest.mark.parametrize(("act", "milestones", "amounts"), [("more-milestones", 6, 3), ("more-amounts", 3, 6)])
def test_lines_are_added_without_losing_what_was_typed(edition, writer, act, milestones, amounts):
    answer = writer.post(url_of("write-measure", edition, "one"), sent(act=act, titles_en="Typed", first="nonsense"))
    form = answer.context["acts"]["write"].form
    assert (len(form.milestone_rows), len(form.amount_rows)) == (milestones, amounts)
    assert 'value="Typed"' in text_of(answer)
    assert 'value="nonsense"' in text_of(answer)
    assert not form.errors
    assert measure_of(edition, "One").revision == 1


def test_clauses_are_found_by_their_words_and_chosen_from_the_upper_plan(edition, writer):
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    line = Line.objects.get(key="users-first")
    edition.plan.upper_document = Document.objects.get(pk=line.document_id)
    edition.plan.save()

    answer = writer.post(url_of("write-measure", edition, "one"), sent(act="find", find="利用者"))
    offered = dict(answer.context["acts"]["write"].form.fields["realizes"].choices)
    assert str(line.pk) in offered

    answer = writer.post(url_of("write-measure", edition, "one"), sent(realizes=str(line.pk), items=str(line.pk)))
    assert answer.status_code == 302
    assert [(one.kind, one.line) for one in read_content(edition).measure("one").lines] == [("upper_item", line), ("realizes", line)]
    answer = writer.post(url_of("write-measure", edition, "one"), sent(act="find", find="nothing of the kind"))
    assert "No clause in force has these words." in text_of(answer)


def test_the_second_of_two_sees_both_texts_and_goes_on_from_there(edition, writer):
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    line = Line.objects.get(key="users-first")
    write_measure(
        edition, key="one", words=measure_words("One of theirs", unit="Theirs", lines=[("realizes", line)]), revision=1, by=OPERATOR
    )

    fields = {"unit": "Mine", "amount_1_year": "2025", "amount_1_amount": "5", "realizes": str(line.pk)}
    answer = writer.post(url_of("write-measure", edition, "one"), sent(**fields))

    assert answer.status_code == 409
    both = answer.context["acts"]["write"].form.both
    assert [line.words for line in both.theirs if line.differs][:1] == ["One of theirs（日本語）"]
    assert "Unit in charge: Mine" in [line.words for line in both.mine if line.differs]
    assert "realizes: Action guidelines, 利用者" in [line.words for line in both.mine if not line.differs]
    assert 'value="Mine"' in text_of(answer)
    assert 'name="revision" value="2"' in text_of(answer)
    assert writer.post(url_of("write-measure", edition, "one"), sent(unit="Mine", revision="2")).status_code == 302
    assert measure_of(edition, "One").unit == "Mine"


def test_a_measure_moves_to_another_chapter_and_is_removed(edition, writer):
    write_chapter(edition, headings=title("Other"), bodies={}, by=OPERATOR)
    writer.post(url_of("write-measure", edition, "one"), sent(chapter="other"))
    assert measure_of(edition, "One").chapter.key == "other"
    write_measure(edition, words=measure_words("Two", chapter="other"), by=OPERATOR)
    writer.post(url_of("step", edition), {"measure": "down one"})
    assert [one.key for one in read_content(edition).measures] == ["two", "one"]
    assert writer.post(url_of("write-measure", edition, "one"), {"act": "remove"}).status_code == 302
    assert not Measure.objects.filter(key="one").exists()


def test_the_form_of_a_measure_asks_the_same_of_the_database_whatever_it_has(edition, writer, django_assert_num_queries):
    writer.get(url_of("write-measure", edition, "one"))
    for rows in (1, 3):
        lines = {f"milestone_{row}_quarter": "2025Q2" for row in range(1, rows + 1)}
        lines |= {f"milestone_{row}_words_en": f"Ask {row}" for row in range(1, rows + 1)}
        lines |= {f"amount_{row}_year": f"{2024 + row}" for row in range(1, rows + 1)}
        lines |= {f"amount_{row}_amount": "5" for row in range(1, rows + 1)}
        revision = measure_of(edition, "One").revision
        assert writer.post(url_of("write-measure", edition, "one"), sent(revision=str(revision), **lines)).status_code == 302
        with django_assert_num_queries(QUERIES_OF_MEASURE):
            writer.get(url_of("write-measure", edition, "one"))


QUERIES_OF_MEASURE = 13


# Indicators.

INDICATOR = {
    "titles_ja": "電子化率", "titles_en": "Share online", "unit": "%", "direction": "up", "baseline": "４０%", "baseline_year": "令和6年度",
    "target_2026": "80", "kind": "qos",
}  # fmt: skip


def test_an_indicator_of_the_plan_or_of_a_measure_is_written_with_its_targets(edition, writer):
    writer.post(url_of("add-indicator", edition), INDICATOR)
    effect = read_content(edition).effects[0]
    assert (effect.baseline, effect.baseline_year, effect.targets) == (Decimal(40), FiscalYear(2024), {FiscalYear(2026): Decimal(80)})
    fields = INDICATOR | {"act": "write", "measure": "one", "target_2027": "90.5"}
    assert writer.post(url_of("write-indicator", edition, effect.key), fields).status_code == 302
    indicator = read_content(edition).measure("one").indicators[0]
    assert (indicator.key, indicator.kind, indicator.targets[FiscalYear(2027)]) == (effect.key, "measure", Decimal("90.5"))
    writer.post(url_of("write-indicator", edition, effect.key), {"act": "remove"})
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"unit": ""}, "This field is required."),
        ({"target_2026": "40"}, "The target for FY2026 is the same as the baseline"),
        ({"baseline_year": "2026"}, "is before the baseline of FY2026."),
        ({"target_2026": "123件"}, "Enter a number alone"),
        ({"baseline_year": "2026年"}, "Enter a fiscal year"),
        ({"baseline": "=2"}, "Enter a number alone"),
    ],
)
def test_an_unfit_indicator_is_told_and_nothing_is_stored(edition, writer, fields, told):
    assert told in text_of(writer.post(url_of("add-indicator", edition), INDICATOR | fields))
    assert not Indicator.objects.exists()
