"""Marks: the hidden bookmarks by which a Word file that was written here says where its clauses begin.

The words between the ends of such a bookmark are printed for the reader, as a number is, and are no words of the clause.
Word keeps hidden bookmarks while somebody works on the text, so that a clause is known again even when all its words are new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shishin.texts.foreign_markdown.guessing import hash_of_key

PRINTED_ONLY = "_Printed"
"""The name of a bookmark around words that belong to no clause."""
MARK = re.compile(r"_Clause([HL])([0-9]{1,2})_([a-z]+)_([a-z2-7]{12})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a clause begins. `has_heading`: its paragraph is its heading, not its first words."""

    depth: int
    kind: str
    key_hash: str
    has_heading: bool


def name_of_mark(*, depth: int, kind: str, key: str, has_heading: bool) -> str:
    """A bookmark's name has at most forty letters, so the key itself has no room."""
    return f"_Clause{'H' if has_heading else 'L'}{min(depth, 99)}_{kind}_{hash_of_key(key)}"


def is_ours(name: str) -> bool:
    return name.startswith(("_Clause", PRINTED_ONLY))


def mark_of(name: str) -> Mark | None:
    found = MARK.match(name)
    return Mark(int(found[2]), found[3], found[4], found[1] == "H") if found else None
