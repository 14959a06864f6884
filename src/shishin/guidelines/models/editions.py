"""Editions: the numbered texts of a document, and which of them is in force."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import Decision, Referral, Report
from shishin.guidelines.models.documents import Document
from shishin.guidelines.models.offices import OfficeDecision
from shishin.kit.identity import Identified, in_language
from shishin.texts.manuscript import PATTERN


def version_in_words(version: str) -> str:
    """`1.0.0-draft.1` is called 1.0.0 原案 on pages, a later one 1.0.0 原案2."""
    match = PATTERN.fullmatch(version)
    if match is None or match[4] is None:
        return version
    final = version.partition("-")[0]
    if match[4] == "1":
        return gettext("%(version)s draft") % {"version": final}
    return gettext("%(version)s draft %(number)s") % {"version": final, "number": match[4]}


class EditionQuerySet(models.QuerySet["Edition"]):
    """Names for the sets of editions people talk about. Reads only."""

    def adopted(self) -> EditionQuerySet:
        return self.filter(state=Edition.State.ADOPTED, withdrawn_on=None)

    def public(self) -> EditionQuerySet:
        """What anyone may read: published drafts and adopted editions, withdrawn ones included."""
        return self.exclude(state=Edition.State.WORKING)

    def in_force_on(self, day: date) -> EditionQuerySet:
        """At most one edition of each document: the latest that had begun by that day."""
        begun = self.adopted().filter(in_force_from__lte=day)
        later = Edition.objects.adopted().filter(
            document=OuterRef("document"), in_force_from__lte=day, in_force_from__gt=OuterRef("in_force_from")
        )
        not_abolished = Q(document__abolished_on=None) | Q(document__abolished_on__gte=day)
        return begun.filter(not_abolished, ~Exists(later))


class Edition(Identified):
    """One numbered text of a document. Once published or adopted its words never change."""

    class State(models.TextChoices):
        WORKING = "working", _("Working")
        PUBLISHED = "published", _("Published draft")
        ADOPTED = "adopted", _("Adopted")

    class Revision(models.TextChoices):
        ENACTMENT = "enactment", _("Enactment")
        MAJOR = "major", _("Major revision")
        MINOR = "minor", _("Minor revision")
        FORMAL = "formal", _("Formal revision")

    class Issuer(models.TextChoices):
        ORGANIZATION = "organization", _("Organization")
        BODY = "body", _("Deciding body")

    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name=_("document"))
    version = models.CharField(_("version"), max_length=40)
    former_versions = models.JSONField(_("former versions"), default=list, blank=True)
    """Agendas, reports and decisions name a text by the version of their day."""
    started_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("started from")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WORKING)
    revision = models.CharField(_("kind of revision"), max_length=20, choices=Revision, default=Revision.ENACTMENT)
    source_language = models.CharField(_("language that binds"), max_length=20)
    titles = models.JSONField(_("titles"), default=dict)
    keywords = models.JSONField(_("keywords"), default=dict, blank=True)
    outlines = models.JSONField(_("outline"), default=dict, blank=True)
    revision_notes = models.JSONField(_("what this revision does"), default=dict, blank=True)
    drafted_on = models.DateField(_("drafted on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    adopted_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("adopted by"))
    decided_by = models.ForeignKey(
        OfficeDecision, models.PROTECT, null=True, blank=True, related_name="adopted", verbose_name=_("decided by the office")
    )
    referred_by = models.ForeignKey(
        Referral, models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("drafted for the referral")
    )
    submitted_with = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="editions", verbose_name=_("submitted with the report")
    )
    taken_over_from = models.CharField(_("taken over from"), max_length=500, blank=True)
    taken_over_on = models.DateField(_("taken over on"), null=True, blank=True)
    taken_over_by = models.CharField(_("taken over by"), max_length=80, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    text_hash = models.CharField(_("hash of the text"), max_length=64, blank=True)
    issuer_kind = models.CharField(_("kind of issuer"), max_length=20, choices=Issuer, blank=True)
    issuer_names = models.JSONField(_("issuer, by its name of the day"), default=dict, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="version_is_unique_in_document"),
            models.UniqueConstraint(
                fields=["document", "in_force_from"], condition=Q(withdrawn_on=None, state="adopted"), name="one_edition_begins_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(state="adopted") | Q(in_force_from__isnull=False), name="adopted_edition_has_a_first_day"),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_by__isnull=False) | Q(decided_by__isnull=False) | ~Q(taken_over_from=""),
                name="adopted_edition_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_from="") | (Q(taken_over_on__isnull=False) & ~Q(taken_over_by="")),
                name="taken_over_has_day_and_person",
            ),
            models.CheckConstraint(condition=Q(state="working") | ~Q(text_hash=""), name="fixed_edition_has_a_hash"),
            models.CheckConstraint(condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""), name="withdrawn_edition_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {version_in_words(self.version)}"

    def get_absolute_url(self) -> str:
        return reverse("guidelines:edition", args=[self.document.slug, self.version])

    @property
    def is_working(self) -> bool:
        return self.state == self.State.WORKING

    @property
    def is_draft(self) -> bool:
        return self.state != self.State.ADOPTED

    @property
    def is_taken_over(self) -> bool:
        return bool(self.taken_over_from)

    def title(self, language: str | None = None) -> str:
        return in_language(self.titles, language) or self.document.title(language)
