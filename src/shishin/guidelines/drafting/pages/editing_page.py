"""The pages on which the words of a clause are edited, and on which two edits of it are joined: the source, the edition before, who else is typing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.utils.timezone import localdate

from shishin.guidelines.drafting.pages.earlier_words import MarkedSides, mark_as_compared, mark_passages, since_translated, words_kept
from shishin.guidelines.drafting.pages.frame import Around, Written, around, read_source
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.editions.clauses import TextHashes
from shishin.guidelines.editions.hashing import is_stale
from shishin.guidelines.models import Clause, ClauseText, Operation, UnsavedText
from shishin.guidelines.reading.editions import ReadClause, Reading
from shishin.people.models import Person
from shishin.texts.languages import USUAL, in_order, own_name
from shishin.texts.manuscript import Passage


@dataclass(frozen=True, slots=True)
class EditedLanguage:
    """A language in which this clause can be edited, and how its words keep up."""

    tag: str
    name: str
    is_here: bool
    is_source: bool
    is_stale: bool
    is_missing: bool


@dataclass(frozen=True, slots=True)
class EditingPage:
    clause: Clause
    around: Around
    language: str
    text: ClauseText | None
    source: ClauseText | None
    """Beside a translation, what it is made from."""
    is_stale: bool
    moved: MarkedSides | None
    """How the source differs from what an older translation was made from."""
    languages: Sequence[EditedLanguage]
    typed: UnsavedText | None
    """What this person typed and did not save."""
    others: Sequence[tuple[str, str, datetime]]
    """Who else typed here, in which language and when last, without what."""
    above: Sequence[ReadClause]
    """What the clause stands under, the topmost first."""

    @property
    def language_name(self) -> str:
        return own_name(self.language)

    @property
    def is_source(self) -> bool:
        return self.language == self.clause.edition.source_language


def editing_page(clause: Clause, written: Written, *, language: str, reader: Person) -> EditingPage:
    """Two queries, whatever the size of the edition; one or two more for an older translation."""
    edition = clause.edition
    rows = ClauseText.objects.filter(clause=clause, language__in={language, edition.source_language}).order_by("number")
    newest = {text.language: text for text in rows}
    text, source = newest.get(language), newest.get(edition.source_language)
    is_older = text is not None and is_stale(text, source=source)
    typing = list(
        UnsavedText.objects.filter(clause=clause).select_related("person").prefetch_related("person__dated_names").order_by("kept_at")
    )
    return EditingPage(
        clause=clause,
        around=(here := around(written.reading, clause.line.key)),
        language=language,
        text=text,
        source=source if language != edition.source_language else None,
        is_stale=is_older,
        moved=since_translated(edition, {clause.pk: (text.source_hash, passage_of(source))}).get(clause.pk) if text and is_older else None,
        languages=_languages(clause, language, written.hashes),
        typed=next((typed for typed in typing if typed.person_id == reader.pk and typed.language == language), None),
        others=[(str(typed.person), own_name(typed.language), typed.kept_at) for typed in typing if typed.person_id != reader.pk],
        above=_above(written.reading, here.clause),
    )


def _above(reading: Reading, clause: ReadClause) -> list[ReadClause]:
    above: list[ReadClause] = []
    while clause.parent is not None:
        clause = reading.clauses[clause.parent]
        above.insert(0, clause)
    return above


def _languages(clause: Clause, language: str, hashes: TextHashes) -> list[EditedLanguage]:
    """Those that the clause or its edition has, those that are usual, and the one that is being written."""
    source = clause.edition.source_language
    tags = {*hashes.content.get(clause.pk, {}), *(choice.tag for choice in hashes.choices), *USUAL, language}
    return [
        EditedLanguage(
            tag, own_name(tag), tag == language, tag == source, hashes.is_stale(clause.pk, tag), hashes.is_missing(clause.pk, tag)
        )
        for tag in in_order(tags, source=source)
    ]


def since(clause: Clause, passage: Passage, language: str) -> MarkedSides | None:
    """How words differ from the edition before, as the comparison marks it; nothing where the line does not stand there in this language."""
    if clause.edition.started_from_id is None:
        return None
    rows = ClauseText.objects.filter(clause__edition=clause.edition.started_from_id, clause__line=clause.line_id, language=language)
    before = rows.order_by("number").last()
    return mark_as_compared(passage_of(before), passage, clause.edition, language=language) if before else None


SENTENCES = re.compile(r"[^。！？\n]*?(?:[。！？]+|[.!?]+(?=\s)|\n+)|.+?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edit:
    """From one sentence of the common text up to another, these stand now."""

    start: int
    end: int
    sentences: tuple[str, ...]


def join_passages(base: Passage, theirs: Passage, mine: Passage) -> Passage | None:
    """Heading, body and summary each on their own; nothing where one of them was changed by both in the same place."""
    parts = [join(getattr(base, name), getattr(theirs, name), getattr(mine, name)) for name in ("heading", "body", "summary")]
    if any(part is None for part in parts):
        return None
    heading, body, summary = (part or "" for part in parts)
    return Passage(heading, body, summary)


def join(base: str, theirs: str, mine: str) -> str | None:
    """Both changes in one text; nothing where they touch, for then only a person can say what was meant."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    sentences = SENTENCES.findall(base)
    their_edits, my_edits = edits(sentences, SENTENCES.findall(theirs)), edits(sentences, SENTENCES.findall(mine))
    if any(one != other and one.start <= other.end and other.start <= one.end for one in their_edits for other in my_edits):
        return None
    for edit in sorted({*their_edits, *my_edits}, key=lambda edit: edit.start, reverse=True):
        sentences[edit.start : edit.end] = edit.sentences
    return "".join(sentences)


def edits(base: Sequence[str], other: Sequence[str]) -> list[Edit]:
    steps = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [Edit(start, end, tuple(other[a:b])) for tag, start, end, a, b in steps if tag != "equal"]


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
        who=last.made_by.name_on(localdate(last.made_at)) if last and last.made_by else "",
        saved_at=last.made_at if last else None,
    )
