"""The map: what each group says tells where it stands; the theme it is under, or under which a machine puts it, tells its colour."""

from __future__ import annotations

from collections import defaultdict
from math import hypot
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.consultations.models import Analysis, Opinion, Placing
from shishin.consultations.models.opinions import OpinionQuerySet
from shishin.kit.charts import Scatter, Series

MOST = 20_000
"""The heaviest groups; that many a browser draws at once, and an analysis places."""
LEAST, NEAREST, WIDEST, LISTED = 0.001, 0.012, 0.1, 20
"""How far around a place groups are listed, at least as far as the drawing rounds; and how many of them."""


def _on_map(analysis: Analysis) -> QuerySet[Placing]:
    return Placing.objects.filter(analysis=analysis, leader=None, x__isnull=False, y__isnull=False, opinion__folded_into=None)


def map_of(analysis: Analysis) -> Scatter:
    """Themes of persons first, as results have them, then those that are proposed; then what is under none. Three queries."""
    consultation = analysis.consultation
    points: defaultdict[tuple[str, int | None], list[tuple[float, float]]] = defaultdict(list)
    for x, y, signed, proposed in (
        _on_map(analysis).order_by("-opinion__group_voices", "pk").values_list("x", "y", "opinion__theme", "proposed_theme")[:MOST]
    ):
        points[("theme", signed) if signed else ("proposed", proposed)].append((float(x or 0), float(y or 0)))
    queue = reverse("consultations:opinions", args=[consultation.slug])
    series = [
        Series(str(theme), points["theme", theme.pk], f"{queue}?theme={theme.pk}")
        for theme in consultation.themes.all()
        if points["theme", theme.pk]
    ]
    series += [
        Series(_("By machine: %(theme)s") % {"theme": one}, points["proposed", one.pk], f"{queue}?theme=none&proposed={one.pk}")
        for one in analysis.themes.all()
        if points["proposed", one.pk]
    ]
    if alone := points["proposed", None]:
        series.append(Series(_("Not placed"), alone, f"{queue}?theme=none&proposed=none", is_named=False))
    return Scatter(_("Groups of opinions by what they say"), _("Theme"), series, _("Groups"))


class Spot(NamedTuple):
    """A place on the map and how far around it somebody looks, from 0 to 1."""

    x: float
    y: float
    around: float

    @classmethod
    def asked(cls, asked: Any) -> Spot | None:
        """From an address; nothing where it names none."""
        try:
            x, y = float(asked.get("x", "")), float(asked.get("y", ""))
            around = float(asked.get("around", NEAREST))
        except ValueError:
            return None
        if not (0 <= x <= 1 and 0 <= y <= 1 and around > 0):
            return None
        return cls(x, y, min(max(around, LEAST), WIDEST))


def groups_at(analysis: Analysis, spot: Spot) -> OpinionQuerySet:
    """What stands there, the nearest first."""
    beside = _on_map(analysis).filter(
        x__range=(spot.x - spot.around, spot.x + spot.around), y__range=(spot.y - spot.around, spot.y + spot.around)
    )
    far = {pk: hypot(float(x or 0) - spot.x, float(y or 0) - spot.y) for pk, x, y in beside.values_list("opinion", "x", "y")}
    nearest = sorted((pk for pk in far if far[pk] <= spot.around), key=lambda pk: (far[pk], pk))[:LISTED]
    in_order = Case(*(When(pk=pk, then=Value(at)) for at, pk in enumerate(nearest)), default=Value(LISTED))
    return Opinion.objects.filter(pk__in=nearest).order_by(in_order)
