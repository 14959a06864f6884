"""What we answer: responses, what was withheld or masked, and what was found wrong after publishing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models.consultations import Consultation
from shishin.consultations.models.opinions import Opinion, Theme
from shishin.guidelines.models import Change
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Organization, Person


class Response(Identified):
    """One row of the table of results. It answers any number of opinions.

    `number` is one of work until the results are published, and then counts in the order of the themes. `places` are keys of clauses; publishing
    resolves them to the `changes` of the edition that the results went into.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("In draft")
        CHECKED = "checked", _("Checked")
        FINAL = "final", _("Final")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="responses")
    number = models.PositiveIntegerField(_("number"))
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("theme"))
    disposition = models.CharField(_("disposition"), max_length=40, blank=True)
    gists = models.JSONField(_("what the opinions say, one line an item"), default=dict, blank=True)
    views = models.JSONField(_("our view"), default=dict, blank=True)
    reasons = models.JSONField(_("reason"), default=dict, blank=True)
    places = models.JSONField(_("clauses that it changed"), default=list, blank=True)
    changes = models.ManyToManyField(Change, related_name="responses", blank=True)
    promised = models.JSONField(_("what is promised"), default=dict, blank=True)
    in_charge = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("in charge")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows the carried response")
    )
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects"))
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True)
    figures = models.JSONField(_("figures of the day on which it was published"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=0, help_text=_("How often it changed: by it two writers find out about each other."))

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="response_number_is_unique_in_consultation"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(disposition=""), name="checked_response_has_a_disposition"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(written_by=None) | ~Q(checked_by=F("written_by")), name="response_is_checked_by_another"
            ),
            models.CheckConstraint(condition=Q(follows=None) | ~Q(follows=F("pk")), name="response_does_not_follow_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {in_language(self.views)[:40]}".strip()

    def get_absolute_url(self) -> str:
        """In the table once that is public; until then where it is written."""
        if self.consultation.is_published:
            return reverse("consultations:result", args=[self.consultation.slug, self.number])
        return reverse("consultations:response", args=[self.uuid])

    @property
    def is_final(self) -> bool:
        return self.state == self.State.FINAL


class ModerationActQuerySet(models.QuerySet["ModerationAct"]):
    """Reads only."""

    def reasons_withheld(self) -> dict[int, str]:
        """Why an opinion is withheld, by its key. What is folded is withheld with its head, for which alone it was asked."""
        rows = self.filter(kind=ModerationAct.Kind.WITHHOLD, state=ModerationAct.State.CONFIRMED).order_by("asked_at", "pk")
        return dict(rows.values_list("opinion", "reason"))


class ModerationAct(Identified):
    """Somebody asks to withhold or mask an opinion, or to take that back; where the rules ask for it, a second person confirms."""

    class Kind(models.TextChoices):
        WITHHOLD = "withhold", _("Withhold")
        MASK = "mask", _("Mask")
        RESTORE = "restore", _("Restore")

    class State(models.TextChoices):
        ASKED = "asked", _("To be confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="moderation")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=40)
    words = models.TextField(_("in words"), blank=True)
    masked_words = models.TextField(_("words with what is masked"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ModerationActQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opinion"], condition=Q(state="asked"), name="one_moderation_waits_for_an_opinion"),
            models.CheckConstraint(condition=Q(state="asked") | Q(answered_at__isnull=False), name="answered_moderation_has_its_moment"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(answered_by=None) | Q(asked_by=None) | ~Q(answered_by=F("asked_by")),
                name="moderation_is_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.opinion_id}"


class ResultsCorrection(Identified):
    """A dated remark below published results: they themselves are never changed."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="corrections")
    noted_on = models.DateField(_("noted on"))
    remarks = models.JSONField(_("remark"), default=dict)

    class Meta:
        ordering = ["noted_on", "pk"]

    def __str__(self) -> str:
        return in_language(self.remarks)
