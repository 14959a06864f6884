"""Bodies, seats, meetings and decisions: as much as an adopted edition needs to point at."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.kit.identity import DatedName, Identified, Named
from shishin.people.models import Organization, Person


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
    established_on = models.DateField(_("established on"), null=True, blank=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

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
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


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


class Meeting(Identified):
    """One sitting of a body."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    held_on = models.DateField(_("held on"))

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="meeting_number_is_unique_in_body")]

    def __str__(self) -> str:
        return f"{self.body} {self.number or self.held_on}"


class Decision(Identified):
    """What a body decided on a text. The text is fixed by its hash; its address is kept as text."""

    class Kind(models.TextChoices):
        DECIDED = "decided", _("Decided")
        ENDORSED = "endorsed", _("Endorsed")
        BY_REPORT = "by_report", _("Adopted by report")
        CIRCULATED = "circulated", _("Decided by circulation")
        RETURNED = "returned", _("Returned")
        REJECTED = "rejected", _("Rejected")

    APPROVALS = (Kind.DECIDED, Kind.ENDORSED, Kind.BY_REPORT, Kind.CIRCULATED)

    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions", verbose_name=_("body"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("meeting"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    decided_on = models.DateField(_("decided on"))
    text_name = models.CharField(_("text decided on"), max_length=200)
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    words = models.JSONField(_("words of the decision"), default=dict, blank=True)

    class Meta:
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.body} {self.decided_on}"

    @property
    def is_approval(self) -> bool:
        return self.kind in self.APPROVALS
