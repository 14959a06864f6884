"""Searching: which texts have the words asked for. What *having* means is defined in `opinion_analysis.normalising`.

A *hit* is the newest text of a clause in one language in one edition; every hit is counted. A *finding* is a clause with all its hits:
the editions and the languages it was found in, folded along its line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.utils.timezone import localdate
from django.utils.translation import get_language

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.editions.naming import EditionStatus, StatusKind, statuses
from shishin.guidelines.models import Edition, SearchText
from shishin.guidelines.models.documents import stands_in_family
from shishin.guidelines.searching.jump_to import rank_of
from shishin.guidelines.searching.synonyms import own_equals
from shishin.kit.identity import base
from shishin.opinion_analysis.normalising import Gram, Term, terms_of
from shishin.opinion_analysis.word_forms import Equals, QueryWord, words_of
from shishin.texts.manuscript import version_order

LONGEST_QUERY = 200
MOST_RANKED = 1_000
FILTERS = ("family", "kind", "force", "language")
ORDER_OF_KINDS = (
    StatusKind.IN_FORCE,
    StatusKind.COMING,
    StatusKind.DRAFT,
    StatusKind.SUPERSEDED,
    StatusKind.ENDED,
    StatusKind.WITHDRAWN,
    StatusKind.WORKING,
)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where to search: the editions in force on a day, or without one all that the reader may see; and what to leave out."""

    day: date | None
    family: str = ""
    kind: str = ""
    force: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that has the words."""

    text: int
    edition: Edition
    line: UUID
    language: str
    position: int
    is_exact: bool
    in_heading: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A clause with all its hits, the one to show first."""

    hits: tuple[Hit, ...]

    @property
    def shown(self) -> Hit:
        return self.hits[0]

    @property
    def other_editions(self) -> list[Edition]:
        return list({hit.edition.pk: hit.edition for hit in self.hits if hit.edition != self.shown.edition}.values())

    @property
    def other_languages(self) -> list[str]:
        """Further languages in the edition shown."""
        return [hit.language for hit in self.hits[1:] if hit.edition == self.shown.edition]


def editions_searched(reader: Any, *, day: date | None) -> QuerySet[Edition]:
    """In force on the day; without a day, all that the reader may see."""
    editions: QuerySet[Edition] = editions_to_read(reader) if day is None else Edition.objects.in_force_on(day)
    editions = editions.annotate(is_in_family=stands_in_family(via="document__"))
    return editions.select_related("document__family", "document__numbering", "document__owner").order_by("pk")


def _family_of(edition: Any) -> str:
    """The family under which it is found: one that took its document, or none."""
    return edition.document.family.slug if edition.is_in_family else ""


