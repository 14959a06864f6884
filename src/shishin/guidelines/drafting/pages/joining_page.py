"""What the page shows on which two edits of one clause are joined: both texts, who saved the other one, and a text that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shishin.guidelines.drafting.pages.clauses import around, read_source
from shishin.guidelines.drafting.pages.editing_page import passage_of
from shishin.guidelines.drafting.pages.joining import join_passages
from shishin.guidelines.drafting.pages.kept_words import words_kept
from shishin.guidelines.drafting.pages.marking_words import MarkedSides, mark_passages
from shishin.guidelines.models import Clause, ClauseText, Operation
from shishin.texts.manuscript import Passage


@dataclass(frozen=True, slots=True)
class JoiningPage:
    name: str
    sides: MarkedSides
    """What is saved, and what was written against it."""
    joined: Passage
    is_joined: bool
    """Whether both changes stand in it; else it is what was written."""
    based_on: str
    """The hash of what is saved: whoever saves now has read it."""
    who: str
    saved_at: datetime | None


def joining_page(clause: Clause, *, language: str, theirs: ClauseText | None, mine: Passage, based_on: str) -> JoiningPage:
    """`theirs` is what is saved; nothing where somebody took the words out."""
    saved = passage_of(theirs)
    base = words_kept(clause.edition, {based_on}, language=language).get(based_on)
    joined = join_passages(base, saved, mine) if base else None
    operations = Operation.objects.filter(edition=clause.edition, key=clause.line.key, undone_at=None)
    last = operations.select_related("made_by").order_by("number").last()
    return JoiningPage(
        name=around(read_source(clause.edition), clause.line.key).short_name,
        sides=mark_passages(saved, mine),
        joined=joined or mine,
        is_joined=joined is not None,
        based_on=theirs.content_hash if theirs else "",
        who=last.made_by.display_name if last and last.made_by else "",
        saved_at=last.made_at if last else None,
    )
