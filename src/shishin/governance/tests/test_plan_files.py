"""An edition as a file says what the page says, and nothing that its reader may not know."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from shishin.governance.plans.content import read_content, without_withheld
from shishin.governance.plans.files import FORMATS, write_json
from shishin.governance.plans.indicators import IndicatorWords, write_indicator
from shishin.governance.tests.makers import title
from shishin.governance.tests.plan_makers import make_plan, make_working, measure_words, quarter
from shishin.governance.writing import AmountWords, MilestoneWords, write_measure
from shishin.kit.dates import FiscalYear
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    edition = make_working(make_plan(), measures=())
    words = measure_words(
        "One form",
        milestones=[MilestoneWords(quarter(2025, 2), title("Asked"))],
        amounts=[AmountWords(FiscalYear(2025), "initial", 777_001), AmountWords(FiscalYear(2026), "request", 888_002, date(2999, 1, 1))],
        systems=["S-17"],
    )
    write_measure(edition, words=words, by=OPERATOR)
    write_measure(edition, words=measure_words("Two", amounts=[AmountWords(FiscalYear(2026), "request", 3)]), by=OPERATOR)
    effect = IndicatorWords(title("Share online"), "%", "up", Decimal(40), FiscalYear(2024), {FiscalYear(2026): Decimal("80.5")}, "qos")
    write_indicator(edition, words=effect, by=OPERATOR)
    return read_content(edition)


def text_of(name: str, written: bytes) -> str:
    if name == "docx":
        document = Document(BytesIO(written))
        cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if name == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages)
    return written.decode()


@pytest.mark.parametrize("name", ["docx", "pdf", "html"])
def test_every_form_tells_measures_milestones_amounts_and_indicators(content, name):
    told = text_of(name, FORMATS[name].write(content, "en"))
    for words in (
        "Digital plan",
        "1.1",
        "One form",
        "Procedures",
        "Asked",
        "S-17",
        "777,001",
        "888,002",
        "888,005",
        "Share online",
        "80.5%",
    ):
        assert words in told, words
    assert FORMATS[name].write(content, "en") == FORMATS[name].write(content, "en")


@pytest.mark.parametrize("name", ["docx", "pdf", "html", "json"])
def test_an_amount_that_is_not_public_yet_is_in_no_form_and_its_sum_neither(content, name):
    told = text_of(name, FORMATS[name].write(without_withheld(content), "en"))
    assert "888" not in told
    assert ("777,001" in told) or ("777001" in told)


def test_json_calls_years_and_quarters_as_people_do(content):
    told = json.loads(write_json(content, "ja"))
    first = told["chapters"][0]["measures"][0]
    assert (told["edition"], first["first"], first["last"]) == ("2025", "2025Q1", "2026Q4")
    assert first["amounts"][0] == {"year": 2025, "kind": "initial", "amount": 777001, "withheld_until": None}
    assert told["effects"][0]["targets"] == {"2026": "80.5"}
