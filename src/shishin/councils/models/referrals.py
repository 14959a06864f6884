"""Referrals: a question handed down to a group or up to a council, and the reports that answer it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.councils.models.bodies import Body
from shishin.councils.models.meetings import Meeting
from shishin.kit.identity import Identified, in_language
from shishin.people.models import is_agreed

UPWARD_PROPOSAL = "upward_proposal"


def reported_by(bodies: Iterable[Body], *, via: str = "") -> Q:
    """Referrals of which one of these bodies is the reporting body. `via` is the way to it from another table: `referral__`."""
    return _by_direction(bodies, down="asked_of", up="asked_by", via=via)


def answered_by(bodies: Iterable[Body], *, via: str = "") -> Q:
    """Referrals of which one of these bodies is the answering body; it answers proposals that it takes. `via` is as above."""
    return _by_direction(bodies, down="asked_by", up="asked_of", via=via) & is_confirmed(via=via)


def is_confirmed(*, via: str = "") -> Q:
    """Referrals that show with the body they are put to: all down, and those proposals up that it agreed to have."""
    agreed = is_agreed(
        UPWARD_PROPOSAL,
        edge=f"{via}uuid",
        target=f"{via}asked_of__uuid",
        ours=f"{via}asked_by__organization",
        theirs=f"{via}asked_of__organization",
    )
    return Q(**{f"{via}direction": Referral.Direction.DOWN}) | agreed


def _by_direction(bodies: Iterable[Body], *, down: str, up: str, via: str) -> Q:
    asked = Q(**{f"{via}direction": Referral.Direction.DOWN, f"{via}{down}__in": bodies})
    proposed = Q(**{f"{via}direction": Referral.Direction.UP, f"{via}{up}__in": bodies})
    return asked | proposed


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Names for sets of referrals. Reads only."""

    def with_confirmation(self) -> ReferralQuerySet:
        """Each with `is_confirmed`: whether it shows with the body that it is put to."""
        return self.annotate(is_confirmed=is_confirmed())

    def standing(self) -> ReferralQuerySet:
        """Those that wait: for a report, or for an answer to one."""
        return self.filter(state__in=(*Referral.WAITING_FOR_REPORT, Referral.State.REPORTED))

    def unanswered(self) -> ReferralQuerySet:
        """Those that wait for a report."""
        return self.filter(state__in=Referral.WAITING_FOR_REPORT)

    def overdue_on(self, day: date) -> ReferralQuerySet:
        return self.unanswered().filter(due_on__lt=day)


class Referral(Identified):
    """付託. Down: a council asks a group below it. Up: a committee proposes to a council above it. Private until published.

    open → reported → accepted, or returned (→ reported again); withdrawn from any state before accepted.
    """

    class Direction(models.TextChoices):
        DOWN = "down", _("Down: a question to a group")
        UP = "up", _("Up: a proposal to a council")

    class State(models.TextChoices):
        OPEN = "open", _("Under consideration")
        REPORTED = "reported", _("Reported")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Report accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    WAITING_FOR_REPORT = (State.OPEN, State.RETURNED)

    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    asked_by = models.ForeignKey(Body, models.PROTECT, related_name="referrals_made", verbose_name=_("from"))
    asked_of = models.ForeignKey(Body, models.PROTECT, related_name="referrals_received", verbose_name=_("to"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("at the meeting"))
    titles = models.JSONField(_("title"), default=dict)
    questions = models.JSONField(_("question or proposal"), default=dict)
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    referred_on = models.DateField(_("referred on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["referred_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("asked_of")), name="a_body_does_not_refer_to_itself"),
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_on__gte=F("referred_on")), name="referral_is_due_after_it_was_made"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="withdrawn_referral_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "withdrawn")) | Q(ended_on__isnull=False), name="ended_referral_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.titles)

    def get_absolute_url(self) -> str:
        return reverse("councils:referral", args=[self.uuid])

    @property
    def waits_for_report(self) -> bool:
        return self.state in self.WAITING_FOR_REPORT

    @property
    def reporting_body(self) -> Body:
        """Who drafts and reports: the group asked, or the committee that proposes."""
        return self.asked_of if self.direction == self.Direction.DOWN else self.asked_by

    @property
    def answering_body(self) -> Body:
        """Who accepts a report or returns it: the council above, in either direction."""
        return self.asked_by if self.direction == self.Direction.DOWN else self.asked_of


class Report(Identified):
    """提出. The answer to a referral: a draft, fixed by its hash, or "no change, because …"."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("A draft")
        NO_CHANGE = "no_change", _("No change, because")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Not answered yet")
        ACCEPTED = "accepted", _("Report accepted")
        RETURNED = "returned", _("Returned")
        LAPSED = "lapsed", _("Ended with the withdrawn referral")

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reports", verbose_name=_("referral"))
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.JSONField(_("report"), default=dict)
    text_name = models.CharField(_("draft"), max_length=200, blank=True)
    text_hash = models.CharField(_("hash of the draft"), max_length=64, blank=True)
    reported_on = models.DateField(_("reported on"))
    reported_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="reports_made", verbose_name=_("reported at")
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_at = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="reports_answered")
    answer = models.JSONField(_("reasons of the answer"), default=dict, blank=True)

    class Meta:
        ordering = ["referral", "number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="one_report_of_a_number"),
            models.UniqueConstraint(fields=["referral"], condition=Q(outcome="open"), name="one_report_waits_at_a_time"),
            models.CheckConstraint(condition=~Q(kind="draft") | ~Q(text_hash=""), name="draft_report_names_its_text"),
            models.CheckConstraint(condition=~Q(kind="no_change") | ~Q(words={}), name="report_of_no_change_has_a_reason"),
            models.CheckConstraint(condition=Q(outcome="open") | Q(answered_on__isnull=False), name="answered_report_has_a_day"),
            models.CheckConstraint(condition=~Q(outcome="returned") | ~Q(answer={}), name="returned_report_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.referral} {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:referral', args=[self.referral.uuid])}#report-{self.number}"
