"""Taking in: rows in are rows taken and rows refused; what was broken off goes on at the very row; the same file comes once."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import localtime
from openpyxl import Workbook

from shishin.consultations.counting import figures_of, recount
from shishin.consultations.errors.asking import ConsultationIsOver
from shishin.consultations.errors.taking_in import NoSuchRole, TakenInBefore, TakenInElsewhere
from shishin.consultations.models import Intake, Opinion, PersonalData, RefusedRow, Submission, Theme, Voice
from shishin.consultations.profiles import rules_of
from shishin.consultations.saying.retaining import retain
from shishin.consultations.taking_in import taking_in
from shishin.consultations.taking_in.importing import Order, import_file, rehearse_file
from shishin.consultations.tests.makers import make_consultation, make_draft, make_round
from shishin.kit.budget import OverBudget
from shishin.kit.errors import Refusal
from shishin.kit.intake.errors import BrokenWorkbook, EmptySheet, SheetTooLarge, WrongEncoding
from shishin.kit.intake.mapping import ColumnsMissing
from shishin.kit.models import Stopped
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

PLAIN = "id,received,words\n1,2026-11-10,賛成です\n2,2026-11-11,反対です\n3,2026-11-12,賛成です\n"


@pytest.fixture
def held():
    return make_consultation().rounds.get()


@pytest.fixture
def bring(held, tmp_path):
    """A file as bytes or text is taken in; returned is the last line of the command, without the intake."""

    def act(content: bytes | str, *, name: str = "opinions.csv", round_=None, **order):
        path = Path(tmp_path) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        brought, _intake = import_file(round_ or held, Order(path, **order), by=OPERATOR)
        return brought.rows, brought.opinions, brought.distinct, brought.refused

    return act


def excel(*rows, merged=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def refusals() -> list[tuple[str, str]]:
    return [(row.cell, row.why) for row in RefusedRow.objects.order_by("line")]


# What comes in.


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "utf-16"])
def test_rows_become_submissions_voices_and_opinions_whatever_the_encoding(bring, held, codec):
    assert bring(PLAIN.encode(codec)) == (3, 3, 2, 0)

    figures = figures_of(held.consultation)
    assert (figures.all_submitters, figures.received, figures.distinct) == (3, 3, 2)
    assert figures == recount(held.consultation)
    assert sorted(Opinion.objects.values_list("words", "voices")) == [("反対です", 1), ("賛成です", 2)]
    assert list(Submission.objects.values_list("external_id", flat=True)) == ["1", "2", "3"]


def test_one_entry_of_the_trail_tells_the_figures_and_the_hash_whatever_the_size(bring):
    bring(PLAIN)

    entry = Entry.objects.get(key="consultations.intake_finished")
    intake = Intake.objects.get()
    assert {name: entry.data[name] for name in ("rows", "refused", "voices", "distinct")} == {
        "rows": 3,
        "refused": 0,
        "voices": 3,
        "distinct": 2,
    }
    assert entry.data["sha256"] == intake.sha256
    assert (intake.file, intake.preview, intake.last_line) == ("", {}, 4)


def test_rows_of_one_identifier_are_one_submission_also_across_two_transactions(bring, monkeypatch):
    monkeypatch.setattr(taking_in, "ROWS_AT_ONCE", 2)

    assert bring("id,words\n7,一\n7,二\n7,三\n7,一\n8,一\n") == (5, 4, 3, 0)
    assert list(Submission.objects.values_list("external_id", flat=True)) == ["7", "8"]
    assert Voice.objects.filter(submission__external_id="7").count() == 3


def test_several_columns_of_words_are_several_opinions_of_a_submission(bring):
    assert bring("id,q1,q2\n1,一,二\n2,一,\n", words=["q1", "q2"]) == (2, 3, 2, 0)


def test_people_who_say_it_together_each_have_a_voice(bring, held):
    assert bring("id,words,people\n1,一,12\n2,二,\n") == (2, 13, 2, 0)
    assert figures_of(held.consultation).all_submitters == 13


def test_what_is_said_of_a_submitter_is_kept_apart_where_it_is_personal(bring):
    bring("id,words,氏名,年代,role,電話番号\n1,一,山田,40代,clerk,\n2,二,,,,03-1\n")

    assert list(Submission.objects.values_list("attributes", flat=True)) == [{"年代": "40代", "role": "clerk"}, {}]
    assert list(PersonalData.objects.order_by("pk").values_list("values", flat=True)) == [{"氏名": "山田"}, {"電話番号": "03-1"}]


def test_a_stance_is_known_by_its_word_in_any_language(bring):
    assert bring("words,賛否\n一,賛成\n二,Against\n三,微妙\n") == (3, 2, 2, 1)
    assert list(Voice.objects.order_by("pk").values_list("stance", flat=True)) == ["agree", "disagree"]
    assert refusals() == [("B4", "“微妙” is none of: In favour, Against, Neither.")]


def test_a_column_may_be_about_a_theme_and_what_was_placed_before_stays(bring, held):
    theme = Theme.objects.create(consultation=held.consultation, titles={"ja": "費用"}, position=0)
    bring("words\n一\n")
    bring("q1\n一\n二\n", words=["q1=費用"])

    assert list(Opinion.objects.order_by("number").values_list("words", "theme")) == [("一", None), ("二", theme.pk)]
    assert figures_of(held.consultation) == recount(held.consultation)


@pytest.mark.parametrize(
    "written", ["2019-05-02", "2019/5/2", "令和元年5月2日", "2019-05-02 00:00:00", "43587"], ids=["iso", "slash", "era", "clock", "serial"]
)
def test_days_are_read_as_people_and_programs_write_them(bring, written):
    bring(f"words,received\n一,{written}\n")

    assert localtime(Submission.objects.get().received_at).date() == date(2019, 5, 2)


def test_what_has_no_day_came_by_the_end_of_its_round(bring, held):
    bring("words\n一\n")
    assert Submission.objects.get().received_at <= held.closes_at


@pytest.mark.parametrize("has_draft", [True, False])
def test_who_was_shown_a_draft_knew_it_and_nobody_where_there_is_none(bring, has_draft):
    draft = make_draft()
    held = make_round(make_consultation(document=draft.document), draft=draft if has_draft else None)

    assert bring(PLAIN, round_=held) == (3, 3, 2, 0)
    assert set(Voice.objects.values_list("is_after_draft", flat=True)) == {has_draft}


# Known by their headings.


def test_what_a_survey_did_not_send_is_refused_and_no_address_of_a_machine_is_kept(bring):
    survey = "id,submitdate,ipaddr,G01Q01\n5,2026-11-10 09:30:00,192.0.2.7,一\n6,,192.0.2.8,二\n"

    assert bring(survey, words=["G01Q01"], columns=["attribute=ipaddr"]) == (2, 1, 1, 1)
    assert refusals() == [("B3", "This was begun and not sent.")]
    assert RefusedRow.objects.get().cells == ["6", "", "", "二"]
    assert Submission.objects.get().attributes == {}


@pytest.mark.parametrize("body", ["comment-body", "comment"])
def test_a_table_of_comments_with_attributes_is_known(bring, body):
    assert bring(f"comment-id,{body},source,attribute_age\n1,一,form,40\n") == (1, 1, 1, 0)
    assert Submission.objects.get().attributes == {"source": "form", "age": "40"}


def test_columns_are_those_of_last_time_for_the_same_headings(bring, held):
    table = "q1,q2,x\n{},b,c\n"
    bring(table.format("a"), words=["q1", "q2"])

    assert bring(table.format("d")) == (1, 2, 2, 0)


# Refused rows, refused files.


def test_rows_in_are_taken_or_refused_and_a_refused_one_says_its_cell_and_why(bring):
    long = "あ" * 100_001
    assert bring(f"id,received,words,people\n1,soon,一,\n2,,,\n3,,{long},\n4,,二,many\n5,,三,\n") == (5, 1, 1, 4)
    assert refusals() == [
        ("B2", "“soon” is no day."),
        ("C3", "There are no words."),
        ("C4", "These are 100001 characters; an opinion has at most 100000."),
        ("D5", "“many” is no number of people from 1 to 10000."),
    ]


def test_a_rehearsal_keeps_nothing_and_tells_the_same(bring, held, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,words,people\n1,一,2\n1,一,2\n2,,\n3,二,\n", encoding="utf-8")

    brought, refused, headings = rehearse_file(held, Order(path))
    assert str(brought) == "rows 4 opinions 3 distinct 2 refused 1 intake -"
    assert ([row.cell for row in refused], list(headings)) == (["B4"], ["id", "words", "people"])
    assert (Intake.objects.count(), Submission.objects.count()) == (0, 0)
    assert bring(path.read_bytes()) == (4, 3, 2, 1)


def test_the_same_file_is_told_and_taken_in_again_only_where_that_is_meant(bring, held):
    bring(PLAIN)
    with pytest.raises(TakenInBefore, match="The same file was taken in already"):
        bring(PLAIN)

    assert bring(PLAIN, again=True) == (3, 3, 2, 0)
    assert figures_of(held.consultation).received == 6


def test_columns_that_are_missing_or_unknown_are_told(bring):
    with pytest.raises(ColumnsMissing, match="No column was chosen for: Words of an opinion"):
        bring("a,b\n1,2\n")
    with pytest.raises(NoSuchRole, match="A column cannot be “colour”"):
        bring(PLAIN, columns=["colour=id"])


def test_nothing_comes_into_a_consultation_that_is_over(bring, held):
    held.consultation.ended_at, held.consultation.ended_reason = datetime(2026, 12, 1, tzinfo=UTC), {"en": "Nothing."}
    held.consultation.save()

    with pytest.raises(ConsultationIsOver):
        bring(PLAIN)


def sheet_with(change) -> bytes:
    """A workbook whose first sheet was changed by hand."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(excel(["words"], ["一"]))) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == "xl/worksheets/sheet1.xml" else content)
    return packed.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (sheet_with(lambda xml: xml + b" " * 100_000_000), SheetTooLarge),
        (sheet_with(lambda xml: ENTITY + xml), BrokenWorkbook),
        (b"words\n" + b"\xed\xa0\x80\n", WrongEncoding),
        (("x," * 10_000 + "\n" + "y," * 10_000).encode(), OverBudget),
        (b"id,words\n", EmptySheet),
        (excel(["id", "words"]), EmptySheet),
    ],
    ids=["bomb", "entity", "half a surrogate", "10,000 columns", "headings alone", "headings alone in Excel"],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(bring, settings, content, refusal):
    settings.INTAKE_LIMIT = 10_000_000
    with pytest.raises(refusal) as refused:
        bring(content)

    assert isinstance(refused.value, Refusal)
    assert refused.value.way_out
    assert (Intake.objects.count(), Opinion.objects.count()) == (0, 0)


