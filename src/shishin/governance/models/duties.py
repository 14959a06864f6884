"""Duties: what a kind of organization owes by one of its roles, what that stands on, and who performs it in which fiscal year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models import Clause, Line
from shishin.kit.dates import FiscalYear
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Organization, Person, Role, is_agreed

DUTY_BASIS = "duty_basis"


class YearCount(models.Model):
    """How fiscal years were counted when the first row of this capability was stored. One row; another count would move every year."""

    begins = models.PositiveSmallIntegerField(_("month in which a fiscal year begins"))
    named = models.CharField(_("by which calendar year it is named"), max_length=5)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="years_are_counted_in_one_way")]

    def __str__(self) -> str:
        return f"{self.begins} {self.named}"

    @property
    def is_kept(self) -> bool:
        """Whether the site still counts so."""
        return (self.begins, self.named) == (settings.FISCAL_YEAR_BEGINS, settings.FISCAL_YEAR_NAMED)


def is_owed_in(year: FiscalYear) -> Q:
    """Duties that somebody owes at some time of a fiscal year. What is to begin later in it is not owed before its first day, when everybody reads it.

    One that got parts is owed by these from the day on.
    """
    day = min(year.last_day, localdate())
    there = Q(since__lte=day) & (Q(until=None) | Q(until__gte=year.first_day))
    return there & (Q(is_abstract=False) | Q(broken_down_on__gt=day))


class DutyQuerySet(models.QuerySet["Duty"]):
    """Names for sets of duties. Reads only."""

    def owed_in(self, year: FiscalYear) -> DutyQuerySet:
        """Those that somebody owes at some time of a fiscal year."""
        return self.filter(is_owed_in(year))

    def with_years(self, years: Iterable[FiscalYear]) -> DutyQuerySet:
        """Each with `owed_<year>` for each of these years."""
        marks = {f"owed_{year.begins_in}": Case(When(is_owed_in(year), then=Value(True)), default=Value(False)) for year in years}
        return self.annotate(**marks)

    def there_on(self, day: date) -> DutyQuerySet:
        """Not ended by that day."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class Duty(Identified):
    """A function 機能 with parts, or what holders of a role do. It is ended, never removed; the list it stands in is its owner's."""

    class Origin(models.TextChoices):
        NOT_STATED = "", _("not stated")
        NEW = "new", _("newly required")
        EXISTING = "existing", _("already performed")

    slug = models.SlugField(_("address"), unique=True, max_length=100)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="duties", verbose_name=_("whose list it is"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of"))
    position = models.PositiveIntegerField(_("place in the list"), default=0)
    titles = models.JSONField(_("titles"), default=dict)
    words = models.JSONField(_("words"), default=dict, blank=True)
    is_abstract = models.BooleanField(_("a function with parts"), default=False)
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("role that performs it"))
    owed_by = models.JSONField(_("kinds of organization that owe it"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.NOT_STATED, blank=True)
    since = models.DateField(_("owed since"))
    until = models.DateField(_("owed until"), null=True, blank=True)
    reason = models.TextField(_("why it ended"), blank=True)
    broken_down_on = models.DateField(_("broken down on"), null=True, blank=True)
    """From that day on its parts are owed. Before, it was owed itself, and its statuses of that time stay."""

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_abstract=True) | Q(role__isnull=False), name="concrete_duty_has_a_role"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="duty_is_no_part_of_itself"),
            models.CheckConstraint(condition=Q(until=None) | ~Q(reason=""), name="ended_duty_has_a_reason"),
            models.CheckConstraint(condition=Q(broken_down_on=None) | Q(is_abstract=True), name="broken_down_duty_is_abstract"),
            models.UniqueConstraint(fields=["parent", "position"], name="one_duty_stands_at_a_place"),
            models.UniqueConstraint(fields=["owner", "position"], condition=Q(parent=None), name="one_duty_stands_at_a_place_on_top"),
        ]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("governance:duty", args=[self.slug])

    def is_over_on(self, day: date) -> bool:
        return self.until is not None and self.until < day

    @property
    def kinds(self) -> list[str]:
        """Which kinds of organization owe it, in words."""
        return [str(kind.label) for kind in Organization.Kind if kind in self.owed_by]


