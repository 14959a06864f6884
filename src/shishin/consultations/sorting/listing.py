"""The queue: opinions as the address asks for them, and how many voices each way of narrowing it down would leave.

Voices come from the tallies while only round, state, theme, disposition and draft are asked for. By place, by words and by who holds
something they are counted one by one; of very many, only when somebody asks for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shishin.consultations.counting import Cell, Shelf, bit_of, cells_among, cells_of, shelves_of
from shishin.consultations.models import Consultation, Opinion, OpinionWords
from shishin.consultations.places import Place, places_in, rounds_of
from shishin.consultations.profiles import rules_of
from shishin.consultations.sorting.groups import (
    behind_under,
    heaviest_first,
    is_grouped,
    page_of_groups,
    standing_in_front,
    themes_named,
    under_proposal,
)
from shishin.kit.gram_index import has_word, having
from shishin.kit.listing import ROWS, Chip, Facet, Listing, Order, Search
from shishin.opinion_analysis.normalising import terms_of
from shishin.opinion_analysis.word_forms import words_of
from shishin.people.models import Person

PLACE, PROPOSED = _("Clause"), _("Proposed theme")
UNSAID, LEFT = _("Nobody says it any more"), _("corrected, taken back or undone")
NONE = "none"
"""In the address: without a theme, without a place, held by nobody."""
MOST_AT_ONCE = 5_000
"""Of so many opinions the voices are counted with the page; of more, after it."""
ORDERS = (
    Order("voices", _("Most voices first"), ["-group_voices", "number"]),
    Order("number", _("By number"), ["number"]),
)

OF_VOICES = {"round", "draft"}
"""What tells voices apart, and not the opinions that they say."""
VALUES: Mapping[str, Callable[[Any], str]] = {
    "state": lambda cell: cell.state,
    "round": lambda cell: str(cell.round),
    "theme": lambda cell: str(cell.theme or NONE),
    "disposition": lambda cell: cell.disposition,
    "draft": lambda cell: "after" if cell.is_after_draft else "before",
}
State = Opinion.State
DONE = (State.ANSWERED, State.WITHHELD)


class Progress(NamedTuple):
    """How many opinions of the queue are done, of how many, and what share of the voices that is, in percent."""

    done: int
    of: int
    share: int


def with_words(opinions: QuerySet[Opinion], query: str) -> QuerySet[Opinion]:
    """Those that have the words themselves, or have something folded under them that does."""
    return opinions.filter(pk__in=_own(query).union(_folded(query).values("folded_into")))


def count_with_words(opinions: QuerySet[Opinion], query: str) -> int:
    """How many these are: first those that have them, then those that have them by what is folded under them alone."""
    heads = opinions.order_by().values("pk")
    others = heads.filter(pk__in=_folded(query).values("folded_into")).exclude(_has(query))
    return int(heads.filter(pk__in=_own(query)).union(others, all=True).count())


def first_with_words(opinions: QuerySet[Opinion], query: str) -> QuerySet[Opinion]:
    """The same as `with_words`, looked for one after the other: of very many the first fifty are found at once."""
    return opinions.filter(_has(query) | Exists(_folded(query).filter(folded_into=OuterRef("pk"))))


def _own(query: str) -> QuerySet[Any, Any]:
    """The opinions that have the words, as the index of words has them."""
    hits = having(OpinionWords.objects.all(), words_of(query)) if terms_of(query) else OpinionWords.objects.none()
    return hits.order_by().values("opinion")


def _folded(query: str) -> QuerySet[Opinion]:
    """What is folded and has the words: mostly few are folded, so that each is looked at."""
    return Opinion.objects.filter(_has(query), folded_into__isnull=False).order_by()


def _has(query: str) -> Exists:
    return Exists(OpinionWords.objects.filter(*map(has_word, words_of(query)), opinion=OuterRef("pk")))


class Queue(Listing):
    """The listing of a consultation's opinions for one person."""

    def __init__(self, consultation: Consultation, query: QueryDict, *, person: Person, moment: datetime) -> None:
        self.consultation, self._person, self._moment = consultation, person, moment
        self.rounds = rounds_of(consultation)
        self.place = str(query.get("place", ""))
        self.is_unsaid = bool(query.get("unsaid"))
        # What has no number yet was said just now, and its voices are not counted yet.
        said = Q(group_voices=0, number__isnull=False) if self.is_unsaid else Q(group_voices__gt=0)
        rows: QuerySet[Any] = consultation.opinions.heads().filter(said)
        if self.place:
            rows = rows.filter(place=None) if self.place == NONE else rows.filter(place__key=self.place)
        self.named, self.proposed = themes_named(consultation), str(query.get("proposed", ""))
        if self.proposed:
            rows = under_proposal(rows, self.proposed)
        super().__init__(
            rows,
            query,
            self._ways(),
            orders=ORDERS,
            # They are looked for at the end, when it is known how many there are.
            search=Search(_("Words in opinions"), lambda rows, _query: rows),
            asked={"place": PLACE, "proposed": PROPOSED, "unsaid": UNSAID},
        )
        self.counts_at_once = "count" in query

    def _ways(self) -> list[Facet]:
        rounds = {str(held.pk): f"{held.number} {held}" for held in self.rounds}
        rules = rules_of(self.consultation)
        states = {state.value: state.label for state in Opinion.State if state != Opinion.State.SPLIT}
        held = {"mine": _("By me"), "others": _("By others"), NONE: _("By nobody")}
        is_held = Q(held_until__gt=self._moment)
        by = Case(When(is_held & Q(held_by=self._person), then=Value("mine")), When(is_held, then=Value("others")), default=Value(NONE))
        return [
            Facet("state", _("State"), states, "state"),
            Facet("round", _("Round"), rounds, "pk"),
            Facet("theme", _("Theme"), {**self.named.themes, NONE: _("No theme yet")}, "theme"),
            Facet("disposition", _("Disposition"), {one.key: str(one) for one in rules.dispositions}, "response__disposition"),
            Facet("draft", _("Said"), {"after": _("After the draft"), "before": _("Before the draft")}, "pk"),
            Facet("held", _("Holder"), held, by),
        ]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return places_in(self.rounds)

    @property
    def kept_with_place(self) -> list[tuple[str, str]]:
        """What of the address goes along when somebody asks for another clause."""
        return [(name, value) for name, value in self._given.items() if name != "place"]

    @property
    def kept_with_proposed(self) -> list[tuple[str, str]]:
        """The same of another proposed theme."""
        return [(name, value) for name, value in self._given.items() if name != "proposed"]

    @property
    def chips(self) -> list[Chip]:
        """A clause by its name, a proposed theme by its words, and why what nobody says any more left."""
        places = self.places.values()
        names: dict[str, str | Promise] = {NONE: _("The text as a whole"), **{place.key: place.name for place in places}}
        proposed: dict[str, str | Promise] = {NONE: _("Not placed"), **self.named.proposed}
        written: dict[Any, Callable[[str], str | Promise]] = {
            PLACE: lambda key: names.get(key, key),
            PROPOSED: lambda value: proposed.get(value, value),
            UNSAID: lambda _on: LEFT,
        }
        return [chip._replace(words=written[chip.label](str(chip.words))) if chip.label in written else chip for chip in super().chips]

    @cached_property
    def cells(self) -> Mapping[Cell, int]:
        """The voices of all opinions here."""
        return cells_of(self.consultation)

    @cached_property
    def shelves(self) -> Mapping[Shelf, int]:
        """The opinions."""
        return shelves_of(self.consultation)

    @cached_property
    def progress(self) -> Progress:
        done = sum(count for shelf, count in self.shelves.items() if shelf.state in DONE)
        voices = sum(self.cells.values())
        done_voices = sum(count for cell, count in self.cells.items() if cell.state in DONE)
        return Progress(done, sum(self.shelves.values()), 100 * done_voices // voices if voices else 0)

    @cached_property
    def page(self) -> Page[Any]:
        """Which rows they are an index says, and only these are read."""
        if self.is_grouped:
            rows, by = self._narrowed(self.chosen), (self.order or ORDERS[0]).name
            return page_of_groups(rows, self.named.analysis, count=self._rows_counted, page=self._page, by=by, proposed=self.proposed)
        paginator = Paginator(self.rows, ROWS)
        if not self._is_counted_one_by_one:
            paginator.count = sum(count for shelf, count in self.shelves.items() if self._passes(shelf) and self._is_said(shelf))
        elif self.words:
            rows = self._without_words(self.chosen).order_by(*self._by)
            paginator.count = count_with_words(rows, self.words)
            if paginator.count > MOST_AT_ONCE:
                paginator.object_list = first_with_words(rows, self.words)
        page = paginator.get_page(self._page)
        page.object_list = Opinion.objects.filter(pk__in=cast("QuerySet[Opinion]", page.object_list).values("pk")).order_by(*self._by)
        return page

    @property
    def is_grouped(self) -> bool:
        """Whether what a machine finds to be the same stands in one row."""
        return bool(self.named.analysis) and not self.is_unsaid and is_grouped(self.chosen, self.words)

    @property
    def in_front(self) -> QuerySet[Any]:
        """Of each row the opinion that speaks for it, in the order of the rows."""
        if not self.is_grouped:
            return self.rows
        return standing_in_front(self.rows) if self._by == ORDERS[1].by else heaviest_first(self.rows)

    @property
    def _rows_counted(self) -> int | None:
        """Of all rows, where no query has to count them."""
        if self._is_counted_one_by_one:
            return None
        theme, behind = self.chosen.get("theme"), self.named.behind
        count = sum(count for shelf, count in self.shelves.items() if self._passes(shelf))
        return count - (behind_under(self.named.analysis, theme, behind) if theme else behind)

    @property
    def _by(self) -> Sequence[Any]:
        return (self.order or ORDERS[0]).by

    @property
    def has_counts(self) -> bool:
        """Whether the voices of each way to narrow it down are counted with the page."""
        return self.counts_at_once or not self._is_counted_one_by_one or self.page.paginator.count <= MOST_AT_ONCE

    @property
    def voices(self) -> int:
        """Of the opinions that the address asks for."""
        return sum(count for cell, count in self._cells_asked_for.items() if self._passes(cell))

    @property
    def _is_counted_one_by_one(self) -> bool:
        return bool(self.place or self.proposed or self.words or self.is_unsaid or "held" in self.chosen)

    @cached_property
    def _cells_asked_for(self) -> Mapping[Cell, int]:
        if not self._is_counted_one_by_one:
            return self.cells
        return cells_among(self._narrowed({name: value for name, value in self.chosen.items() if name == "held"}))

    def counts(self, facet: Facet) -> Mapping[Any, int]:
        """In voices."""
        if facet.name == "held":
            return self._held()
        counts: Counter[str] = Counter()
        for cell, count in self._cells_asked_for.items():
            if self._passes(cell, but=facet.name):
                counts[VALUES[facet.name](cell)] += count
        return counts

    def _held(self) -> Mapping[str, int]:
        """Few are held at a time, so these alone are looked at."""
        if "held" in self.chosen:
            return {self.chosen["held"]: self.voices}
        asked_for = self._narrowed(self.chosen).order_by().filter(pk=OuterRef("pk"))
        held = Opinion.objects.filter(Exists(asked_for), held_until__gt=self._moment).order_by()
        by = dict(held.values_list("held_by").annotate(Sum("group_voices")))
        mine = by.pop(self._person.pk, 0)
        others = sum(by.values())
        return {"mine": mine, "others": others, NONE: self.voices - mine - others}

    def _passes(self, one: Cell | Shelf, *, but: str = "") -> bool:
        named = {name: value for name, value in self.chosen.items() if name in VALUES and name != but}
        return all(VALUES[name](one) == value for name, value in named.items() if isinstance(one, Cell) or name not in OF_VOICES)

    def _is_said(self, shelf: Shelf) -> bool:
        return not OF_VOICES & self.chosen.keys() or bool(shelf.said_in & self._bits(self.chosen))

    def _bits(self, chosen: Mapping[str, str]) -> int:
        """Of the rounds and the times that are asked for."""
        times = [chosen["draft"] == "after"] if "draft" in chosen else [False, True]
        rounds = [held for held in self.rounds if chosen.get("round", str(held.pk)) == str(held.pk)]
        return sum(bit_of(held.number, is_after) for held in rounds for is_after in times)

    def _narrowed(self, chosen: Mapping[str, str]) -> QuerySet[Any]:
        rows = self._without_words(chosen)
        return with_words(rows, self.words) if self.words else rows

    def _without_words(self, chosen: Mapping[str, str]) -> QuerySet[Any]:
        rows = super()._narrowed(
            {name: value for name, value in chosen.items() if name not in OF_VOICES and (name, value) != ("theme", NONE)}
        )
        if chosen.get("theme") == NONE:
            rows = rows.filter(theme=None)
        if OF_VOICES & chosen.keys():
            rows = rows.alias(heard=F("said_in").bitand(self._bits(chosen))).filter(heard__gt=0)
        return rows
