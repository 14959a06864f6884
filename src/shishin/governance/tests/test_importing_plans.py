"""A plan goes out as tables and comes back: nothing changes, what differs is told, and what cannot be understood changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from shishin.governance.errors.importing import FileHasConflicts, FileHasFaults
from shishin.governance.models import Plan
from shishin.governance.plans.content import hash_of_content, read_content
from shishin.governance.plans.importing import PlanFile, SheetRow, bring_plan_in, plain_cell, preview_plan
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.plans.tables import tables_of
from shishin.governance.plans.workbooks import read_workbook, write_workbook
from shishin.governance.reporting import report_progress
from shishin.governance.tests.makers import make_pmo, title
from shishin.governance.tests.plan_makers import make_adopted_plan, make_plan, measure_words, quarter
from shishin.governance.writing import AmountWords, MilestoneWords, start_next_edition, write_measure
from shishin.guidelines.models import Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.dates import FiscalYear
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    plan = make_plan()
    make_adopted_plan(plan, measures=["One", "Two"])
    report_progress(plan, key="one", quarter=quarter(2025, 2), state="late", done="Half.", next="The rest.", by=OPERATOR)
    edition = start_next_edition(plan, fiscal_year=2026, by=OPERATOR)
    words = measure_words(
        "One",
        titles={"ja": "一つ", "en": "One"},
        lines=[("realizes", Line.objects.get(key="users-first"))],
        milestones=[MilestoneWords(quarter(2025, 2), title("Asked")), MilestoneWords(quarter(2026, 1), {"ja": "作る", "en": "Built"}, 0)],
        amounts=[AmountWords(FiscalYear(2026), "request", 1234, date(2026, 12, 25))],
        systems=["S-1", "S-2"],
    )
    write_measure(edition, key="one", words=words, by=OPERATOR)
    effect = IndicatorWords(title("Share"), "%", "up", Decimal(40), FiscalYear(2024), {FiscalYear(2026): Decimal("80.5")}, "qos")
    write_indicator(edition, words=effect, by=OPERATOR)
    return edition


def out_and_in(edition, change=None):
    """The tables as a workbook keeps them: every cell as text."""
    tables = tables_of(read_content(edition))
    if change:
        change(tables)
    return PlanFile.of(
        {
            sheet: [SheetRow(line, {name: str(value) for name, value in row.items()}) for line, row in enumerate(rows, 2)]
            for sheet, rows in tables.items()
        }
    )


def test_exported_and_brought_back_it_changes_nothing(edition):
    file = out_and_in(edition)
    before, entries = hash_of_content(read_content(edition)), Entry.objects.count()

    preview = preview_plan(edition, file)
    assert preview.last_line == "added 0 changed 0 missing 0 conflicts 0 faults 0"
    bring_plan_in(edition, file, by=OPERATOR)

    assert (hash_of_content(read_content(edition)), Entry.objects.count()) == (before, entries)


def test_a_workbook_brought_back_changes_nothing(edition):
    written = write_workbook(read_content(edition))
    tables = read_workbook(BytesIO(written), name="plan.xlsx")
    assert preview_plan(edition, PlanFile.of(tables)).last_line == "added 0 changed 0 missing 0 conflicts 0 faults 0"


def test_a_workbook_goes_out_is_filled_in_and_comes_back_on_the_page(client, edition):
    client.force_login(make_pmo(edition.plan.organization))
    url = reverse("governance:take-in-plan", args=[edition.plan.slug, edition.address])
    book = load_workbook(BytesIO(write_workbook(read_content(edition))))
    sheet = book["measures"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(row=2, column=heads.index("unit") + 1, value="Others")
    filled = BytesIO()
    book.save(filled)

    upload = SimpleUploadedFile("plan.xlsx", filled.getvalue())
    page = client.post(url, {"act": "see", "upload": upload})

    assert "<ins>Others</ins>" in page.content.decode()
    assert read_content(edition).measure("one").unit == "Procedures"
    taken = client.post(url, {"act": "take", "file": page.context["file"]})
    assert (taken.status_code, read_content(edition).measure("one").unit) == (302, "Others")
    assert client.post(url, {"act": "take", "file": "another"}).status_code == 409


def test_a_file_that_is_no_plan_is_refused(client, edition, tmp_path):
    client.force_login(make_pmo(edition.plan.organization))
    url = reverse("governance:take-in-plan", args=[edition.plan.slug, edition.address])
    book = Workbook()
    book.active.append(["a", "b"])
    book.save(tmp_path / "other.xlsx")
    for name, content in (("other.xlsx", (tmp_path / "other.xlsx").read_bytes()), ("no.xlsx", b"no workbook")):
        assert client.post(url, {"act": "see", "upload": SimpleUploadedFile(name, content)}).status_code == 409


def test_the_command_previews_and_takes_in(edition, tmp_path):
    file, out = tmp_path / "plan.xlsx", StringIO()
    call_command("export_plan", edition.plan.slug, edition.address, output=file, stdout=out)
    call_command("import_plan", edition.plan.slug, str(file), preview=True, stdout=out)
    call_command("import_plan", edition.plan.slug, str(file), stdout=out)
    assert out.getvalue().splitlines()[-2:] == ["added 0 changed 0 missing 0 conflicts 0 faults 0"] * 2


def test_the_command_founds_a_plan_from_a_file(edition, tmp_path):
    file, out = tmp_path / "plan.xlsx", StringIO()
    call_command("export_plan", edition.plan.slug, edition.address, output=file, stdout=out)
    with pytest.raises(CommandError, match="--organization"):
        call_command("import_plan", "another-plan", str(file), stdout=out)
    call_command("import_plan", "another-plan", str(file), organization="examples", year="2026", stdout=out)
    founded = Plan.objects.get(slug="another-plan")
    assert [measure.title for measure in read_content(founded.editions.get()).measures] == ["One", "Two"]


def test_what_differs_is_told_with_both_values_and_taken_over(edition):
    def change(tables):
        row = next(row for row in tables["measures"] if row["key"] == "one")
        row["unit"] = "Others"
        tables["amounts"][0]["amount"] = "１，２３５"
        tables["milestones"][0]["words"] = "Asked again"
        tables["measures"].append(
            {"key": "new one", "chapter": "measures", "title_ja": "新", "unit": "New", "first": "R8 Q1", "last": "2026Q4"}
        )
        tables["amounts"].append({"measure": "new one", "year": "令和8年度", "kind": "initial budget", "amount": "5"})

    file = out_and_in(edition, change)
    preview = preview_plan(edition, file)

    assert ("measures", "One", "unit", "Procedures", "Others") in preview.changed
    assert [one[3:] for one in preview.changed if one.sheet == "amounts"] == [("1234", "1235")]
    assert {("measures", "新"), ("amounts", "新, 2026, initial budget"), ("milestones", "One, 2025Q2, Asked again")} == set(preview.added)
    assert [sheet for sheet, _name in preview.missing] == ["milestones"]
    bring_plan_in(edition, file, by=OPERATOR)
    content = read_content(edition)
    one = content.measure("one")
    assert (one.unit, one.amounts[0].amount, one.titles) == ("Others", 1235, {"ja": "一つ", "en": "One"})
    assert {milestone.words["ja"] for milestone in one.milestones} == {"Asked", "Asked again", "作る"}
    new = next(measure for measure in content.measures if measure.unit == "New")
    assert (new.first.code, new.amounts[0].amount, new.amounts[0].kind) == ("2026Q1", 5, "initial")


def test_what_the_file_lacks_stays_and_is_named(edition):
    def change(tables):
        tables["measures"] = [row for row in tables["measures"] if row["key"] != "two"]

    file = out_and_in(edition, change)
    assert ("measures", "Two") in preview_plan(edition, file).missing
    bring_plan_in(edition, file, by=OPERATOR)
    assert read_content(edition).measure("two") is not None


@pytest.mark.parametrize(
    ("sheet", "column", "written"),
    [
        ("amounts", "amount", "123件"),
        ("amounts", "amount", "=1+1"),
        ("amounts", "kind", "something"),
        ("measures", "first", "soon"),
        ("amounts", "withheld_until", "31 June"),
        ("indicators", "baseline", "much"),
        ("measures", "chapter", "unknown"),
        ("values", "quarter", "5"),
    ],
)
def test_a_cell_that_cannot_be_understood_changes_nothing(edition, sheet, column, written):
    def change(tables):
        if not tables[sheet]:
            tables[sheet].append({"indicator": "share", "year": 2025, "value": "1"})
        tables[sheet][0][column] = written
        tables["measures"][1]["unit"] = "Changed"

    file = out_and_in(edition, change)
    assert [(fault.sheet, fault.column) for fault in file.faults] == [(sheet, column)]
    with pytest.raises(FileHasFaults):
        bring_plan_in(edition, file, by=OPERATOR)
    assert read_content(edition).measure("two").unit == "Procedures"


def test_a_row_twice_is_a_fault(edition):
    file = out_and_in(edition, lambda tables: tables["measures"].append(dict(tables["measures"][0])))
    assert [(fault.sheet, fault.line) for fault in file.faults] == [("measures", 4)]


def test_what_changed_here_since_the_file_was_written_is_a_conflict(edition):
    def change(tables):
        tables["about"][2]["value"] = "2026-01-01T00:00:00+00:00"
        next(row for row in tables["measures"] if row["key"] == "one")["unit"] = "Others"

    file = out_and_in(edition, change)
    assert preview_plan(edition, file).conflicts == ["One"]
    with pytest.raises(FileHasConflicts):
        bring_plan_in(edition, file, by=OPERATOR)
    bring_plan_in(edition, file, by=OPERATOR, overrides=True)
    assert read_content(edition).measure("one").unit == "Others"


@pytest.mark.parametrize(
    ("sheet", "column", "written", "plain"),
    [
        ("amounts", "amount", " １，２３４ ", "1234"),
        ("amounts", "amount", "1234.0", "1234"),
        ("targets", "value", "80.50", "80.5"),
        ("targets", "value", "−3", "-3"),
        ("measures", "first", "令和8年度第3四半期", "2026Q3"),
        ("amounts", "year", "FY2026", "2026"),
        ("amounts", "withheld_until", "令和8年12月25日", "2026-12-25"),
        ("disposals", "kind", "carried", "carried over"),
        ("measures", "unit", "  室  ", "室"),
    ],
)
def test_a_cell_is_read_as_people_mean_it(sheet, column, written, plain):
    assert plain_cell(sheet, column, written) == plain
