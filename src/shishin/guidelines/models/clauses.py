"""Clauses, their lines through the editions, their texts per language, links between lines, and what became of each clause and why."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models.documents import Document
from shishin.guidelines.models.editions import Edition
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Person, is_agreed

CLAUSE_LINK = "clause_link"

ATTRIBUTES = ("kind", "force", "is_hard_gate", "is_vacated", "is_branch", "applicability")
"""What a clause is besides its words and its place: so the row calls it, the manuscript and the plain clause."""


class Line(models.Model):
    """What lives on when a clause is kept from edition to edition. A key belongs to one line for ever."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="lines")
    key = models.SlugField(_("key"), max_length=100)

    class Meta:
        ordering = ["document", "key"]
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="key_belongs_to_one_line")]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("guidelines:clause", args=[self.document.slug, self.key])


class Clause(Identified):
    """One place of one edition that can be cited. `position` counts from 0 in reading order."""

    class Kind(models.TextChoices):
        CHAPTER = "chapter", _("Chapter")
        VISION = "vision", _("Vision")
        MISSION = "mission", _("Mission")
        VALUE = "value", _("Value")
        PRINCIPLE = "principle", _("Principle")
        BACKGROUND = "background", _("Background")
        CONDUCT = "conduct", _("Conduct")
        EXAMPLE = "example", _("Example")
        SYSTEM = "system", _("Related system")
        DONT = "dont", _("Don't")
        ANNEX = "annex", _("Annex")
        TEXT = "text", _("Text")

    class Force(models.TextChoices):
        MUST = "must", _("Must")
        SHOULD = "should", _("Should")
        MAY = "may", _("May")
        MUST_NOT = "must-not", _("Must not")
        NONE = "none", _("No force")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="clauses")
    line = models.ForeignKey(Line, models.PROTECT, related_name="clauses")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TEXT)
    force = models.CharField(_("force"), max_length=10, choices=Force, default=Force.NONE)
    is_hard_gate = models.BooleanField(_("stops at the gate"), default=False)
    is_vacated = models.BooleanField(_("text deleted, number kept"), default=False)
    is_branch = models.BooleanField(_("numbered as a branch of the one before"), default=False)
    applicability = models.JSONField(_("applies to"), default=dict, blank=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "line"], name="line_stands_once_in_edition"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_clause_at_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.line_id}"


class ClauseTextQuerySet(models.QuerySet["ClauseText"]):
    """Names for sets of texts. Reads only."""

    def binding(self) -> ClauseTextQuerySet:
        """The texts in the language that binds."""
        return self.filter(language=F("clause__edition__source_language"))

    def newest(self) -> ClauseTextQuerySet:
        """Of each clause in each language the text that counts: the one that nobody corrected since."""
        newer = ClauseText.objects.filter(clause=OuterRef("clause"), language=OuterRef("language"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def in_force_on(self, day: date) -> ClauseTextQuerySet:
        """The binding texts of the editions in force on a day."""
        return self.binding().filter(clause__edition__in=Edition.objects.in_force_on(day))


class ClauseText(models.Model):
    """A clause in one language. A correction of a translation is a further row: the highest `number` counts."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=20)
    number = models.PositiveIntegerField(default=1)
    heading = models.TextField(_("heading"), blank=True)
    body = models.TextField(_("text below the heading"), blank=True)
    summary = models.TextField(_("summary"), blank=True)
    content_hash = models.CharField(max_length=64)
    source_hash = models.CharField(_("hash of the source it was made from"), max_length=64, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    added_on = models.DateField(_("added on"), null=True, blank=True)
    """Of a translation that came to a fixed edition. What came with its edition has the days of that."""

    objects = ClauseTextQuerySet.as_manager()

    class Meta:
        ordering = ["clause", "language", "number"]
        constraints = [models.UniqueConstraint(fields=["clause", "language", "number"], name="one_text_of_a_number")]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.language}"


class ClauseLinkQuerySet(models.QuerySet["ClauseLink"]):
    """Names for sets of links. Reads only."""

    def with_confirmation(self) -> ClauseLinkQuerySet:
        """Each with `is_confirmed`: whether it shows on the page of its target."""
        ends = {"ours": "source__document__owner", "theirs": "target__document__owner"}
        return self.annotate(is_confirmed=is_agreed(CLAUSE_LINK, target="target", **ends))


class ClauseLink(Identified):
    """One line details, implements, supersedes or refers to another, in the same document or not."""

    class Kind(models.TextChoices):
        DETAILS = "details", _("details")
        IMPLEMENTS = "implements", _("implements")
        SUPERSEDES = "supersedes", _("supersedes")
        REFERS_TO = "refers_to", _("refers to")

    source = models.ForeignKey(Line, models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Line, models.PROTECT, related_name="links_in")
    kind = models.CharField(_("link"), max_length=20, choices=Kind)

    objects = ClauseLinkQuerySet.as_manager()

    class Meta:
        ordering = ["source", "kind", "target"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="lines_are_linked_once_in_a_way"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="line_is_not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class LinkCheck(Identified):
    """A person looked at a link against a clause of the target as it then stood."""

    link = models.ForeignKey(ClauseLink, models.CASCADE, related_name="checks")
    target_clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    checked_on = models.DateField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["link", "checked_on", "pk"]

    def __str__(self) -> str:
        return f"{self.link_id} {self.checked_on}"


class Reason(Identified):
    """Why something was changed, per language. One reason may serve several changes of an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reasons")
    words = models.JSONField(_("reason"), default=dict)

    class Meta:
        ordering = ["edition", "pk"]

    def __str__(self) -> str:
        return in_language(self.words)


class Change(Identified):
    """From clauses of the edition started from, to clauses of this edition.

    A kept clause needs a row only to say whether its difference is one of substance, and why.
    """

    class Kind(models.TextChoices):
        KEPT = "kept", _("Kept")
        NEW = "new", _("New")
        SPLIT = "split", _("Split")
        MERGED = "merged", _("Merged")
        DROPPED = "dropped", _("Dropped")
        VACATED = "vacated", _("Vacated, number kept")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_substantive = models.BooleanField(_("changes the substance"), default=True)
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("reason"))
    before = models.ManyToManyField(Clause, related_name="changes_after", blank=True, verbose_name=_("before"))
    after = models.ManyToManyField(Clause, related_name="changes_before", blank=True, verbose_name=_("after"))

    class Meta:
        ordering = ["edition", "pk"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"
