"""Importing a text of 2,000 clauses: reading our form from a file and storing it."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

from django.core.management import call_command

from bench.figures import Figure, median, seconds
from bench.texts import make_clauses
from shishin.texts.text_form import write_clauses


def measure() -> list[Figure]:
    numbers = count()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ja.md"
        file.write_text(write_clauses(make_clauses(2000), language="ja", source_language="ja"), encoding="utf-8")

        def bring_in() -> None:
            call_command("import", str(file), slug=f"bench-import-{next(numbers)}", stdout=(Path(folder) / "said").open("w"))

        taken = seconds(bring_in, times=3)
    return [Figure("import of a 2,000-clause text", median(taken), "s", 3)]
