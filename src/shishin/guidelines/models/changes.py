"""Changes: what became of each clause of the edition before, and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models.clauses import Clause
from shishin.guidelines.models.editions import Edition
from shishin.kit.identity import Identified, in_language


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
