"""Bodies in a tree, the orders by which they decide, and the seats in them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.kit.identity import DatedName, Identified, Named, in_language
from shishin.people.models import Organization, Person, is_agreed

PARENT_BODY = "parent_body"


class StandingOrders(Identified):
    """How a body comes to a decision: who counts for the quorum, how many it needs, who votes, which kinds of decision it may take.

    Data, not code. `standing_orders.py` has the shape of `rules` and checks it.
    """

    slug = models.SlugField(_("address"), unique=True)
    titles = models.JSONField(_("titles"), default=dict)
    rules = models.JSONField(_("rules"), default=dict)

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "standing orders"

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug


class BodyQuerySet(models.QuerySet["Body"]):
    """Names for sets of bodies. Reads only."""

    def with_confirmation(self) -> BodyQuerySet:
        """Each with `is_confirmed`: whether the body above it agreed to be so. Without one there is nothing to confirm."""
        return self.annotate(is_confirmed=has_agreeing_parent())


def has_agreeing_parent() -> Q:
    """Bodies that the one above them agreed to have, and those with none above."""
    return Q(parent=None) | is_agreed(PARENT_BODY, target="parent__uuid", ours="organization", theirs="parent__organization")


class Body(Identified, Named):
    """A council, committee, task force or working group."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        COMMITTEE = "committee", _("Committee")
        TASK_FORCE = "task_force", _("Task force")
        WORKING_GROUP = "working_group", _("Working group")
        SECRETARIAT = "secretariat", _("Secretariat")

    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("under"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name=_("organization")
    )
    remit = models.JSONField(_("remit"), default=dict, blank=True)
    standing_orders = models.ForeignKey(
        StandingOrders, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name=_("standing orders")
    )
    established_on = models.DateField(_("established on"), null=True, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return self.name_on(localdate()) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("councils:body", args=[self.slug])


class BodyName(DatedName):
    body = models.ForeignKey(Body, models.CASCADE, related_name="dated_names")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "valid_from"], name="one_body_name_from_a_day")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.valid_from}"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Names for sets of seats. Reads only."""

    def on(self, day: date) -> SeatQuerySet:
        """A term that was to begin after the last day of the body never does."""
        there = Q(body__abolished_on=None) | Q(body__abolished_on__gte=day)
        return self.filter(Q(until=None) | Q(until__gte=day), there, since__lte=day)

    def with_people(self) -> SeatQuerySet:
        """Each with its person and all names of that person."""
        return self.select_related("person").prefetch_related("person__dated_names")

    def not_over_on(self, day: date) -> SeatQuerySet:
        """Those that are held on a day or will be, in bodies that are still there."""
        return self.filter(Q(until=None) | Q(until__gte=day), Q(body__abolished_on=None) | Q(body__abolished_on__gte=day))


class Seat(Identified):
    """A person's place in a body for a term."""

    class Capacity(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        DELEGATE = "delegate", _("Delegate")
        SECRETARIAT = "secretariat", _("Secretariat")
        OBSERVER = "observer", _("Observer")

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name=_("body"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats", verbose_name=_("person"))
    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="seat_ends_after_it_began"),
            models.UniqueConstraint(fields=["body", "person", "since"], name="one_seat_begins_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.body} – {self.person}"
