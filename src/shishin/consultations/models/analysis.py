"""What a machine proposes: an analysis of a consultation's opinions, its themes, and where it puts each opinion. What a person signed stands elsewhere.

Signed work is in `Opinion.theme` and `Opinion.folded_into`. Nothing here is published, and all but `KeptApart` is replaced by the next analysis.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shishin.consultations.models.consultations import Consultation
from shishin.consultations.models.opinions import Opinion, Theme
from shishin.consultations.models.sorting import RowKey
from shishin.kit.identity import Identified
from shishin.people.models import Person

MOST_TERMS = 4
"""Of a theme's words those by which it is called."""


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    """Names for sets of analyses. Reads only."""

    def under_way(self) -> AnalysisQuerySet:
        return self.filter(state=Analysis.State.UNDER_WAY)

    def finished(self) -> AnalysisQuerySet:
        return self.filter(state=Analysis.State.FINISHED)


class Analysis(Identified):
    """One run over the opinions that stood in the queue when it began. Only the last one that was finished has themes and placings."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Under way")
        FINISHED = "finished", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", pgettext_lazy("of an analysis", "Cancelled")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="analyses")
    settings = models.JSONField(_("settings"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNDER_WAY)
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    newest = models.PositiveBigIntegerField(default=0, help_text=_("The last opinion that there was when it began."))
    sha256 = models.CharField(_("hash of what was analysed"), max_length=64, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    why = models.TextField(_("why it failed"), blank=True)
    signings = models.PositiveIntegerField(default=0, help_text=_("Acts that signed something of what it found, and stand."))

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state="under_way"), name="one_analysis_of_a_consultation_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="finished") | Q(finished_at__isnull=False), name="finished_analysis_has_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.begun_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:analysis", args=[self.consultation.slug])

    @property
    def is_under_way(self) -> bool:
        return self.state == self.State.UNDER_WAY

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.FINISHED

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED


class ProposedTheme(Identified):
    """A theme (論点の案) as the machine finds it. `signed_as` is the theme that a person made of it; what stands under that is theirs."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="themes")
    number = models.PositiveIntegerField(_("number"))
    terms = models.JSONField(_("words that tell it"), default=list)
    quotes = models.JSONField(_("what is nearest to its middle"), default=list)
    also_said = models.JSONField(_("what is far from its middle"), default=list)
    groups = models.PositiveIntegerField(_("groups"), default=0)
    opinions = models.PositiveIntegerField(_("opinions"), default=0)
    voices = models.PositiveIntegerField(_("voices"), default=0)
    signed_as = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("theme that it was signed as")
    )

    class Meta:
        ordering = ["analysis", "number"]
        constraints = [models.UniqueConstraint(fields=["analysis", "number"], name="number_of_a_proposed_theme_is_unique")]

    def __str__(self) -> str:
        return name_of_proposal(self.terms)

    def get_absolute_url(self) -> str:
        return reverse("consultations:proposed-theme", args=[self.analysis.consultation.slug, self.uuid])


def name_of_proposal(terms: list[str]) -> str:
    """A theme that nobody signed is called by the words that tell it."""
    return " / ".join(terms[:MOST_TERMS]) or str(_("No words tell it"))


class Placing(models.Model):
    """Where the machine puts an opinion (振り分け). `leader` is none where it speaks for itself.

    `is_behind`: it stands behind its leader in the queue, because nothing tells the two apart: both are open and said, under the same theme and on
    the same clause. `standing_behind.py` keeps that. `row_voices` is what those had together that an analysis put into one row; by it rows are
    ordered. `links` are clauses (`[{"key": …, "score": …}]`), `earlier` responses (`[{"response": …, "score": …}]`) that may fit.
    """

    opinion: models.OneToOneField[Any, Any] = RowKey(Opinion, models.CASCADE, primary_key=True, related_name="placing")
    # Half a million come and go at once: a check of each by the database would take most of the time.
    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="placings", db_index=False, db_constraint=False)
    leader = models.ForeignKey(Opinion, models.CASCADE, null=True, blank=True, related_name="led", db_index=False, db_constraint=False)
    similarity = models.FloatField(default=1)
    is_behind = models.BooleanField(default=False)
    row_voices = models.PositiveIntegerField(null=True, blank=True)
    proposed_theme = models.ForeignKey(ProposedTheme, models.SET_NULL, null=True, blank=True, related_name="placings", db_constraint=False)
    score = models.FloatField(null=True, blank=True)
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    links: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    earlier: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["leader"], condition=Q(leader__isnull=False), name="placings_with_leader"),
            models.Index(fields=["analysis"], condition=Q(is_behind=True), name="placings_behind"),
            models.Index(fields=["analysis", "-row_voices", "opinion"], condition=Q(row_voices__isnull=False), name="placings_of_rows"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(is_behind=False) | Q(leader__isnull=False), name="what_stands_behind_has_a_leader")
        ]

    def __str__(self) -> str:
        return str(self.opinion_id)


class SampledPlacing(models.Model):
    """One of the placings that a person checks without seeing how sure the machine was (抜き取り確認). It outlives what it was drawn from.

    What is asked is whether the opinion says nearly the same as `leader`; where there is none, whether it belongs under a theme of these words,
    which the opinions of `quotes` tell.
    """

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="sample")
    number = models.PositiveIntegerField(_("number"))
    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="+")
    leader = models.ForeignKey(Opinion, models.CASCADE, null=True, blank=True, related_name="+")
    terms = models.JSONField(_("words that tell it"), default=list)
    quotes = models.JSONField(default=list)
    is_right = models.BooleanField(_("it is right"), null=True, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        ordering = ["analysis", "number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="number_in_a_sample_is_unique"),
            models.CheckConstraint(condition=Q(is_right=None) | Q(checked_at__isnull=False), name="checked_placing_has_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.number}"


class NearCopy(models.Model):
    """Two leaders that are possibly the same: a person may look."""

    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="near")
    leader = models.ForeignKey(Opinion, models.CASCADE, related_name="near")
    other = models.ForeignKey(Opinion, models.CASCADE, related_name="near_to")
    similarity = models.FloatField()

    class Meta:
        ordering = ["leader", "-similarity", "other"]

    def __str__(self) -> str:
        return f"{self.leader_id} {self.other_id}"


class KeptApart(models.Model):
    """Somebody said that an opinion is not the same as another one: no analysis puts them together again."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="kept_apart")
    other = models.ForeignKey(Opinion, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opinion", "other"], name="two_opinions_are_kept_apart_once")]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.other_id}"
