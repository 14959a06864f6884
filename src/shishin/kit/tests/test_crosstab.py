"""Cross-tables: the sums of rows and of columns are the same whole; a figure outside the table is refused."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from shishin.kit.crosstab import Crosstab
from shishin.kit.sheets import write_sheet


def made(**figures):
    return Crosstab(
        "Fruit by day", "Fruit", {"a": "Apples", "p": "Pears"}, {1: "Monday", 2: "Tuesday"}, figures.get("of", {}), {"a": "?fruit=a"}
    )


OF = {("a", 1): 3, ("a", 2): 4, ("p", 2): 5}


def test_rows_and_columns_add_up_to_the_same():
    table = made(of=OF)
    assert [(str(line.words), line.values, line.total) for line in table.lines] == [("Apples", [3, 4], 7), ("Pears", [0, 5], 5)]
    assert (table.sums.values, table.sums.total) == ([3, 9], 12)


def test_a_figure_of_no_row_or_no_column_is_refused():
    with pytest.raises(ValueError, match="neither a row nor a column"):
        made(of={("x", 1): 1})


def test_the_page_names_each_figure_for_narrow_screens_and_links_the_row():
    page = Template("{% load kit %}{% crosstab table %}").render(Context({"table": made(of=OF)}))
    assert '<a href="?fruit=a">Apples</a>' in page
    assert page.count('data-label="Tuesday"') == 3
    assert "12" in page


def test_the_sheet_has_the_sums_too():
    lines = b"".join(write_sheet(made(of=OF).sheet_columns, made(of=OF).sheet_rows, "csv")).decode("utf-8-sig").splitlines()
    assert lines == ["Fruit,Monday,Tuesday,Total", "Apples,3,4,7", "Pears,0,5,5", "Total,3,9,12"]
