"""A list that is narrowed down by links and by words, and put in order by links: all of it stands in the address, and each filter says how many rows it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from shishin.kit.points import Point

ROWS = 50
ORDER = "order"
"""In the address."""
FEW = 8
"""A list with fewer rows is read at one glance: it is not narrowed down."""
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list down. `by` is what every row has one value of; `choices` are what its values are called, in their order.

    Where a row may have several values, `having` tells of each which rows have it, instead of `by`.
    """

    name: str
    """In the address."""
    label: Text
    choices: Mapping[str, Text]
    by: str | Combinable = ""
    having: Mapping[str, Q] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return f"facet_{self.name}"

    @property
    def value(self) -> Combinable:
        return F(self.by) if isinstance(self.by, str) else self.by

    def words_of(self, value: str) -> Text:
        return self.choices.get(value, value)


@dataclass(frozen=True, slots=True)
class Order:
    """One way to put the rows in order, by fields as for `order_by`; the last of them tells any two rows apart."""

    name: str
    """In the address."""
    label: Text
    by: Sequence[str | Combinable | OrderBy]


@dataclass(frozen=True, slots=True)
class Search:
    """Rows by words that somebody typed. `narrow` gives those that have them."""

    label: Text
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]
    name: str = "q"
    """In the address."""


@dataclass(frozen=True, slots=True)
class Link:
    """One value of a facet, with how many rows it would leave."""

    words: Text
    url: str
    count: int
    is_here: bool


class FacetLinks(NamedTuple):
    label: Text
    links: list[Link]


class OrderLink(NamedTuple):
    words: Text
    url: str
    is_here: bool


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: Text
    words: Text
    url: str


