"""Groups in the queue: what a machine finds to be the same stands in one row, until somebody signs it or takes it apart.

Most rows have only one opinion, and an index gives them by their voices; those with several have one of their own. Both are merged as far as the page needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from shishin.consultations.models import Analysis, Consultation, NearCopy, Opinion, Placing, ProposedTheme, Theme
from shishin.consultations.models.analysis import name_of_proposal
from shishin.kit.identity import in_language
from shishin.kit.listing import ROWS

NONE = "none"
OF_ONE_OPINION = {"round", "draft", "held", "disposition"}
"""Where these are asked for, each opinion stands by itself: what stands in one row may differ in them."""
WEIGHT = Coalesce("placing__row_voices", "group_voices")
IN_A_ROW = Placing.objects.filter(opinion=OuterRef("pk"))


@dataclass(frozen=True, slots=True)
class ThemesOfQueue:
    """What the queue can be narrowed down to by theme, and how many of its opinions stand behind another one: one query."""

    themes: Mapping[str, str] = field(default_factory=dict)
    proposed: Mapping[str, str] = field(default_factory=dict)
    behind: int = 0
    analysis: int = 0
    """The one that was finished last."""


def themes_named(consultation: Consultation) -> ThemesOfQueue:
    themes = Theme.objects.filter(consultation=consultation).order_by()
    proposed = ProposedTheme.objects.filter(analysis__consultation=consultation).order_by()
    behind = Placing.objects.filter(analysis=OuterRef("pk"), is_behind=True).order_by().values("analysis").annotate(many=Count("pk"))
    analyses = (
        Analysis.objects.finished()
        .filter(consultation=consultation)
        .order_by()
        .annotate(behind=Coalesce(Subquery(behind.values("many")), 0))
    )
    rows = themes.values_list(Value("theme"), "position", "pk", "titles").union(
        proposed.values_list(Value("proposed"), "number", "pk", "terms"),
        analyses.values_list(Value("behind"), "behind", "pk", "settings"),
        all=True,
    )
    found = sorted(rows, key=lambda row: row[:3])
    return ThemesOfQueue(
        {str(pk): in_language(titles) for kind, _at, pk, titles in found if kind == "theme"},
        {str(pk): name_of_proposal(terms) for kind, _at, pk, terms in found if kind == "proposed"},
        sum(at for kind, at, _pk, _settings in found if kind == "behind"),
        max((pk for kind, _at, pk, _settings in found if kind == "behind"), default=0),
    )


def under_proposal(rows: QuerySet[Opinion], proposed: str) -> QuerySet[Opinion]:
    """Those that a machine puts under a theme, or under none. What came after the analysis it does not know."""
    if proposed != NONE and not proposed.isdecimal():
        return rows.none()
    placed = Placing.objects.filter(proposed_theme=None if proposed == NONE else int(proposed))
    return rows.filter(pk__in=placed.values("opinion"))


def behind_under(analysis: int, theme: str, behind: int) -> int:
    """Of so many behind another those under a signed theme, or under none: few have one, so only these are looked at."""
    under = Placing.objects.filter(analysis=analysis, is_behind=True)
    if theme == NONE:
        return behind - under.filter(opinion__theme__isnull=False).count()
    return under.filter(opinion__theme=int(theme)).count() if theme.isdecimal() else 0


def is_grouped(chosen: Mapping[str, str], words: str) -> bool:
    return not words and not OF_ONE_OPINION & chosen.keys() and chosen.get("state", Opinion.State.OPEN) == Opinion.State.OPEN


def standing_in_front(rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """One of each row."""
    return rows.filter(~Exists(IN_A_ROW.filter(is_behind=True)))


def heaviest_first(rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
    return standing_in_front(rows).order_by(WEIGHT.desc(), "number")


def page_of_groups(rows: QuerySet[Opinion], analysis: int, *, count: int | None, page: str, by: str, proposed: str = "") -> Page[Any]:
    """A page of rows, by voices or by number. `count` is how many rows there are, where it is known."""
    if proposed.isdecimal():
        return _page_of_proposal(rows, proposed, page=page, by=by)
    # What has voices has a number: it is said so that an index has them in their order.
    front = standing_in_front(rows).filter(number__gt=0).order_by("number")
    paginator = Paginator(front, ROWS)
    if count is not None:
        paginator.count = count
    made = paginator.get_page(page)
    if by == "number":
        shown: QuerySet[Any] = Opinion.objects.filter(pk__in=cast("QuerySet[Opinion]", made.object_list).values("pk"))
        order: tuple[Any, ...] = ("number",)
    else:
        begin = (made.number - 1) * ROWS
        shown, order = Opinion.objects.filter(pk__in=_heaviest(rows, analysis, begin, of=paginator.count)), (WEIGHT.desc(), "number")
    made.object_list = with_what_is_behind(shown).order_by(*order)
    return made


def _page_of_proposal(rows: QuerySet[Opinion], proposed: str, *, page: str, by: str) -> Page[Any]:
    """Few of all stand under one theme: they are looked at, and not all in their order."""
    fronts = Placing.objects.filter(Exists(rows.order_by().filter(pk=OuterRef("opinion"))), proposed_theme=int(proposed), is_behind=False)
    weight = Coalesce("row_voices", "opinion__group_voices").desc()
    made: Page[Any] = Paginator(fronts.order_by(*(() if by == "number" else (weight,)), "opinion__number"), ROWS).get_page(page)
    shown: QuerySet[Any] = Opinion.objects.filter(pk__in=cast("QuerySet[Placing]", made.object_list).values("opinion"))
    made.object_list = with_what_is_behind(shown).order_by(*(() if by == "number" else (WEIGHT.desc(),)), "number")
    return made


def with_what_is_behind(rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """How many stand behind each, with how many voices, and how many are possibly the same."""
    near = NearCopy.objects.filter(leader=OuterRef("pk"), other__folded_into=None).order_by().values("leader").annotate(many=Count("pk"))
    behind = Placing.objects.filter(leader=OuterRef("pk"), is_behind=True).order_by().values("leader")
    return rows.annotate(
        behind=Coalesce(Subquery(behind.annotate(many=Count("pk")).values("many")), 0),
        near_copies=Coalesce(Subquery(near.values("many")), 0),
        voices_behind=Coalesce(Subquery(behind.annotate(many=Sum("opinion__group_voices")).values("many")), 0),
    )


def _heaviest(rows: QuerySet[Opinion], analysis: int, begin: int, *, of: int) -> RawSQL:
    """Each part in the order of its index, from the nearer end; of those with as many voices the rows with several opinions come first."""
    is_far = begin > of // 2
    many = min(ROWS, of - begin) if is_far else ROWS
    skipped = of - begin - many if is_far else begin
    several = Placing.objects.filter(
        Exists(rows.filter(pk=OuterRef("opinion"))), analysis=analysis, row_voices__isnull=False, is_behind=False
    )
    single = rows.filter(~Exists(IN_A_ROW.filter(Q(is_behind=True) | Q(row_voices__isnull=False))))
    ordered: list[QuerySet[Any, Any]] = [
        several.order_by("-row_voices", "opinion_id").values("pk", weight=F("row_voices"), kind=Value(0), then_by=F("pk")),
        single.order_by("-group_voices", "number").values("pk", weight=F("group_voices"), kind=Value(1), then_by=F("number")),
    ]
    parts = [(part.reverse() if is_far else part)[: skipped + many] for part in ordered]
    compiled = [part.query.get_compiler(connection=connection, elide_empty=False).as_sql() for part in parts]
    both = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part" for sql, _arguments in compiled)
    arguments = [argument for _sql, some in compiled for argument in some]
    order = "weight, kind DESC, then_by DESC" if is_far else "weight DESC, kind, then_by"
    return RawSQL(f"SELECT pk FROM ({both}) AS merged ORDER BY {order} LIMIT {many:d} OFFSET {skipped:d}", arguments)