def test_a_sheet_that_lies_about_its_size_is_taken_for_what_it_holds(bring):
    vast = sheet_with(lambda xml: xml.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"'))

    assert bring(vast, name="a.xlsx") == (1, 1, 1, 0)


def test_formulas_nul_and_a_cell_as_long_as_excel_takes_are_words(bring):
    long = "長" * 32_767
    assert bring(excel(["words"], ["'=1+1"], ["+81 3"], [long]), name="a.xlsx") == (3, 3, 3, 0)
    assert bring(b'words\n=SUM(A1)\n"a\x00b"\n' + b"c\n" * 100) == (102, 102, 3, 0)
    assert set(Opinion.objects.values_list("words", flat=True)) == {"'=1+1", "+81 3", long, "=SUM(A1)", "ab", "c"}


def test_a_formula_whose_value_is_not_in_the_file_is_refused_by_its_cell(bring):
    beside = excel(["id", "words", "note"], [1, "一", "=A2"], [2, '=A3&"二"', None], [3, "三", None], [None, "=B2", None], [5, "五", None])

    assert bring(beside, name="a.xlsx") == (5, 3, 3, 2)
    why = "This is a formula without its value: open the file in a spreadsheet program and save it."
    assert refusals() == [("B3", why), ("B5", why)]


def test_formulas_below_all_other_rows_and_on_another_sheet_are_refused_or_left(bring):
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["=1+1"])
    book.create_sheet("Opinions").append(["words"])
    for words in ("一", "=A2"):
        book["Opinions"].append([words])
    packed = io.BytesIO()
    book.save(packed)

    assert bring(packed.getvalue(), name="a.xlsx") == (2, 1, 1, 1)
    assert [cell for cell, _why in refusals()] == ["A3"]


