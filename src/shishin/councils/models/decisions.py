"""Decisions: what a body decided on a text, with whom, and how they voted."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.councils.models.bodies import Body, Seat
from shishin.councils.models.meetings import AgendaItem, Meeting
from shishin.councils.models.referrals import Report
from shishin.kit.identity import Identified


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
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("agenda item")
    )
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("report"))
    body_names = models.JSONField(_("names of the body that day"), default=dict)
    orders = models.JSONField(_("standing orders that day"), default=dict, blank=True)
    quorum_needed = models.PositiveIntegerField(_("needed for the quorum"), null=True, blank=True)
    quorum_present = models.PositiveIntegerField(_("counted for the quorum"), null=True, blank=True)

    class Meta:
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return f"{self.body} {self.decided_on}"

    def get_absolute_url(self) -> str:
        return reverse("councils:decision", args=[self.uuid])

    @property
    def is_approval(self) -> bool:
        return self.kind in self.APPROVALS


class Vote(models.Model):
    """How the holder of a seat voted, or that they stood aside; name and capacity as they were that day."""

    class How(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        ABSTAINED = "abstained", _("Abstained")
        RECUSED = "recused", _("Recused")

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    how = models.CharField(_("vote"), max_length=10, choices=How)
    name = models.CharField(_("name that day"), max_length=200)
    capacity = models.CharField(_("capacity that day"), max_length=20)
    reason = models.TextField(_("why they stood aside"), blank=True)

    class Meta:
        ordering = ["decision", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "seat"], name="a_seat_votes_once")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.name}"
