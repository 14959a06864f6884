"""The columns of a table are known by their headings, as last time, or as somebody chooses."""

from __future__ import annotations

import io

import pytest
from django.utils.translation import override

from shishin.kit.intake.mapping import ColumnMapping, ColumnsMissing, ColumnTwice, MappingForm, NoSuchColumn, Role
from shishin.kit.intake.reading import read_sheet

ROLES = [
    Role("id", "Number", ["comment-id"]),
    Role("words", "Words", ["comment-body"], is_needed=True, is_several=True, detail="Product"),
    Role("city", "City"),
]


@pytest.fixture
def sheet():
    with read_sheet(io.BytesIO(b"comment-id,city,comment-body,other\n7,Soka,good,bad\n8,,fine,\n"), name="list") as read:
        yield read


def test_columns_are_known_by_their_headings(sheet):
    mapping = ColumnMapping.guessed(sheet.headings, ROLES)

    assert mapping.plain() == {
        "headings": ["comment-id", "city", "comment-body", "other"],
        "columns": {"id": [[0, ""]], "city": [[1, ""]], "words": [[2, ""]]},
    }
    row, _other = sheet.rows
    assert (mapping.value(row, "city"), list(mapping.values(row, "words")), mapping.value(row, "age")) == ("Soka", [("good", "")], "")


def test_the_same_headings_are_mapped_as_last_time_and_others_anew(sheet):
    last = ColumnMapping(
        ("comment-id", "city", "comment-body", "other"),
        {"words": ColumnMapping.of({"headings": [], "columns": {"w": [[3, "a"]]}}).columns["w"]},
    )

    assert ColumnMapping.guessed(sheet.headings, ROLES, last=ColumnMapping.of(last.plain())) == last
    assert ColumnMapping.guessed(sheet.headings[:3], ROLES, last=last).columns.keys() == {"id", "city", "words"}


def test_a_column_is_chosen_by_its_heading_or_its_letter(sheet):
    mapping = ColumnMapping.guessed(sheet.headings, ROLES).chosen(sheet.headings, [("words", "Other", "lamp"), ("words", "c", "")])

    assert mapping.columns["words"] == ((3, "lamp"), (2, ""))
    mapping.refuse_unfit(ROLES)
    with pytest.raises(NoSuchColumn, match="no column “E”") as refused:
        mapping.chosen(sheet.headings, [("words", "E", "")])
    assert refused.value.way_out == "Name one of these, or its letter: comment-id, city, comment-body, other."


def test_what_does_not_fit_is_refused(sheet):
    with pytest.raises(ColumnsMissing, match="No column was chosen for: Words"):
        ColumnMapping(("a",)).refuse_unfit(ROLES)
    with pytest.raises(ColumnTwice, match="Only one column can be City"):
        ColumnMapping.guessed(sheet.headings, ROLES).chosen(sheet.headings, [("city", "A", ""), ("city", "B", "")]).refuse_unfit(ROLES)


def test_the_form_begins_with_what_is_known_and_shows_what_stands_in_each_column(sheet):
    form = MappingForm(sheet=sheet, roles=ROLES)

    assert [(field.label, field.initial, field.help_text) for name, field in form.fields.items() if name.startswith("column")] == [
        ("comment-id (A)", "id", "7 / 8"),
        ("city (B)", "city", "Soka"),
        ("comment-body (C)", "words", "good / fine"),
        ("other (D)", "", "bad"),
    ]


def test_the_form_gives_the_mapping_that_was_chosen(sheet):
    data = {"column_2": "words", "detail_2": "lamp", "column_3": "words", "detail_3": "", "column_0": ""}
    form = MappingForm(data, sheet=sheet, roles=ROLES)

    assert form.is_valid()
    assert form.cleaned_data["mapping"].columns == {"words": ((2, "lamp"), (3, ""))}


def test_what_a_column_is_about_is_asked_where_it_has_words_and_once_where_several_were_chosen(sheet):
    assert [one.name for one in MappingForm(sheet=sheet, roles=ROLES).details] == ["detail_2"]
    chosen = {"column_2": "words", "detail_2": "lamp", "column_3": "words"}
    form = MappingForm(chosen, sheet=sheet, roles=ROLES)

    assert dict(form.errors) == {"detail_3": ["Say it, or leave it empty, and go on."]}
    assert MappingForm({**chosen, "detail_3": ""}, sheet=sheet, roles=ROLES).is_valid()
    assert MappingForm({"column_3": "words"}, sheet=sheet, roles=ROLES).is_valid()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"column_0": "id"}, "No column was chosen for: Words. Choose one of the columns."),
        ({"column_0": "id", "column_1": "id", "column_2": "words"}, "Only one column can be Number. Choose which one."),
    ],
)
def test_the_form_refuses_what_does_not_fit(sheet, data, error):
    form = MappingForm(data, sheet=sheet, roles=ROLES)

    assert form.non_field_errors() == [error]


def test_a_role_that_is_not_there_is_refused(sheet):
    assert not MappingForm({"column_0": "other"}, sheet=sheet, roles=ROLES).is_valid()


def test_a_role_is_known_by_its_label_in_any_language():
    with override("ja"):
        assert Role("x", "Words").known_as == {"x", "words"}