def test_merged_cells_hold_for_the_rows_beside_them(bring):
    assert bring(excel(["id", "words"], [7, "一"], [None, "二"], merged=["A2:A3"]), name="a.xlsx") == (2, 2, 2, 0)
    assert Submission.objects.get().external_id == "7"


def test_refused_rows_go_when_the_time_of_personal_data_is_over(bring, held):
    bring("id,words,mail\n1,,a@example.jp\n")
    held.consultation.ended_at, held.consultation.ended_reason = datetime(2026, 12, 1, tzinfo=UTC), {"en": "Nothing."}
    held.consultation.save()

    assert (retain(date(2027, 12, 1)), RefusedRow.objects.count()) == (0, 1)
    assert (retain(date(2027, 12, 2)), RefusedRow.objects.count()) == (1, 0)


# Broken off.


@pytest.fixture
def in_twos(monkeypatch):
    monkeypatch.setattr(taking_in, "ROWS_AT_ONCE", 2)


ROWS = "id,words\n" + "".join(f"{number},意見{number % 3}\n" for number in range(1, 8))


class Killed(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_was_broken_off_goes_on_at_the_row_and_nothing_comes_twice(bring, held, in_twos, monkeypatch, after):
    store, times = taking_in.Storing.store, []

    def dying(self, batch):
        times.append(1)
        store(self, batch)
        if len(times) > after:
            raise Killed

    monkeypatch.setattr(taking_in.Storing, "store", dying)
    with pytest.raises(Killed):
        bring(ROWS)
    intake = Intake.objects.get()
    assert (intake.rows, intake.finished_at) == (2 * after, None)
    assert figures_of(held.consultation).received == 2 * after
    monkeypatch.setattr(taking_in.Storing, "store", store)

    assert bring(ROWS) == (7, 7, 3, 0)
    assert (Intake.objects.get().pk, Submission.objects.count()) == (intake.pk, 7)
    assert figures_of(held.consultation) == recount(held.consultation)
    assert Entry.objects.filter(key="consultations.intake_finished").count() == 1


@pytest.fixture
def opened(held, tmp_path):
    """An intake whose columns are chosen, and its table."""
    path = tmp_path / "a.csv"
    path.write_text(ROWS, encoding="utf-8")
    with path.open("rb") as file, taking_in.read_sheet(file, name="a.csv") as sheet:
        intake = taking_in.open_intake(held, name="a.csv", digest="0" * 64, by=OPERATOR)
        mapping = taking_in.ColumnMapping.guessed(sheet.headings, taking_in.roles(rules_of(held.consultation)))
        yield taking_in.choose_columns(intake, mapping, heading_row=1, encoding="utf-8", rows=len(sheet)), sheet


def test_whoever_stops_it_stops_between_two_transactions(opened, in_twos):
    intake, sheet = opened
    done = []

    def step(many: int, of: int) -> None:
        done.append((many, of))
        if many == 4:
            raise Stopped

    with pytest.raises(Stopped):
        taking_in.take_in(intake, sheet, step=step)

    assert done == [(2, 7), (4, 7)]
    intake.refresh_from_db()
    assert (intake.rows, intake.is_going_on, Submission.objects.count()) == (4, True, 4)


def test_two_who_take_the_same_rows_in_do_not_take_them_twice(opened, in_twos):
    intake, sheet = opened
    stale = Intake.objects.get(pk=intake.pk)

    def step(many: int, _of: int) -> None:
        if many == 2:
            with pytest.raises(TakenInElsewhere):
                taking_in.take_in(stale, sheet)

    taking_in.take_in(intake, sheet, step=step)

    assert Submission.objects.count() == 7


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_as_many_queries_whatever_it_holds(bring, rows, django_assert_num_queries):
    bring("id,words\n0,zero\n")
    table = "id,words\n" + "".join(f"{number},意見{number}\n" for number in range(rows))
    # PostgreSQL is asked for the time, too.
    with django_assert_num_queries({"sqlite": 69, "postgresql": 73}[connection.vendor]):
        bring(table)


def test_another_round_of_the_consultation_may_bring_the_same_words(bring, held):
    bring(PLAIN)
    bring(PLAIN + "4,2026-11-13,別の意見\n", round_=make_round(held.consultation))

    assert figures_of(held.consultation).distinct == 3