class Listing:
    """Rows as far as the address asks for them, in the order it asks for: the first of `orders` where it asks for none, that of `rows` where there are none.

    `asked` names other filters of the address, which the caller applies; `kept` what else of it belongs to this list, and `at` where on
    the page the list begins.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        query: QueryDict,
        facets: Sequence[Facet] = (),
        *,
        orders: Sequence[Order] = (),
        search: Search | None = None,
        asked: Mapping[str, Text] | None = None,
        kept: Sequence[str] = (),
        at: str = "",
    ) -> None:
        self._all, self._facets, self._orders, self.search = rows, facets, orders, search
        self._asked = {**({search.name: search.label} if search else {}), **(asked or {})}
        self._page = str(query.get("page", ""))
        self._names = [*kept, *(facet.name for facet in facets), *self._asked, *([ORDER] if orders else [])]
        self._at = f"#{at}" if at else ""
        self._given = {name: value for name in self._names if (value := str(query.get(name, "")).strip())}
        self.words = self._given.get(search.name, "") if search else ""
        """What is looked for."""
        self.order = next((order for order in orders if order.name == self._given.get(ORDER)), orders[0] if orders else None)
        if self.order is None or self.order is orders[0]:
            self._given.pop(ORDER, None)
        self.chosen = {facet.name: self._given[facet.name] for facet in facets if facet.name in self._given}

    @cached_property
    def rows(self) -> QuerySet[Any]:
        rows = self._narrowed(self.chosen)
        return rows.order_by(*self.order.by) if self.order else rows

    @cached_property
    def page(self) -> Page[Any]:
        return Paginator(self.rows, ROWS).get_page(self._page)

    @cached_property
    def facets(self) -> list[FacetLinks]:
        """Each counted, by one query, among the rows that the other filters leave. What would leave nothing is left out."""
        return [FacetLinks(facet.label, self._links(facet)) for facet in self._facets]

    @property
    def orders(self) -> list[OrderLink]:
        return [
            OrderLink(order.label, self.url(**{ORDER: "" if order is self._orders[0] else order.name}), order is self.order)
            for order in self._orders
        ]

    @property
    def kept_in_search(self) -> list[tuple[str, str]]:
        """What of the address goes along when somebody looks for other words."""
        return [(name, value) for name, value in self._given.items() if self.search and name != self.search.name]

    @property
    def tabs(self) -> list[Link]:
        """The first facet."""
        return self.facets[0].links if self._facets else []

    @property
    def ways_to_narrow(self) -> list[FacetLinks]:
        """The facets that are worth drawing: none where the whole list is short, and none that tells no rows apart."""
        is_short = not self._given and any(facet.links[0].count < FEW for facet in self.facets[:1])
        return [] if is_short else [facet for facet in self.facets if len(facet.links) > 2 or not facet.links[0].is_here]

    @property
    def chips(self) -> list[Chip]:
        shown: list[tuple[Text, str, Text]] = [
            (facet.label, facet.name, facet.words_of(self.chosen[facet.name])) for facet in self._facets if facet.name in self.chosen
        ]
        shown += [(label, name, self._given[name]) for name, label in self._asked.items() if name in self._given]
        return [Chip(label, words, self.url(without=name)) for label, name, words in shown]

    @property
    def filter(self) -> str:
        """What of the address is worth saving."""
        return self._query({})

    def url(self, *, without: str = "", **changed: str) -> str:
        """The address of this list from its top on, without a filter or with another one."""
        return f"?{self._query({without: '', **changed})}{self._at}"

    def _query(self, changed: Mapping[str, str]) -> str:
        wanted = {**self._given, **changed}
        return urlencode({name: wanted[name] for name in self._names if wanted.get(name)})

    def _narrowed(self, chosen: Mapping[str, str]) -> QuerySet[Any]:
        rows = self.search.narrow(self._all, self.words) if self.search and self.words else self._all
        for facet in self._facets:
            if facet.name not in chosen:
                continue
            if facet.having:
                rows = rows.filter(facet.having.get(chosen[facet.name], Q(pk__in=())))
                continue
            try:
                rows = rows.alias(**{facet.column: facet.value}).filter(**{facet.column: chosen[facet.name]})
            except ValueError:
                return self._all.none()  # no number where the rows have numbers
        return rows

    def counts(self, facet: Facet) -> Mapping[Any, int]:
        """How many rows have each value of a facet, among those that the other filters leave."""
        rows = self._left_by_others(facet)
        if facet.having:
            return rows.aggregate(**{value: Count("pk", filter=having) for value, having in facet.having.items()})
        rows = rows.annotate(**{facet.column: facet.value})
        return dict(rows.values(facet.column).annotate(rows=Count("pk")).values_list(facet.column, "rows"))

    def _left_by_others(self, facet: Facet) -> QuerySet[Any]:
        rows = self._narrowed({name: value for name, value in self.chosen.items() if name != facet.name})
        return rows.order_by().select_related(None).prefetch_related(None)

    def _links(self, facet: Facet) -> list[Link]:
        here = self.chosen.get(facet.name, "")
        counted = self.counts(facet)
        total = self._left_by_others(facet).count() if facet.having else sum(counted.values())
        counts = {str(value): count for value, count in counted.items() if value not in (None, "")}
        # Values that nobody named are years or numbers, the newest first.
        known = dict.fromkeys([*facet.choices, *sorted(counts, reverse=True), *self.chosen.values()])
        links = [
            Link(facet.words_of(value), self.url(**{facet.name: value}), counts.get(value, 0), value == here)
            for value in known
            if counts.get(value) or value == here
        ]
        return [Link("", self.url(without=facet.name), total, not here), *links]


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """What a reader has saved of the lists at an address, as (name, filter); where they save one more, and where they take some away."""

    filters: Sequence[tuple[str, str]] = field(default_factory=list)
    save_url: str = ""
    remove_url: str = ""


saved_filters: Point[[HttpRequest, str], SavedFilters | None] = Point("kit.listing.saved_filters")
"""Asked with the request for a list and the filter that is on; whoever keeps what a reader saves answers, or None where there is no reader to save for."""
