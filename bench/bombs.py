"""Small files that would make much of little: how long until each is refused, and in how much memory, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from time import perf_counter

from bench.figures import Figure
from shishin.kit.errors import Refusal
from shishin.texts.foreign_markdown import read_foreign
from shishin.texts.foreign_word import read_word
from shishin.texts.marking import mark
from shishin.texts.tests import bombs

AT_MOST, MEMORY = 1, 64


def word(content: bytes) -> Callable[[], object]:
    return lambda: read_word(content, file="a.docx")


def markdown(text: str) -> Callable[[], object]:
    return lambda: read_foreign({"a.md": text}, language="ja")


SHORT_LINES = "文。\n" * 16_000
EQUAL_LINES = "あいうえお\n" * 6_000
BOMBS: dict[str, Callable[[], object]] = {
    "one cell over 999,999,999 columns, 20,000 rows": word(bombs.wide_cell(20_000)),
    "2,000,000 empty paragraphs": word(bombs.empty_paragraphs(2_000_000)),
    "6,000 references to notes": word(bombs.references(6_000)),
    "Word that unpacks to 59 MB": word(bombs.spaces(59_000_000)),
    "20 kB of [ in front matter": markdown(bombs.brackets(10_000)),
    "0.8 MB of table rows": markdown(bombs.table_rows(200_000)),
    "2 MB of rules": markdown(bombs.rules(400_000)),
}


def _thrown(name: str, send: multiprocessing.connection.Connection) -> None:  # type: ignore[name-defined]
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, perf_counter()
    try:
        BOMBS[name]()
        was_refused = False
    except Refusal:
        was_refused = True
    taken, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    send.send((was_refused, taken, (after - before) / 1024))


def measure() -> list[Figure]:
    figures = []
    forking = multiprocessing.get_context("fork")
    for name in BOMBS:
        receive, send = forking.Pipe(duplex=False)
        process = forking.Process(target=_thrown, args=(name, send))
        process.start()
        was_refused, taken, memory = receive.recv()
        process.join()
        told = "refused" if was_refused else "READ"
        figures += [Figure(f"{name}: {told} after", taken, "s", AT_MOST), Figure(f"{name}: memory", memory, "MB", MEMORY)]
    began = perf_counter()
    mark(SHORT_LINES, SHORT_LINES.replace("文。\n", "条。\n", 1) + "終。\n")
    figures.append(Figure("48,000 characters in equal short lines, compared", perf_counter() - began, "s", AT_MOST))
    began = perf_counter()
    mark(EQUAL_LINES, EQUAL_LINES.replace("あ", "か", 1) + "終。\n")
    figures.append(Figure("6,000 equal lines of five characters, compared", perf_counter() - began, "s", AT_MOST))
    return figures
