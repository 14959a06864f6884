"""Foreign Markdown: texts without keys become manuscripts. All that is found is a suggestion that the editor may correct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shishin.guidelines.errors import BrokenTable, EmptyText
from shishin.guidelines.foreign_markdown.cleaning import clean, plain_heading
from shishin.guidelines.foreign_markdown.cutting import PRINTED, Cut, cut
from shishin.guidelines.foreign_markdown.guessing import key_of, language_of, name_of_document, slug_of, tail_of, version_of
from shishin.guidelines.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage
from shishin.guidelines.numbering.labels import Label, labels
from shishin.guidelines.text_form.normalising import normalise_heading, rows_of_tables
from shishin.guidelines.text_form.yaml_places import read_yaml

FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
TITLE_LINE = re.compile(r"\s*#[ \t]+(\S.*)\n")
OTHER_TOP_HEADING = re.compile(r"^#[ \t]+\S", re.MULTILINE)
SCHEMES = Path(__file__).parent.parent / "numbering" / "schemes.yaml"
TRIED_SCHEMES = ("dai", "arabic", "parts", "articles", "plays")


def read_foreign(
    files: Mapping[str, str],
    *,
    slug: str | None = None,
    version: str | None = None,
    language: str | None = None,
    title: str | None = None,
    numbering: str | None = None,
) -> Manuscript:
    """One edition from Markdown files in the order of their names; what is not given is read from them."""
    names = sorted(files, key=_natural)
    found_title, cuts = "", []
    for name in names:
        text = files[name].replace("\r\n", "\n").replace("\r", "\n")
        heading, text, line = _front_matter(text, file=name)
        text = clean(text)
        for row, cells, expected in rows_of_tables(text):
            raise BrokenTable(file=name, line=line + row + 1, cells=cells, expected=expected)
        if len(names) == 1:
            if not heading:
                heading, text = _title_line(text)
            found_title, heading = heading, ""
        cuts += [replace(found, line=found.line + line) for found in cut(text, first_heading=heading)]
    if not cuts:
        raise EmptyText(file=names[0] if names else "")
    _mark_kinds(cuts)
    words = "\n".join(files[name] for name in names)
    document_name = name_of_document(names) if names else ""
    title = title or found_title or document_name.replace("-", " ").replace("_", " ").capitalize() or slug or names[0]
    language = language or language_of(words)
    guessed, day = version_of(title=found_title, text=words if len(names) == 1 else "", names=names)
    scheme = numbering or _best_scheme(cuts)
    return Manuscript(
        document=DocumentSheet(
            slug=slug or slug_of(document_name or title),
            titles={language: title},
            numbering=scheme,
            source_language=language,
        ),
        edition=EditionSheet(version=version or guessed, titles={language: title}, published_on=day if not version else None),
        clauses=_clauses(cuts, language=language, scheme=scheme),
    )


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name) if part]


def _front_matter(text: str, *, file: str) -> tuple[str, str, int]:
    """Title, the text below the front matter, and how many lines the front matter has."""
    found = FRONT_MATTER.match(text)
    if found is None:
        return "", text, 0
    sheet = read_yaml(found[1], file=file)
    return sheet.word("title"), text[found.end() :], text.count("\n", 0, found.end())


def _title_line(text: str) -> tuple[str, str]:
    """The only heading of the first level is the title of the document, not a clause of it."""
    found = TITLE_LINE.match(text)
    if found is None or OTHER_TOP_HEADING.search(text, found.end()):
        return "", text
    # The line stays, emptied, so that the lines below keep their numbers.
    lines = text.count("\n", 0, found.end())
    return plain_heading(found[1]), "\n" * lines + text[found.end() :]


def _mark_kinds(cuts: list[Cut]) -> None:
    """What holds a checklist is a principle, any other topmost heading with clauses below it a chapter."""
    top = None
    for found, following in zip(cuts, [*cuts[1:], None], strict=True):
        if found.depth == 1:
            top = found
            if found.kind == "text" and following is not None and following.depth > 1 and not found.is_bold:
                found.kind = "chapter"
        elif found.kind == "conduct" and top is not None and top.kind == "chapter":
            top.kind = "principle"


@cache
def _schemes() -> dict[str, Any]:
    return {scheme["slug"]: scheme["rules"] for scheme in yaml.safe_load(SCHEMES.read_text(encoding="utf-8"))}


def _best_scheme(cuts: Sequence[Cut]) -> str:
    """The scheme that computes most of the numbers printed; plain where none computes half of them."""
    printed = sum(1 for found in cuts if found.printed)
    if any(found.kind == "principle" for found in cuts) and not printed:
        return "plays"
    fits = {slug: sum(_computed(cuts, slug)) for slug in TRIED_SCHEMES}
    best = max(TRIED_SCHEMES, key=lambda slug: fits[slug])
    return best if printed and fits[best] * 2 >= printed else "plain"


def _computed(cuts: Sequence[Cut], scheme: str) -> list[bool]:
    """For each clause whether the scheme gives it the number that is printed."""
    rules = _schemes().get(scheme)
    if rules is None:
        return [False] * len(cuts)
    found = labels([ManuscriptClause(str(number), item.depth, kind=item.kind) for number, item in enumerate(cuts)], rules)
    return [_is_same_number(item.printed, label) for item, label in zip(cuts, found, strict=True)]


def _is_same_number(printed: str, label: Label) -> bool:
    return bool(printed) and _bare(printed) == _bare(label.short)


def _bare(number: str) -> str:
    wide = str.maketrans("０１２３４５６７８９（）．", "0123456789().")
    return number.translate(wide).replace(" ", "").rstrip(".")


def _clauses(cuts: Sequence[Cut], *, language: str, scheme: str) -> tuple[ManuscriptClause, ...]:
    computed = _computed(cuts, scheme)
    keys = _keys(cuts)
    clauses = []
    depth = 0
    for found, is_computed, key in zip(cuts, computed, keys, strict=True):
        depth = min(found.depth, depth + 1)
        heading = found.heading
        if is_computed and (words := PRINTED.sub("", heading, count=1)):
            heading = words
        passage = Passage(normalise_heading(heading), found.body)
        clauses.append(ManuscriptClause(key, depth, kind=found.kind, passages={language: passage}, line_number=found.line + 1))
    return tuple(clauses)


def _keys(cuts: Sequence[Cut]) -> list[str]:
    """A key for each clause: the same words in the same surroundings give the same key."""
    kinds = ["preamble" if not found.heading and not found.is_item else found.kind for found in cuts]
    words = [PRINTED.sub("", found.heading, count=1) or found.heading or found.body.split("\n", maxsplit=1)[0] for found in cuts]
    plain = [key_of(text, kind=kind) if kind != "preamble" else "preamble" for text, kind in zip(words, kinds, strict=True)]
    times = Counter(plain)
    keys: dict[str, None] = {}
    above: list[tuple[int, str]] = []
    for found, key, text in zip(cuts, plain, words, strict=True):
        while above and above[-1][0] >= found.depth:
            above.pop()
        unique = _below(above[-1][1], key, words=text) if times[key] > 1 and above else key
        number, base = 1, unique
        while unique in keys:
            number += 1
            unique = f"{base}-{tail_of(found.body)}" if number == 2 else f"{base}-{number}"
        keys[unique] = None
        above.append((found.depth, unique))
    return list(keys)


def _below(above: str, key: str, *, words: str) -> str:
    """Headings such as “Checklist” come again and again: the key of the clause above tells them apart."""
    return f"{above}-{key}" if len(above) + len(key) < 90 else f"{key[:80].rstrip('-')}-{tail_of(above + words)}"
