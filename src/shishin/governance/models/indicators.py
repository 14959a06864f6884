"""Indicators of a plan, their targets and values, and the progress 進捗 of its measures by quarter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shishin.governance.models.plans import Measure, Plan, PlanEdition
from shishin.kit.dates import Quarter
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Person

DIGITS, PLACES = 18, 4


class Indicator(Identified):
    """What is measured: of one measure, or of the plan as its effect. Its key lives as long as the plan."""

    class Kind(models.TextChoices):
        MEASURE = "measure", _("of a measure")
        QOS = "qos", _("quality of service (QOS)")
        QOL = "qol", _("quality of life (QOL)")
        EFFECT = "effect", _("other effect of the plan")

    class Direction(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="indicators")
    key = models.SlugField(max_length=80)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("measure"))
    position = models.PositiveIntegerField(_("place"))
    kind = models.CharField(_("kind of indicator"), max_length=10, choices=Kind, default=Kind.MEASURE)
    titles = models.JSONField(_("titles"), default=dict)
    unit = models.CharField(_("unit"), max_length=50)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=PLACES)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"))

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_indicator_of_an_edition_has_a_key"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_indicator_stands_at_a_place"),
            models.CheckConstraint(condition=~Q(unit=""), name="indicator_has_a_unit"),
            models.CheckConstraint(
                condition=(Q(kind="measure") & Q(measure__isnull=False)) | (~Q(kind="measure") & Q(measure=None)),
                name="indicator_is_of_a_measure_or_of_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.titles)


class Target(models.Model):
    """What an indicator is to reach in a fiscal year."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    value = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        ordering = ["indicator", "fiscal_year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "fiscal_year"], name="one_target_of_a_year")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.fiscal_year}"


class IndicatorValue(Identified):
    """What an indicator was in a fiscal year or in one quarter of it. What was told before stays; the newest counts."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="indicator_values")
    key = models.SlugField(_("indicator"), max_length=80)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    """1 to 4, or none for the whole year."""
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=PLACES)
    words = models.TextField(_("words"), blank=True)
    source = models.TextField(_("source"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told by"))
    at = models.DateTimeField(_("told at"))
    is_newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["plan", "key", "fiscal_year", "quarter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key", "fiscal_year", "quarter"],
                condition=Q(is_newest=True, quarter__isnull=False),
                name="one_value_of_a_quarter_is_the_newest",
            ),
            models.UniqueConstraint(
                fields=["plan", "key", "fiscal_year"], condition=Q(is_newest=True, quarter=None), name="one_value_of_a_year_is_the_newest"
            ),
            models.CheckConstraint(condition=Q(quarter=None) | Q(quarter__in=[1, 2, 3, 4]), name="value_is_of_a_quarter_that_there_is"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.key} {self.fiscal_year}"


class Progress(Identified):
    """How a measure stood at a quarter: what was done, and what comes next. What was told before stays; the newest counts."""

    class State(models.TextChoices):
        AS_PLANNED = "as_planned", _("as planned")
        LATE = "late", _("late")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="progress")
    key = models.SlugField(_("measure"), max_length=80)
    quarter = models.PositiveIntegerField(_("quarter"))
    """As `Quarter.ordinal`."""
    state = models.CharField(_("state"), max_length=10, choices=State)
    done = models.TextField(_("what was done"), blank=True)
    next = models.TextField(_("what comes next"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("told by"))
    at = models.DateTimeField(_("told at"))
    is_newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["plan", "key", "quarter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key", "quarter"], condition=Q(is_newest=True), name="one_progress_of_a_quarter_is_the_newest"
            ),
            models.CheckConstraint(condition=Q(state__in=["as_planned", "late", "stopped", "done"]), name="progress_has_a_state"),
        ]
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.plan_id} {self.key} {self.quarter}"

    @property
    def of_quarter(self) -> Quarter:
        return Quarter.of_ordinal(self.quarter)
