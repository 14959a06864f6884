"""Structure: where a clause may go in one step, what its parts would be, what two clauses would be as one, and the words of the pages for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.drafting.pages.frame import below, breadcrumbs_to_draft, draft_url, last_below, name_of, short_name_of
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.errors.drafting import NothingAroundCursor
from shishin.guidelines.linking.pages import line_names
from shishin.guidelines.models import Clause, ClauseLink, ClauseText, Edition, Line
from shishin.guidelines.reading.editions import ReadClause, Reading
from shishin.kit.form_page import FormPage
from shishin.kit.markdown import links_in
from shishin.texts.languages import in_order
from shishin.texts.manuscript import Passage
from shishin.texts.text_form.normalising import tokens_of


def paragraphs_of(body: str) -> list[str]:
    """The blocks of a body as they are written: paragraphs, lists, tables. Together with empty lines they are the body."""
    lines = body.split("\n")
    starts = sorted({token.map[0] for token in tokens_of(body) if token.level == 0 and token.map})[1:]
    starts, ends = ([0, *starts], [*starts, len(lines)]) if body.strip() else ([], [])
    return ["\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, ends, strict=True)]


def cut(body: str, before: Collection[int]) -> list[str]:
    """The parts, each beginning with a paragraph whose number is given; the first paragraph has the number 0."""
    parts: list[list[str]] = [[]]
    for number, paragraph in enumerate(paragraphs_of(body)):
        if number in before and parts[-1]:
            parts.append([])
        parts[-1].append(paragraph)
    return ["\n\n".join(part) for part in parts]


MOST_PARTS = 20


SPLIT_HERE = "split-here"
MOVES = ("up", "down", "out", "in")
"""What a clause can do in one step, in the order of the buttons."""
STEPS = {"move": "move-clause", "split": "split-clause", "merge": "merge-clause"}
"""What is done with a clause after it was saved, and where."""
NEW_CLAUSES = {"add-after": "after", "add-below": "below"}


@dataclass(frozen=True, slots=True)
class Move:
    """One step: after which clause, and how deep."""

    name: str
    label: str
    after: str
    depth: int


def moves(reading: Reading, clause: ReadClause) -> list[Move]:
    """Those that are possible: among the clauses beside it, below the one before it, or beside the one above it."""
    siblings = siblings_of(reading, clause)
    at = siblings.index(clause)
    possible = []
    if at:
        before = reading.clauses.index(siblings[at - 1])
        possible.append(Move("up", _("One place up"), reading.clauses[before - 1].key if before else "", clause.depth))
    if at + 1 < len(siblings):
        possible.append(Move("down", _("One place down"), last_below(siblings[at + 1]).key, clause.depth))
    if clause.parent is not None:
        parent = reading.clauses[clause.parent]
        possible.append(Move("out", _("One level out"), parent.key, parent.depth))
    if at:
        possible.append(Move("in", _("One level in"), last_below(siblings[at - 1]).key, clause.depth + 1))
    return possible


def siblings_of(reading: Reading, clause: ReadClause) -> Sequence[ReadClause]:
    if clause.parent is None:
        return reading.tops
    return reading.clauses[clause.parent].children


def next_sibling(reading: Reading, clause: ReadClause) -> ReadClause | None:
    siblings = siblings_of(reading, clause)
    return next(iter(siblings[siblings.index(clause) + 1 :]), None)


def deepest(reading: Reading) -> int:
    """One deeper than anything stands today."""
    return max((clause.depth for clause in reading.clauses), default=0) + 1


def place_for_new(reading: Reading, *, after: str, below: str) -> dict[str, str | int]:
    """Where a new clause begins: beside or below a clause with all that stands under it; else at the end."""
    by_key = {clause.key: clause for clause in reading.clauses}
    if clause := by_key.get(below):
        return {"after": last_below(clause).key, "depth": clause.depth + 1}
    if clause := by_key.get(after):
        return {"after": last_below(clause).key, "depth": clause.depth}
    return {"after": reading.clauses[-1].key if reading.clauses else "", "depth": 1}


def place_of(reading: Reading, clause: ReadClause) -> dict[str, str | int]:
    at = reading.clauses.index(clause)
    return {"after": reading.clauses[at - 1].key if at else "", "depth": clause.depth}


def words_of(clauses: Sequence[Clause]) -> list[dict[str, Passage]]:
    """The newest words of each clause per language."""
    words: dict[int, dict[str, Passage]] = {clause.pk: {} for clause in clauses}
    for text in ClauseText.objects.filter(clause__in=words).order_by("number"):
        words[text.clause_id][text.language] = passage_of(text)
    return list(words.values())


def languages_in(words: Sequence[Mapping[str, Passage]], *, source: str) -> list[str]:
    return in_order({source, *(language for passages in words for language in passages)}, source=source)


def empty_parts(sent: str) -> list[dict[str, Passage]]:
    """As many parts as a form says it sends; none where it says nothing."""
    if not sent.isdecimal() or len(sent) > 2:
        return []
    return [{} for _part in range(max(2, min(int(sent), MOST_PARTS)))]


def parts_of(words: Mapping[str, Passage], *, before: Collection[int], source: str) -> list[dict[str, Passage]]:
    """The parts of a clause cut before some of its paragraphs, never fewer than two, so that there is somewhere to write.

    A translation with as many paragraphs is cut at the same places; another one stays with the first part.
    """
    count = len(paragraphs_of(words.get(source, Passage()).body))
    cuts = {number for number in before if 0 < number < count}
    parts: list[dict[str, Passage]] = [{} for _part in range(max(2, min(len(cuts) + 1, MOST_PARTS)))]
    for language, passage in words.items():
        is_alike = len(paragraphs_of(passage.body)) == count
        bodies = cut(passage.body, cuts if is_alike else ())[: len(parts)]
        for part, body in zip(parts, bodies, strict=False):
            part[language] = Passage("", body)
        parts[0][language] = Passage(passage.heading, bodies[0], passage.summary)
    return parts


def parts_around(words: Mapping[str, Passage], *, before: str, after: str, source: str) -> list[dict[str, Passage]]:
    """The two parts of a clause cut at the cursor. Between two paragraphs translations are cut as well; within one they stay with the first part."""
    if not before or not after:
        raise NothingAroundCursor
    paragraphs = paragraphs_of(before)
    if [*paragraphs, *paragraphs_of(after)] == paragraphs_of(words[source].body):
        return parts_of(words, before={len(paragraphs)}, source=source)
    first = Passage(words[source].heading, before, words[source].summary)
    return [{**words, source: first}, {source: Passage("", after)}]


def paragraphs_with_cuts(passage: Passage, *, before: Collection[int]) -> list[tuple[int, str, bool]]:
    return [(number, paragraph, number in before) for number, paragraph in enumerate(paragraphs_of(passage.body))]


def joined_words(words: Sequence[Mapping[str, Passage]]) -> dict[str, Passage]:
    """Per language the words of all clauses one after the other, under the first heading there is."""
    languages = {language for passages in words for language in passages}
    return {language: _joined([passages[language] for passages in words if language in passages]) for language in languages}


def _joined(passages: Sequence[Passage]) -> Passage:
    """A heading that cannot be the heading any more becomes a paragraph above its text."""
    heading = next((passage.heading for passage in passages if passage.heading), "")
    blocks = [block for passage in passages for block in (passage.heading, passage.body) if block]
    if heading:
        blocks.remove(heading)
    return Passage(heading, "\n\n".join(blocks), "\n\n".join(passage.summary for passage in passages if passage.summary))


def _page(edition: Edition, title: str, button: str, done: str, *warnings: str) -> FormPage:
    return FormPage(title, button, breadcrumbs_to_draft(edition), done, warnings=warnings)


def adding(edition: Edition) -> FormPage:
    return _page(edition, _("Add a clause"), _("Add this clause"), _("The clause was added."))


def moving(edition: Edition, clause: ReadClause) -> FormPage:
    title = _("Move %(clause)s") % {"clause": short_name_of(clause)}
    done = _("%(clause)s was moved.") % {"clause": name_of(clause)}
    warning = _("All that stands below it goes with it. Numbers follow from the place; keys and addresses stay.")
    return _page(edition, title, _("Move it"), done, warning)


def splitting(edition: Edition, clause: ReadClause) -> FormPage:
    title = _("Split %(clause)s") % {"clause": short_name_of(clause)}
    done = _("%(clause)s was split.") % {"clause": name_of(clause)}
    warning = _("Each part is a clause with a key of its own, of the same kind and force. What stands below it goes below the last part.")
    return _page(edition, title, _("Split into these clauses"), done, warning)


def merging(edition: Edition, clause: ReadClause, other: ReadClause) -> FormPage:
    title = _("Merge %(clause)s with %(other)s") % {"clause": short_name_of(clause), "other": short_name_of(other)}
    done = _("%(clause)s was merged with %(other)s.") % {"clause": name_of(clause), "other": name_of(other)}
    warning = _("The whole stands where the first one stood, with its kind and force. What stands below either of them goes below it.")
    return _page(edition, title, _("Merge into one clause"), done, warning)


def dropping(edition: Edition, clause: ReadClause) -> FormPage:
    title = _("Drop %(clause)s") % {"clause": short_name_of(clause)}
    done = _("%(clause)s was dropped.") % {"clause": name_of(clause)}
    warning = _("It leaves this edition with its words in every language. The editions before keep it, and its address stays.")
    return _page(edition, title, _("Drop it"), done, warning, *_warnings_of_below(clause))


def vacating(edition: Edition, clause: ReadClause) -> FormPage:
    title = _("Delete the text of %(clause)s") % {"clause": short_name_of(clause)}
    done = _("The text of %(clause)s was deleted; its number stays.") % {"clause": name_of(clause)}
    warning = _("The number stays and reads “Deleted”, so that the numbers after it do not change and references to them still hold.")
    return _page(edition, title, _("Delete the text"), done, warning, *_warnings_of_below(clause))


def names_below(clause: ReadClause) -> list[str]:
    return [name_of(other) for other in below(clause)]


def what_leads_to(clause: ReadClause, reading: Reading, *, reader: Any) -> list[tuple[str, str]]:
    """The clauses that link to this one or to one below it, with their addresses: those of this draft by their words, others by a recorded link."""
    gone = {part.key: part.line for part in clause.walk()}
    ends = {key: (f"#{key}", f"/{reading.edition.document.slug}/clauses/{key}/") for key in gone}
    inside = [
        (name_of(other), draft_url(reading.edition, other.key))
        for other in reading.clauses
        if other.key not in gone and any(_leads(address, ends[key]) for address in links_in(other.text.body) for key in gone)
    ]
    readable = Clause.objects.filter(edition__in=editions_to_read(reader), line=OuterRef("source"))
    links = ClauseLink.objects.with_confirmation().filter(Q(is_confirmed=True), Exists(readable), target__in=gone.values())
    lines = Line.objects.filter(pk__in=links.exclude(source__in=gone.values()).values("source")).select_related("document")
    sources = list(lines.order_by("document__slug", "key"))
    names = line_names(sources, day=localdate()) if sources else {}
    return [*inside, *((names[line.pk], reverse("guidelines:clause", args=[line.document.slug, line.key])) for line in sources)]


def _leads(address: str, ends: tuple[str, str]) -> bool:
    place, clause = ends
    return address.endswith(place) or address.partition("?")[0].partition("#")[0].endswith(clause)


def _warnings_of_below(clause: ReadClause) -> list[str]:
    if not (count := len(below(clause))):
        return []
    return [ngettext("%(count)s clause below it goes with it:", "%(count)s clauses below it go with it:", count) % {"count": count}]