class Search:
    """One search by one reader. What is not asked for is not looked up."""

    def __init__(self, query: str, scope: SearchScope, *, reader: Any) -> None:
        self.query = query
        self.scope = scope
        self.reader = reader

    @cached_property
    def words(self) -> list[QueryWord]:
        """What was asked for, each word with its forms. Signs alone ask nothing, not even for synonyms."""
        query = self.query[:LONGEST_QUERY]
        return words_of(query, own=self._own_equals) if terms_of(query) else []

    @cached_property
    def _own_equals(self) -> list[tuple[int, Equals]]:
        return list(own_equals())

    def with_query(self, query: str) -> Search:
        """Another question, asked by the same reader in the same place."""
        other = Search(query, self.scope, reader=self.reader)
        other.__dict__ |= {"editions": self.editions, "statuses": self.statuses, "_own_equals": self._own_equals}
        return other

    @property
    def terms(self) -> list[Term]:
        """The words as they were typed."""
        return [word.exact for word in self.words]

    @property
    def all_terms(self) -> list[Term]:
        return [term for word in self.words for term in word.all_terms]

    @property
    def has_forms(self) -> bool:
        return any(len(word.alternatives) > 1 or word.alternatives[0] != word.exact or word.own for word in self.words)

    @cached_property
    def editions(self) -> dict[int, Edition]:
        return {edition.pk: edition for edition in editions_searched(self.reader, day=self.scope.day)}

    @cached_property
    def statuses(self) -> dict[int, EditionStatus]:
        """How each edition stands today, or on the day asked for."""
        day = self.scope.day or localdate()
        by_document: defaultdict[int, list[Edition]] = defaultdict(list)
        for edition in self.editions.values():
            by_document[edition.document_id].append(edition)
        found: dict[int, EditionStatus] = {}
        for editions in by_document.values():
            found |= statuses(editions, day=day, abolished_on=editions[0].document.abolished_on)
        return found

    @cached_property
    def tallies(self) -> list[tuple[dict[str, str], int]]:
        """How many hits there are of each family, kind, force and language together, the filters left aside."""
        if not self.words:
            return []
        hits = self._hits(self.editions.values())
        counted = hits.order_by().values_list("edition", "kind", "force", "language").annotate(count=Count("pk"))
        return [
            (
                {
                    "edition": str(edition),
                    "family": _family_of(self.editions[edition]),
                    "kind": kind,
                    "force": force,
                    "language": language,
                },
                count,
            )
            for edition, kind, force, language, count in counted
        ]

    @cached_property
    def total(self) -> int:
        """All hits that the filters let through."""
        return sum(count for values, count in self.tallies if self._passes(values))

    def count_by(self, name: str) -> Counter[str]:
        """How many hits each value of a filter would leave, the other filters being as they are."""
        counts: Counter[str] = Counter()
        for values, count in self.tallies:
            if self._passes(values, but=name):
                counts[values[name]] += count
        return counts

    @cached_property
    def clauses(self) -> int:
        """How many clauses the hits belong to."""
        if self.total <= MOST_RANKED:
            return len(self.findings)
        languages = {values["language"] for values, _count in self.tallies if self._passes(values)}
        editions = {int(values["edition"]) for values, _count in self.tallies if self._passes(values)}
        if len(languages) == 1 and len({self.editions[edition].document_id for edition in editions}) == len(editions):
            return self.total  # one edition of each document in one language: every hit is a clause of its own
        return self._filtered_hits().aggregate(count=Count("line", distinct=True))["count"]

    @cached_property
    def elsewhere(self) -> int:
        """How many hits there would be in all editions and with no filter."""
        return Search(self.query, SearchScope(day=None), reader=self.reader).total

    @cached_property
    def findings(self) -> list[SearchHit]:
        """The clauses found, best first. Of very many hits only the first are ranked: as typed before forms, headings before all others."""
        if not self.total:
            return []
        rows = self._filtered_hits().annotate(is_exact=self._is_exact(), in_heading=self._in_heading())
        rows = rows.order_by(*(["-is_exact"] if self.has_forms else []), "-in_heading", "pk")
        fields = ("text_id", "edition_id", "line_id", "language", "position", "is_exact", "in_heading")
        hits = [
            Hit(text, self.editions[edition], line, language, position, bool(is_exact), bool(in_heading))
            for text, edition, line, language, position, is_exact, in_heading in rows.values_list(*fields)[:MOST_RANKED]
        ]
        by_line: defaultdict[UUID, list[Hit]] = defaultdict(list)
        for hit in sorted(hits, key=self._preference):
            by_line[hit.line].append(hit)
        return sorted((SearchHit(tuple(group)) for group in by_line.values()), key=self._rank)

    @cached_property
    def forms_found(self) -> list[tuple[Term, int]]:
        """The forms by which something was found that has not the words as they were typed, each with how many texts have it."""
        forms = {form.needle: form for word in self.words for form in word.all_terms[1:]}
        hits = [hit for finding in self.findings for hit in finding.hits]
        if not forms or (self.total <= MOST_RANKED and all(hit.is_exact for hit in hits)):
            return []
        others = self._filtered_hits().annotate(is_exact=self._is_exact()).filter(is_exact=0)
        counts = others.aggregate(**{f"f{at}": Count("pk", filter=Q(folded__has=needle)) for at, needle in enumerate(forms)})
        found = {needle: counts[f"f{at}"] for at, needle in enumerate(forms) if counts[f"f{at}"]}
        # Of 申し込 and 申し込み, found as often, the longer is what stands there.
        longest = [
            needle for needle in found if not any(needle != other and needle in other and found[other] == found[needle] for other in found)
        ]
        return [(forms[needle], found[needle]) for needle in sorted(longest, key=lambda one: -found[one])]

    def texts_near(self, grams: Sequence[Sequence[Gram]], *, most: int) -> list[str]:
        """Folded texts that may have one of these stretches."""
        rows = SearchText.objects.filter(grams__may_have=[grams], edition__in=list(self.editions))
        return list(rows.values_list("folded", flat=True)[:most])

    def _hits(self, editions: Any) -> QuerySet[SearchText]:
        return SearchText.objects.having(self.words).filter(edition__in=[edition.pk for edition in editions])

    def _filtered_hits(self) -> QuerySet[SearchText]:
        scope = self.scope
        hits = self._hits(edition for edition in self.editions.values() if scope.family in ("", _family_of(edition)))
        wanted = {name: value for name in ("kind", "force", "language") if (value := getattr(scope, name))}
        return hits.filter(**wanted)

    def _is_exact(self) -> Any:
        """Every word as it was typed."""
        if not self.has_forms:
            return Value(1)
        as_typed = reduce(and_, (Q(folded__has=term.needle) for term in self.terms))
        return Case(When(as_typed, then=Value(1)), default=Value(0))

    def _in_heading(self) -> Case:
        is_there = Q()
        for word in self.words:
            terms = word.alternatives
            places = [Q(heading_length__gte=StrIndex(F("folded"), Value(term.needle))) for term in terms]
            if len(terms) > 1:
                # What stands nowhere has the place 0.
                places = [Q(folded__has=term.needle) & place for term, place in zip(terms, places, strict=True)]
            is_there &= reduce(or_, places)
        return Case(When(is_there, then=Value(1)), default=Value(0))

    def _passes(self, values: dict[str, str], *, but: str = "") -> bool:
        return all(name == but or getattr(self.scope, name) in ("", values[name]) for name in FILTERS)

    @cached_property
    def _order_of_editions(self) -> dict[int, tuple[int, int, int]]:
        """For each edition: how it stands, its place among all from the newest, its document's place among all."""

        def newest_first(edition: Edition) -> tuple[Any, ...]:
            return *(-part for part in version_order(edition.version)), -edition.pk

        age = {edition.pk: at for at, edition in enumerate(sorted(self.editions.values(), key=newest_first))}
        documents = sorted(self.editions.values(), key=lambda edition: rank_of(edition.document))
        place: dict[int, int] = {}
        for at, edition in enumerate(documents):
            place.setdefault(edition.document_id, at)
        return {
            pk: (ORDER_OF_KINDS.index(self.statuses[pk].kind), age[pk], place[edition.document_id]) for pk, edition in self.editions.items()
        }

    def _preference(self, hit: Hit) -> tuple[Any, ...]:
        """Which hit of a clause to show: what is in force, the newest edition, the reader's language."""
        status, age, _place = self._order_of_editions[hit.edition.pk]
        interface = get_language() or "ja"
        return status, age, hit.language != interface, hit.language != base(interface), hit.language

    def _rank(self, finding: SearchHit) -> tuple[Any, ...]:
        """What was typed before its forms, headings first, then what binds, as the families and documents are in order, each text in the order it is read."""
        shown = finding.shown
        status, _age, place = self._order_of_editions[shown.edition.pk]
        exact = any(hit.is_exact for hit in finding.hits)
        return not exact, not any(hit.in_heading for hit in finding.hits), status, place, shown.position
