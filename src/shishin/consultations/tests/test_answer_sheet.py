"""The answer sheet: it goes out, is filled, and comes back; what it would do is seen first, and whatever is wrong in it is told by its cell."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from shishin.consultations.answering.responding import change_response, write_response
from shishin.consultations.models import Opinion, Response
from shishin.consultations.profiles import rules_of
from shishin.consultations.tests.makers import make_answerer, make_asking, make_runner, these
from shishin.kit.identity import join_words
from shishin.people.tests.makers import make_person

pytestmark = pytest.mark.django_db
HEADINGS = ("number", "response", "code", "gist", "view", "promised", "changes", "theme", "version")


@pytest.fixture
def asked():
    """Three opinions, and who runs the consultation."""
    return make_asking("甲", "乙", "丙")


def sheet(*rows: dict[str, object], headings=HEADINGS) -> bytes:
    """As CSV, with these cells filled."""
    written = StringIO()
    table = csv.DictWriter(written, headings)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


class Taking:
    """A sheet by one of its two doors; told is what each says of the same things."""

    def __init__(self, consultation, runner, client):
        self.consultation, self.runner, self.client = consultation, runner, client
        client.force_login(runner)
        self.url = reverse("consultations:answer-sheet", args=[consultation.slug])

    def see(self, content: bytes, name: str = "sheet.csv"):
        return self.client.post(self.url, {"act": "see", "upload": SimpleUploadedFile(name, content)})

    def take(self, content: bytes, name: str = "sheet.csv", *, overrule=()) -> None:
        shown = self.see(content, name)
        taken = self.client.post(self.url, {"act": "take", "list": shown.context["list"], "overrule": overrule})
        assert taken.status_code == 302, taken.context["form"].errors


@pytest.fixture
def taking(asked, client):
    return Taking(*asked, client)


def told(page) -> list[tuple[int, str, list[tuple[str, ...]]]]:
    """What a preview says, row by row."""
    return [
        (row.answer.number, row.why or row.outcome.value, [tuple(map(str, one)) for one in row.differences])
        for row in page.context["plan"].rows
    ]


def standing() -> list[tuple[str, str, int | None, str]]:
    rows = Opinion.objects.order_by("number").values_list("words", "state", "response__number", "response__views__en")
    return list(rows)


# Out and in


def test_it_goes_out_is_filled_and_comes_back(tmp_path, asked):
    consultation, _runner = asked
    out = tmp_path / "out.xlsx"
    call_command("answer_sheet", consultation.slug, output=out, stdout=StringIO())
    book = load_workbook(BytesIO(out.read_bytes()))
    rows = book.active
    heads = [cell.value for cell in rows[1]]
    filled = [(1, "Already covered", "既にあります"), (1, "", ""), (7, "Not accepted", "反映しません")]
    for line, cells in enumerate(filled, start=2):
        for name, value in zip(("Response number", "Disposition", "Our view"), cells, strict=True):
            rows.cell(line, heads.index(name) + 1, value)
    book.save(out)
    people = [make_person("writer"), make_person("checker")]

    said = StringIO()
    call_command("import_answers", consultation.slug, out, written_by=people[0].login_name, checked_by=people[1].login_name, stdout=said)

    assert said.getvalue() == "rows 3 new 2 changed 0 attached 3 conflicts 0 refused 0\n"
    told = Opinion.objects.order_by("number").values_list("words", "state", "response__number", "response__disposition")
    assert list(told) == [("甲", "answered", 1, "covered"), ("乙", "answered", 1, "covered"), ("丙", "answered", 7, "not_accepted")]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_sheet_that_nobody_touched_changes_nothing_in_either_language(taking, language):
    views = {"ja": "一行目\n二行目", "en": "A view."}
    write_response(
        taking.consultation, opinions=these("甲", "乙"), disposition="covered", views=views, gists={"ja": "要約"}, by=taking.runner
    )
    with translation.override(language):
        taking.client.cookies["language"] = language
        out = taking.client.get(f"{taking.url}?file=xlsx")
        page = taking.see(b"".join(out.streaming_content), "out.xlsx")

    assert [outcome for _number, outcome, _differences in told(page)] == ["unchanged", "unchanged"]


def test_a_number_that_no_opinion_can_have_overrules_nothing(taking):
    taking.take(sheet({"number": 1, "response": 1, "code": "covered", "view": "はい"}), overrule=["9" * 5_000])
    assert Response.objects.count() == 1


def test_the_language_of_its_headings_says_which_words_it_has(taking):
    write_response(taking.consultation, opinions=these("甲"), disposition="covered", views={"ja": "考え方"}, by=taking.runner)
    taking.take(
        sheet({"Number": 1, "Response number": 1, "Our view": "A view."}, headings=("Number", "Response number", "Our view")), overrule=[1]
    )
    taking.take(sheet({"番号": 2, "回答番号": 2, "考え方": "次の考え方"}, headings=("番号", "回答番号", "考え方")))

    assert list(Response.objects.order_by("number").values_list("views", flat=True)) == [
        {"ja": "考え方", "en": "A view."},
        {"ja": "次の考え方"},
    ]


def test_a_promise_is_written_in_it_and_what_lacks_one_stays_a_draft_and_is_told(asked, tmp_path):
    consultation, _runner = asked
    file = tmp_path / "sheet.csv"
    carried = {"code": "future_reference", "view": "検討します"}
    file.write_bytes(sheet({"number": 1, **carried, "promised": "来年度に"}, {"number": 2, **carried}))
    people = [make_person("writer"), make_person("checker")]
    errors = StringIO()

    call_command(
        "import_answers",
        consultation.slug,
        file,
        written_by=people[0].login_name,
        checked_by=people[1].login_name,
        stdout=StringIO(),
        stderr=errors,
    )

    assert list(Response.objects.order_by("number").values_list("state", "promised")) == [("final", {"en": "来年度に"}), ("draft", {})]
    assert errors.getvalue() == "What these responses promise is not written down: 2.\n"


# What it would do


def test_the_preview_says_row_by_row_what_changes_and_nothing_has(taking):
    write_response(taking.consultation, opinions=these("甲"), disposition="covered", views={"en": "はじめ"}, by=taking.runner)
    before = standing()

    page = taking.see(
        sheet({"number": 1, "response": 1, "view": "次の文", "version": 0}, {"number": 2, "response": 1}, {"number": 3, "view": "新しい"})
    )

    assert told(page) == [
        (1, "changed", [("Our view", "はじめ", "次の文")]),
        (2, "attached", [("Response number", "", "1")]),
        (3, "new", [("Our view", "", "新しい")]),
    ]
    words = page.content.decode()
    assert [one in words for one in ("はじめ", "次の文", "新しい")] == [True] * 3
    assert standing() == before


def test_what_was_written_meanwhile_stays_unless_the_sheet_shall_hold(taking):
    response = write_response(taking.consultation, opinions=these("甲"), views={"en": "はじめ"}, by=taking.runner)
    change_response(response, version=0, by=make_runner(taking.consultation.organization), views={"en": "ほかの人の文"})
    content = sheet({"number": 1, "response": 1, "view": "表の文", "version": 0})

    assert told(taking.see(content)) == [
        (1, "Somebody else wrote there since the sheet went out.", [("Our view", "ほかの人の文", "表の文")])
    ]
    taking.take(content)
    assert standing()[0] == ("甲", "drafted", 1, "ほかの人の文")
    taking.take(content, overrule=[1])
    assert standing()[0] == ("甲", "drafted", 1, "表の文")


def test_the_same_sheet_twice_changes_nothing_the_second_time_and_stops_nowhere(taking, tmp_path):
    content = sheet({"number": 1, "code": "covered", "view": "考え方"})
    file = tmp_path / "sheet.csv"
    file.write_bytes(content)
    people = [make_person("writer"), make_person("checker")]
    for figures in ("new 1 changed 0 attached 1", "new 0 changed 0 attached 0"):
        said = StringIO()
        call_command(
            "import_answers", taking.consultation.slug, file, written_by=people[0].login_name, checked_by=people[1].login_name, stdout=said
        )
        assert said.getvalue() == f"rows 1 {figures} conflicts 0 refused 0\n"
    other = sheet({"number": 1, "code": "covered", "view": "別の考え方"})

    final = "Response 1 is final. Take it back to a draft first."
    assert told(taking.see(other)) == [(1, final, [("Our view", "考え方", "別の考え方")])]
    taking.take(other, overrule=[1])
    assert (standing()[0], Response.objects.count()) == (("甲", "answered", 1, "考え方"), 1)


def test_two_rows_of_one_number_with_different_views_are_told_and_the_first_holds(taking):
    content = sheet(
        {"number": 1, "response": 4, "view": "一方"}, {"number": 2, "response": 4, "view": "他方"}, {"number": 3, "response": 4}
    )
    page = taking.see(content)
    assert [outcome for _number, outcome, _differences in told(page)] == [
        "new",
        "Row 2 of the sheet says otherwise of the same response.",
        "attached",
    ]

    taking.take(content)

    assert [(number, view) for _words, _state, number, view in standing()] == [(4, "一方"), (None, None), (4, "一方")]


def test_a_row_without_a_response_number_never_takes_the_number_of_another(taking):
    taking.take(
        sheet({"number": 1, "view": "考え方・甲"}, {"number": 2, "response": 1, "view": "考え方・乙"}, {"number": 3, "response": 1})
    )

    assert [(number, view) for _words, _state, number, view in standing()] == [(2, "考え方・甲"), (1, "考え方・乙"), (1, "考え方・乙")]


def test_only_the_sheet_that_was_seen_is_taken_in_and_only_by_those_who_run_the_consultation(taking):
    shown = taking.see(sheet({"number": 1, "view": "一"})).context["list"]
    taking.see(sheet({"number": 1, "view": "二"}))
    assert taking.client.post(taking.url, {"act": "take", "list": shown}).status_code == 409
    for stranger in (make_answerer(), make_runner()):
        taking.client.force_login(stranger)
        assert taking.see(sheet({"number": 1, "view": "一"})).status_code == 404
    assert Response.objects.count() == 0


# What is wrong in it


NO_OPINION = "There is no opinion of this number that can be answered by itself."
NO_NUMBER = "A response number is a whole number from 1."
BAD = [
    ({"number": "=1+1"}, f"A2: {NO_OPINION}"),
    ({"number": 99}, f"A3: {NO_OPINION}"),
    ({"number": ""}, f"A4: {NO_OPINION}"),
    ({"number": 1, "response": "七"}, f"B5: {NO_NUMBER}"),
    ({"number": 1, "response": -1}, f"B6: {NO_NUMBER}"),
    ({"number": 1, "response": 0}, f"B7: {NO_NUMBER}"),
    ({"number": 1, "code": "なにか"}, "C8: There is no disposition “なにか”, but these: {dispositions}."),
    ({"number": 1, "changes": "第99条"}, "G9: “第99条” is no clause, or several."),
]


def test_cells_that_cannot_be_understood_are_told_by_their_address_on_the_page_and_at_the_console(taking, tmp_path):
    content = sheet(*({"view": "考え方", **row} for row, _why in BAD), {"number": 2, "view": "よい"})
    page = taking.see(content)
    known = join_words(one.coded for one in rules_of(taking.consultation).dispositions)
    expected = [why.format(dispositions=known) for _row, why in BAD]
    assert ([error.message for error in page.context["errors"]], [number for number, _outcome, _said in told(page)]) == (expected, [2])
    file, said, errors = tmp_path / "sheet.csv", StringIO(), StringIO()
    file.write_bytes(content)

    with pytest.raises(SystemExit) as ended:
        call_command("import_answers", taking.consultation.slug, file, stdout=said, stderr=errors)

    assert (ended.value.code, said.getvalue()) == (3, "rows 1 new 1 changed 0 attached 1 conflicts 0 refused 8\n")
    assert errors.getvalue().splitlines() == [f"{why} Mend this cell, and take the row in again." for why in expected]


def test_a_formula_is_the_text_that_it_shows_and_never_worked_out(taking):
    book = Workbook()
    book.active.append(["number", "view"])
    book.active.append([1, "=HYPERLINK(1)"])
    book.active.append([2, "'=1+1"])
    content = BytesIO()
    book.save(content)
    taking.take(content.getvalue(), "sheet.xlsx")

    assert [view for *_rest, view in standing()] == [None, "'=1+1", None]


def test_a_heading_that_is_missing_refuses_the_sheet_and_says_which(taking, tmp_path):
    content = sheet({"number": 1, "gist": "要約"}, headings=("number", "gist"))
    page = taking.see(content)
    file = tmp_path / "sheet.csv"
    file.write_bytes(content)

    assert (page.status_code, "No column was chosen for: Our view." in page.content.decode()) == (409, True)
    with pytest.raises(CommandError, match="No column was chosen for: Our view"):
        call_command("import_answers", taking.consultation.slug, file)


def test_a_text_longer_than_a_cell_of_excel_comes_in_whole_and_goes_out_and_back(taking):
    long = "長" * 40_000
    taking.take(sheet({"number": 1, "view": long}))
    assert standing()[0][3] == long

    out = taking.client.get(f"{taking.url}?file=xlsx")

    assert told(taking.see(b"".join(out.streaming_content), "out.xlsx")) == [(1, "unchanged", [])]
