"""Statuses out and in: tidy rows, sums that are those of the page, a preview, all of it or nothing, and by command the same."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from shishin.governance.duties.keeping import end_duty
from shishin.governance.duties.owing import standings
from shishin.governance.models import DutyStatus
from shishin.governance.performing.files import content_of, figures
from shishin.governance.performing.pages import MatrixPage, sum_of
from shishin.governance.performing.taking_in import read_statuses, take_statuses
from shishin.governance.stating import state_duty
from shishin.governance.tests.makers import make_auditor, make_duty, make_function, make_government, make_ministry, make_pmo
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.kit.errors import Refusal
from shishin.kit.intake.reading import read_sheet
from shishin.people.organizing import rename_organization
from shishin.people.tests.makers import make_organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
YEAR = 2025
HEAD = ["organization", "duty", "year", "state", "words", "evidence"]


def stated(duty, ministry, state="not_yet", words="Nobody yet.", **more):
    return state_duty(duty, organization=ministry, fiscal_year=more.pop("year", YEAR), state=state, words=words, by=OPERATOR, **more)


def workbook(*rows, head=HEAD) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.save(file := io.BytesIO())
    return file.getvalue()


def read(content: bytes, name="statuses.xlsx", **more):
    with override("en"), read_sheet(io.BytesIO(content), name=name) as sheet:
        return read_statuses(sheet, **more)


def out(form: str, years=(YEAR,)) -> bytes:
    content = content_of(standings([FiscalYear(year) for year in years]), form, title="Duties")
    return content if isinstance(content, bytes) else b"".join(content)


def why(filled) -> list[tuple[str, str, str]]:
    return [(row.cell, row.column, row.why) for row in filled.refused]


def a_world():
    plans, people = make_function("Plans"), make_function("People")
    duties = [make_duty("Write", parent=plans), make_duty("Write", parent=people), make_duty("Train", parent=people)]
    ministry = make_ministry("examples", name="Ministry of Examples")
    make_ministry("others", name="Ministry of Others")
    stated(duties[0], ministry, words="=1+1\r\nand ＝more", evidence="'quoted")
    stated(duties[2], ministry, "performed", words="", evidence="0012")
    return duties, ministry


# Out


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exported_and_brought_back_it_changes_nothing(form, language):
    a_world()
    with override(language):
        content = out(form)
    filled = read(content, f"statuses.{form}")
    assert (filled.added, filled.same, filled.refused) == ([], 6, [])


def test_a_row_is_a_cell_and_the_second_sheet_has_the_sums_of_the_page():
    a_world()
    with override("en"):
        book = load_workbook(io.BytesIO(out("xlsx")))
        matrix = MatrixPage({"owner": "government", "year": str(YEAR)}, make_auditor()).matrix
    cells, sums = book.worksheets
    rows = list(cells.iter_rows(values_only=True))
    assert rows[0] == ("Organization", "Duty", "Function", "Role", "Fiscal year", "State", "Explanation", "Evidence", "Stated at")
    assert rows[1][:6] == ("Ministry of Examples", "Write", "Plans", "pmo", "FY2025", "not yet performed")
    assert len(rows) == 7
    *_head, total = sums.iter_rows(values_only=True)
    assert total == ("Total", *figures(matrix.counts).values())
    assert cells["G2"].quotePrefix


def test_a_csv_is_safe_from_formulas_and_json_names_states_for_programs():
    a_world()
    rows = list(csv.reader(io.StringIO(out("csv").decode("utf-8-sig"))))
    assert rows[1][6].startswith("'=1+1")
    told = json.loads(out("json"))
    assert [cell["state"] for cell in told["cells"]] == ["not_yet", "not_stated", "performed", "not_stated", "not_stated", "not_stated"]
    assert told["sums"] == {"cells": 6, "performed": 1, "partly": 0, "not_yet": 1, "not_applicable": 0, "not_stated": 4}
    assert told["cells"][0]["year"] == YEAR


# In


def test_what_is_filled_in_is_added_and_counts():
    _duties, ministry = a_world()
    content = workbook(
        ["Ministry of Examples", "Train", "2025", "一部実施", "Half.", ""],
        ["ministry of ｅｘａｍｐｌｅｓ", "Train", "令和８年度", "performed", "", "Plan 3"],
        ["Ministry of Others", "Train", 2025, "Not yet performed", "Nobody.", ""],
        ["Ministry of Others", "Train", "FY2026", "未記入", "", ""],
    )
    filled = read(content)
    assert (len(filled.added), filled.same, filled.refused) == (3, 1, [])
    assert take_statuses(filled.added, by=OPERATOR) == 3
    newest = DutyStatus.objects.filter(is_newest=True, organization=ministry, duty__titles__en="Train").order_by("fiscal_year")
    assert list(newest.values_list("fiscal_year", "state", "words", "evidence")) == [
        (2025, "partly", "Half.", ""),
        (2026, "performed", "", "Plan 3"),
    ]


def test_each_refused_row_says_where_why_and_the_way_out():
    a_world()
    make_ministry("twin-1", name="Twin"), make_ministry("twin-2", name="Twin")
    ahead = fiscal_year(date.today()).number + 1
    rows = [
        ["Ministry of Nothing", "Train", "2025", "performed", "", ""],
        ["Twin", "Train", "2025", "performed", "", ""],
        ["Ministry of Examples", "Sing", "2025", "performed", "", ""],
        ["Ministry of Examples", "Write", "2025", "performed", "", ""],
        ["Ministry of Examples", "Train", "１，２３４", "performed", "", ""],
        ["Ministry of Examples", "Train", str(ahead), "performed", "", ""],
        ["Ministry of Examples", "Train", "2025", "done", "", ""],
        ["Ministry of Examples", "Train", "2025", "partly", "", ""],
        ["Ministry of Examples", "Train", "2025", "", "Words alone.", ""],
        ["Ministry of Examples", "Train", "2025", '=IF(1,"performed")', "", ""],
    ]
    filled = read(workbook(*rows))
    told = why(filled)
    assert [cell for cell, _column, _why in told] == ["A2", "A3", "B4", "B5", "C6", "C7", "D8", "D9", "D10", "D11"]
    assert [part in words for part, (_cell, _column, words) in zip(
        ["is called “Ministry of Nothing”", "says neither", "owes no duty “Sing”", "says neither", "“１，２３４” is no fiscal year", "has not begun yet",
         "“done” is no state", "needs a few words", "no state", "formula without its value"], told, strict=True)] == [True] * 10  # fmt: skip
    assert all(row.way_out for row in filled.refused)
    assert filled.added == []


def test_a_title_that_two_duties_have_is_told_apart_by_function():
    a_world()
    head = [*HEAD, "function"]
    filled = read(workbook(["Ministry of Examples", "Write", "2025", "performed", "", "", "People"], head=head))
    assert ([row.named[1] for row in filled.added], filled.refused) == (["Write"], [])


def test_the_same_cell_twice_is_refused():
    a_world()
    row = ["Ministry of Examples", "Train", "2025", "partly", "Half.", ""]
    assert why(read(workbook(row, row))) == [("B3", "duty", "Row 2 says of the same duty already.")]


def test_a_name_of_the_year_is_known_beside_the_one_that_came_in_it():
    duties, ministry = a_world()
    rename_organization(ministry, names={"ja": "New", "en": "New"}, valid_from=date(2025, 10, 1), by=OPERATOR)
    filled = read(workbook(["Ministry of Examples", "Train", "2025", "partly", "Half.", ""], ["New", "Train", "2024", "performed", "", ""]))
    assert (len(filled.added), why(filled)) == (1, [("A3", "organization", "No organization is called “New” in FY2024.")])
    assert len(duties) == 3


def test_what_somebody_stated_since_the_table_went_out_is_not_overwritten():
    duties, ministry = a_world()
    with override("en"):
        book = load_workbook(io.BytesIO(out("xlsx")))
    sheet = book.worksheets[0]
    sheet["F3"], sheet["G3"] = "partly performed", "Mine."
    book.save(file := io.BytesIO())
    stated(duties[1], ministry, words="Theirs.")
    assert why(read(file.getvalue())) == [("F3", "State", "– stated this since the table went out: “not yet performed”. Theirs.")]


def test_what_comes_between_preview_and_button_undoes_all_of_it():
    duties, ministry = a_world()
    rows = [["Ministry of Examples", "Train", "2025", "partly", "Half.", ""], ["Ministry of Others", "Train", "2025", "performed", "", ""]]
    filled = read(workbook(*rows))
    stated(duties[2], ministry, words="Theirs.")
    before = DutyStatus.objects.count()
    with pytest.raises(Refusal, match="Row 2"):
        take_statuses(filled.added, by=OPERATOR)
    assert DutyStatus.objects.count() == before


@pytest.mark.parametrize("number", [1, 3])
def test_a_table_is_read_in_as_many_queries_whatever_its_rows(django_assert_num_queries, number):
    duties = [make_duty(f"Duty {at}", role=f"role-{at}") for at in range(number)]
    ministry = make_ministry(name="Ministry of Examples")
    rows = [["Ministry of Examples", str(duty), "2025", "performed", "", ""] for duty in duties]
    with read_sheet(io.BytesIO(workbook(*rows)), name="a.xlsx") as sheet, django_assert_num_queries(7):
        assert len(read_statuses(sheet, answered_for=[ministry.pk]).added) == number


# On the page


def upload(client, content, act="see", **more):
    file = SimpleUploadedFile("statuses.xlsx", content)
    return client.post(reverse("governance:take-statuses"), {"act": act, "upload": file, **more}, headers={"accept-language": "en"})


def kept_list(answer) -> str:
    return answer.content.decode().split('name="list" value="')[1].split('"')[0]


def test_a_table_is_seen_and_then_taken_in(client):
    _duties, ministry = a_world()
    client.force_login(make_pmo(ministry))
    answer = upload(client, workbook(["Ministry of Examples", "Train", "2025", "partly", "Half.", ""]))
    assert (answer.status_code, DutyStatus.objects.count()) == (200, 2)
    client.post(reverse("governance:take-statuses"), {"act": "take", "list": kept_list(answer)})
    assert list(DutyStatus.objects.filter(is_newest=True, state="partly").values_list("words", flat=True)) == ["Half."]


def test_with_a_refused_row_nothing_is_offered_and_nothing_taken(client):
    _duties, ministry = a_world()
    client.force_login(make_pmo(ministry))
    rows = [["Ministry of Examples", "Train", "2025", "partly", "Half.", ""], ["Ministry of Others", "Train", "2025", "performed", "", ""]]
    answer = upload(client, workbook(*rows))
    page = answer.content.decode()
    assert (answer.status_code, "You do not answer for “Ministry of Others”" in page, 'value="take"' in page) == (409, True, False)
    client.post(reverse("governance:take-statuses"), {"act": "take", "list": kept_list(answer)})
    assert DutyStatus.objects.count() == 2


def test_whoever_answers_for_nothing_takes_nothing_in(client):
    client.force_login(make_auditor())
    assert client.get(reverse("governance:take-statuses")).status_code == 404


# By command


def run(capsys, *arguments) -> str:
    capsys.readouterr()
    call_command(*arguments)
    return capsys.readouterr().out.splitlines()[-1]


def test_the_commands_tell_what_the_page_tells(tmp_path, capsys):
    a_world()
    file = tmp_path / "duties.xlsx"
    words = "cells 6 performed 1 partly 0 not_yet 1 not_applicable 0 not_stated 4"
    assert run(capsys, "duties", "-o", str(file), "--year", "令和7年度") == words
    assert run(capsys, "import_statuses", str(file)) == "added 0 same 6 refused 0"
    one = run(capsys, "duties", "-o", str(tmp_path / "one.json"), "--year", "2025", "--organization", "Ministry of Others")
    assert one == "cells 3 performed 0 partly 0 not_yet 0 not_applicable 0 not_stated 3"


def test_the_command_takes_all_or_nothing_and_a_preview_takes_nothing(tmp_path, capsys):
    a_world()
    good, bad = ["Ministry of Others", "Train", "2025", "performed", "", ""], ["Nobody", "Train", "2025", "performed", "", ""]
    (tmp_path / "good.xlsx").write_bytes(workbook(good)), (tmp_path / "bad.xlsx").write_bytes(workbook(good, bad))
    assert run(capsys, "import_statuses", str(tmp_path / "good.xlsx"), "--preview") == "added 1 same 0 refused 0"
    with pytest.raises(SystemExit) as ended:
        call_command("import_statuses", str(tmp_path / "bad.xlsx"))
    assert (ended.value.code, capsys.readouterr().out.splitlines()[-1]) == (1, "added 0 same 0 refused 1")
    assert DutyStatus.objects.count() == 2
    assert run(capsys, "import_statuses", str(tmp_path / "good.xlsx")) == "added 1 same 0 refused 0"


@pytest.mark.parametrize("arguments", [["-o", "a.doc"], ["-o", "a.csv", "--year", "26"]])
def test_wrong_arguments_end_with_two(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((CommandError, SystemExit)) as ended:
        call_command("duties", *arguments)
    assert getattr(ended.value, "returncode", 2) in (1, 2)
    assert list(tmp_path.iterdir()) == []


def test_an_organization_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="Nowhere"):
        call_command("duties", "-o", str(tmp_path / "a.csv"), "--organization", "Nowhere")


# Whatever was done


STATES = st.sampled_from(["performed", "partly", "not_yet", "not_applicable"])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("state"), st.integers(0, 2), st.integers(0, 2), STATES),
        st.tuples(st.just("end"), st.integers(0, 2)),
        st.tuples(st.just("add"), st.sampled_from(["ministry", "bureau"])),
        st.tuples(st.just("list"), st.just(0)),
    ),
    max_size=8,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=ACTS)
def test_page_file_and_command_give_the_same_sums_after_any_acts(acts, tmp_path, capsys):
    with transaction.atomic():
        auditor = make_auditor()
        duties, ministries = [make_duty(f"Duty {at}") for at in range(3)], [make_ministry(f"ministry-{at}") for at in range(2)]
        ministries.append(make_organization("bureau", kind="bureau", parent=ministries[0]))
        for name, *about in acts:
            _act(name, about, duties, ministries)
        pages = [MatrixPage({"owner": owner, "year": str(YEAR)}, auditor).matrix for owner in ("government", "ministry-0")]
        of_pages = figures(sum_of(page.counts for page in pages if page))
        of_file = json.loads(out("json"))["sums"]
        line = run(capsys, "duties", "-o", str(tmp_path / "a.csv"), "--year", str(YEAR))
        assert of_pages == of_file
        assert line == " ".join(f"{name} {count}" for name, count in of_file.items())
        assert of_file["cells"] == sum(count for name, count in of_file.items() if name != "cells")
        transaction.set_rollback(True)


def _act(name, about, duties, ministries):
    try:
        if name == "state":
            stated(duties[about[0]], ministries[about[1]], about[2], "So.")
        elif name == "end":
            end_duty(duties[about[0]], until=date(2025, 3, 31), reason="No more.", by=OPERATOR)
        elif name == "add":
            make_duty("Another", owed_by=(about[0],))
        else:
            make_duty("Of a ministry", owner=ministries[0], owed_by=("bureau",))
    except Refusal:
        pass
    assert make_government().slug == "government"