class Practice(Identified):
    """Where a duty was taken from: what an organization does already."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="practices", verbose_name=_("duty"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="practices", verbose_name=_("whose practice it is"))
    words = models.JSONField(_("what is done there"), default=dict)
    day = models.DateField(_("as of"))
    url = models.URLField(_("where it is told"), max_length=500, blank=True)

    class Meta:
        ordering = ["duty", "-day", "-pk"]

    def __str__(self) -> str:
        return in_language(self.words)


class DutyBasisQuerySet(models.QuerySet["DutyBasis"]):
    """Names for sets of bases. Reads only."""

    def standing(self) -> DutyBasisQuerySet:
        """Of each clause that a duty stands on, the newest reading."""
        return self.filter(is_newest=True, is_given_up=False)

    def with_confirmation(self) -> DutyBasisQuerySet:
        """Each with `is_confirmed`: whether it shows on the page of its clause."""
        return self.annotate(is_confirmed=is_basis_agreed())


def is_basis_agreed() -> Q:
    """Bases on clauses of the own organization, and those that the keeper of the clause agreed to."""
    return is_agreed(DUTY_BASIS, edge="tie", target="line", ours="duty__owner", theirs="line__document__owner")


class DutyBasis(Identified):
    """The clause a duty stands on, as somebody read it. A further row is a further reading, and the newest counts."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="bases", verbose_name=_("duty"))
    line = models.ForeignKey(Line, models.PROTECT, related_name="duty_bases", verbose_name=_("clause"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="duty_bases", verbose_name=_("clause as read"))
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("read by"))
    read_on = models.DateField(_("read on"))
    words = models.TextField(_("what was found"), blank=True)
    is_given_up = models.BooleanField(_("no basis any more"), default=False)
    tie = models.UUIDField(editable=False)
    """What all readings of a clause for a duty share: the uuid of the first. Its keeper agrees to that one."""
    is_newest = models.BooleanField(default=True)

    objects = DutyBasisQuerySet.as_manager()

    class Meta:
        ordering = ["duty", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "line"], condition=Q(is_newest=True), name="one_reading_of_a_basis_is_the_newest")
        ]
        verbose_name_plural = "duty bases"

    def __str__(self) -> str:
        return f"{self.duty_id} {self.line_id}"


class DutyYear(Identified):
    """A fiscal year of a list of duties: until when it is to be stated who performs them, and since when everybody reads it."""

    owner = models.ForeignKey(Organization, models.PROTECT, related_name="duty_years", verbose_name=_("whose list it is"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    """By the calendar year in which it begins."""
    due_on = models.DateField(_("to be stated until"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        ordering = ["owner", "fiscal_year"]
        constraints = [models.UniqueConstraint(fields=["owner", "fiscal_year"], name="one_year_of_a_list_of_duties")]

    def __str__(self) -> str:
        return f"{self.owner} {self.year}"

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.fiscal_year)


class DutyStatus(Identified):
    """What an organization said of a duty in a fiscal year. What it said before stays; the newest of a cell counts."""

    class State(models.TextChoices):
        PERFORMED = "performed", _("performed")
        PARTLY = "partly", _("partly performed")
        NOT_YET = "not_yet", _("not yet performed")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="statuses", verbose_name=_("duty"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="duty_statuses", verbose_name=_("organization"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    """By the calendar year in which it begins."""
    state = models.CharField(_("state"), max_length=20, choices=State)
    words = models.TextField(_("words"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stated by"))
    at = models.DateTimeField(_("stated at"))
    is_newest = models.BooleanField(default=True)

    class Meta:
        ordering = ["duty", "organization", "fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "organization", "fiscal_year"], condition=Q(is_newest=True), name="one_status_of_a_cell_is_the_newest"
            ),
            models.CheckConstraint(condition=Q(state="performed") | ~Q(words=""), name="status_short_of_performed_has_words"),
            models.CheckConstraint(condition=Q(state__in=["performed", "partly", "not_yet", "not_applicable"]), name="status_has_a_state"),
        ]
        indexes = [models.Index(fields=["organization", "fiscal_year"], condition=Q(is_newest=True), name="statuses_of_an_organization")]
        verbose_name_plural = "duty statuses"

    def __str__(self) -> str:
        return f"{self.duty_id} {self.organization_id} {self.fiscal_year}"

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.fiscal_year)
