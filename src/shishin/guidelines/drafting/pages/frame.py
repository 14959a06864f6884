"""What the pages of a draft have in common: who may open one, the way back, what can be undone, and what clauses are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shishin.guidelines.access import edition_to_edit, editions_to_draft
from shishin.guidelines.drafting.undoing import undoable
from shishin.guidelines.editions.clauses import PlainClause, TextHashes, set_labels, texts_and_hashes_of
from shishin.guidelines.editions.naming import breadcrumbs_to_family, clause_name
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.models import Clause, ClauseText, Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.editions import ReadClause, Reading, read_edition
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.markdown import plain
from shishin.texts.languages import USUAL, is_language, own_name


def draft_to_write(reader: Any, slug: str, version: str) -> Edition:
    """Who writes the document and asks for an edition that is fixed learns where the next one begins."""
    drafts = editions_to_draft(reader).select_related("document__family", "started_from", "referred_by")
    if draft := drafts.filter(document__slug=slug, version=version).first():
        return draft
    edition = edition_to_edit(reader, slug, version)
    name = {"version": version_in_words(edition.version)}
    start = reverse("guidelines:start-next", args=[slug, version])
    raise NotFoundWithSuggestions(
        _("%(version)s is published or adopted, so nobody writes in it any more.") % name,
        suggestions=[
            (start, _("Start the next edition from %(version)s") % name),
            (edition.get_absolute_url(), _("Read %(version)s") % name),
        ],
    )


def clause_to_write(reader: Any, slug: str, version: str, key: str) -> Clause:
    edition = draft_to_write(reader, slug, version)
    clause = Clause.objects.select_related("line").filter(edition=edition, line__key=key).first()
    if clause is None:
        raise no_clause(key, edition.document, reader=reader, edition=edition)
    clause.edition = edition
    return clause


def refuse_language(clause: Clause, language: str) -> None:
    """What is no tag of a language is no address; those that are usual are offered."""
    if is_language(language):
        return
    place = [clause.edition.document.slug, clause.edition.version, clause.line.key]
    suggestions = [(reverse("guidelines:edit-clause", args=[*place, tag]), own_name(tag)) for tag in USUAL]
    raise NotFoundWithSuggestions(_("“%(language)s” is not the tag of a language.") % {"language": language}, suggestions=suggestions)


def stands_in(edition: Edition, key: str) -> bool:
    """Whether a clause that a browser names is there. PostgreSQL is not asked for a text that it cannot have."""
    return "\0" not in key and edition.clauses.filter(line__key=key).exists()


def draft_url(edition: Edition, key: str = "") -> str:
    """The page of a draft; the screen of the chapter in which one of its clauses is written."""
    place = [edition.document.slug, edition.version]
    return f"{reverse('guidelines:draft-clause', args=[*place, key])}#{key}" if key else reverse("guidelines:draft", args=place)


def reasons_url(edition: Edition) -> str:
    return reverse("guidelines:reasons", args=[edition.document.slug, edition.version])


def breadcrumbs_to_draft(edition: Edition) -> list[tuple[str, str]]:
    """As to the edition itself, without the document: a draft is reached from its family."""
    text = (edition.get_absolute_url(), version_in_words(edition.version))
    return [*breadcrumbs_to_family(edition.document), text, (draft_url(edition), _("Write the draft"))]


@dataclass(frozen=True, slots=True)
class Undo:
    """What the next undoing would take back."""

    number: int
    key: str
    words: str
    who: str
    made_at: datetime


def undo_of(edition: Edition, *, name: Callable[[str], str]) -> Undo | None:
    """`name` tells what the clause of a key is called now; empty where none stands."""
    operation = undoable(edition)
    if operation is None:
        return None
    who = operation.made_by.name_on(localdate(operation.made_at)) if operation.made_by else ""
    words = str(operation.get_kind_display())
    if clause := name(operation.key):
        words = _("%(what)s (%(clause)s)") % {"what": words, "clause": clause}
    return Undo(operation.number, operation.key, words, who, operation.made_at)


@dataclass(frozen=True, slots=True)
class Written:
    """An edition in the language that binds, and how its translations keep up."""

    reading: Reading
    hashes: TextHashes


def read_written(edition: Edition) -> Written:
    """Two queries."""
    texts, hashes = texts_and_hashes_of(edition)
    return Written(read_edition(edition, language=edition.source_language, hashes=hashes, texts=texts), hashes)


def read_source(edition: Edition) -> Reading:
    """All clauses in the language that binds."""
    return read_written(edition).reading


def names_before(edition: Edition, old: Sequence[PlainClause], *, keys: Collection[str]) -> dict[str, NamedBefore]:
    """What clauses of the edition before were called, by key. One query, none where no key is asked for."""
    wanted = {clause.pk: clause.key for clause in old if clause.key in keys}
    if not wanted:
        return {}
    set_labels(old, edition.document.numbering.rules_in(edition.source_language))
    labels = {clause.key: clause.label for clause in old}
    rows = ClauseText.objects.filter(clause__in=wanted, language=edition.source_language).order_by("number")
    begins = {clause: _begin(heading, body) for clause, heading, body in rows.values_list("clause_id", "heading", "body")}
    return {key: NamedBefore(key, labels[key], begins.get(pk, "")) for pk, key in wanted.items()}


@dataclass(frozen=True, slots=True)
class NamedBefore:
    key: str
    label: str
    begin: str

    @property
    def name(self) -> str:
        return clause_name(self.label, self.begin, otherwise=self.key)


def beginning_of(clause: ReadClause) -> str:
    """The heading; where there is none, the first sentence whole."""
    return _begin(clause.text.heading, clause.text.body)


def name_of(clause: ReadClause) -> str:
    """Its number and how it begins; its key where it has neither."""
    return clause_name(clause.label, beginning_of(clause), otherwise=clause.key)


def short_name_of(clause: ReadClause) -> str:
    """Its number and heading; how it begins where it has neither."""
    return clause_name(clause.label, clause.plain_heading) or name_of(clause)


def name_in(reading: Reading, key: str) -> str:
    """What the clause of a key is called in short; empty where none stands."""
    return next((short_name_of(clause) for clause in reading.clauses if clause.key == key), "")


FIRST_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s|$)|$)", re.MULTILINE)


def _begin(heading: str, body: str) -> str:
    if heading:
        return plain(heading)
    first = FIRST_SENTENCE.match(plain(body).strip())
    return first[0] if first else ""


@dataclass(frozen=True, slots=True)
class Around:
    """A clause of an edition, and those before and after it in reading order."""

    clause: ReadClause
    before: ReadClause | None
    after: ReadClause | None

    @property
    def name(self) -> str:
        return name_of(self.clause)

    @property
    def short_name(self) -> str:
        return short_name_of(self.clause)


def around(reading: Reading, key: str) -> Around:
    at = next(number for number, clause in enumerate(reading.clauses) if clause.key == key)
    following = reading.clauses[at + 1 : at + 2]
    return Around(reading.clauses[at], reading.clauses[at - 1] if at else None, following[0] if following else None)


def places(reading: Reading, *, without: ReadClause | None = None) -> list[tuple[str, str]]:
    """After which clauses another may stand: key and name, indented by depth. A clause never stands below itself."""
    left_out = {clause.key for clause in without.walk()} if without else set()
    return [(clause.key, "　" * (clause.depth - 1) + name_of(clause)) for clause in reading.clauses if clause.key not in left_out]


def below(clause: ReadClause) -> list[ReadClause]:
    return list(clause.walk())[1:]


def last_below(clause: ReadClause) -> ReadClause:
    """The last clause of those that stand under it, itself where there is none."""
    return list(clause.walk())[-1]
