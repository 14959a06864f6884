"""A table of 207,850 rows goes out as Excel and CSV and comes in again, as a ministry's list of opinions does."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from shishin.kit.intake.reading import read_sheet
from shishin.kit.sheets import FORMATS, Column, write_sheet

ROWS, DISTINCT = 207_850, 8_277
LETTERS = "都民の意見をよく聞いて行動指針を改めてください。利用者に届く仕組みが要る"
NAMES = ("id", "received", "place", "role", "age", "words")


def measure() -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMATS:
            file = Path(folder) / f"list.{form}"
            begin = time.perf_counter()
            with file.open("wb") as written:
                written.writelines(
                    write_sheet([Column(name, name, lambda row, at=at: row[at]) for at, name in enumerate(NAMES)], _rows(), form)
                )
            figures.append(Figure(f"{ROWS:,} rows out as {form}, {file.stat().st_size // 1024**2} MB", time.perf_counter() - begin, "s"))
            begin = time.perf_counter()
            with file.open("rb") as content, read_sheet(content, name=file.name) as sheet:
                count = sum(1 for _row in sheet.rows)
            figures.append(Figure(f"{count:,} rows of {form} in, as text, one by one", time.perf_counter() - begin, "s", 12))
    return figures


def _rows() -> Iterator[tuple[object, ...]]:
    draw = random.Random(7)
    letters = ["".join(draw.choices(LETTERS, k=draw.randint(60, 240))) for _number in range(DISTINCT)]
    for number in range(ROWS):
        yield number, "2026-11-06 09:30", "#9", "resident", draw.randint(18, 90), draw.choice(letters)
