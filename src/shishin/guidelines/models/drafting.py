"""What drafting keeps beside the text itself: operations that can be undone, typing not saved yet, and proposed changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shishin.guidelines.models.clauses import Clause
from shishin.guidelines.models.editions import Edition
from shishin.kit.identity import Identified
from shishin.people.models import Person

CERTAIN = ("key", "text", "heading")
"""Ways of finding that leave no doubt which clause is meant."""
NEARLY_THE_SAME = 90.0


class Operation(Identified):
    """One act of a person on a working edition, with what it touched before and after, so that it can be undone.

    `before` and `after` are images of the rows touched; `drafting/operating.py` has their shape. The newest that is not undone goes first.
    """

    class Kind(models.TextChoices):
        EDIT = "edit", _("Words changed")
        DESCRIBE = "describe", _("Kind, force or scope changed")
        ADD = "add", _("Clause added")
        MOVE = "move", _("Clause moved")
        SPLIT = "split", _("Clause split")
        MERGE = "merge", _("Clauses merged")
        DROP = "drop", _("Clause dropped")
        VACATE = "vacate", _("Text deleted, number kept")
        EXPLAIN = "explain", _("Changes explained")
        PROPOSAL = "proposal", _("Proposed changes accepted")
        COVER = "cover", _("Cover page changed")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="operations")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    key = models.CharField(max_length=100, blank=True)
    """Of the clause it was about, as it stood then."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_operation_of_a_number")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number} {self.kind}"


class UnsavedText(models.Model):
    """What somebody typed into a clause and did not save yet. It is theirs alone and changes nothing."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="unsaved_texts")
    language = models.CharField(max_length=20)
    heading = models.TextField(blank=True)
    body = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    based_on = models.CharField(max_length=64, blank=True)
    """The hash of the text that the typing began from; empty where there was none."""
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "clause", "language"], name="one_unsaved_text_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.clause_id} {self.language}"


class Proposal(Identified):
    """A whole text, or a pasted piece of one, laid beside a working edition: what it would change, clause by clause."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="proposals")
    source_name = models.CharField(_("where it came from"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=20)
    is_whole = models.BooleanField(default=True)
    """A whole text also says what was dropped and moved; a piece says nothing of what it does not hold."""
    unchanged = models.PositiveIntegerField(default=0)
    """Clauses of the text that stand in the edition word for word."""
    notes = models.JSONField(default=list, blank=True)
    """Sentences on how the text was read, in the language of the person who gave it."""
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "pk"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.source_name}"


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    """Names for sets of proposed changes. Reads only."""

    def open(self) -> ProposedChangeQuerySet:
        return self.filter(Q(state=ProposedChange.State.OPEN) | Q(operation__undone_at__isnull=False))

    def certain(self) -> ProposedChangeQuerySet:
        """Of clauses that are known by their key or heading, or whose words are nearly the same."""
        kinds = (ProposedChange.Kind.WORDS, ProposedChange.Kind.MOVED)
        return self.filter(Q(found_by__in=CERTAIN) | Q(likeness__gte=NEARLY_THE_SAME), kind__in=kinds)


class ProposedChange(Identified):
    """One clause of a proposal. A person accepts it, mends it and accepts it, or declines it."""

    class Kind(models.TextChoices):
        WORDS = "words", _("Other words")
        NEW = "new", _("New")
        DROPPED = "dropped", _("Dropped")
        MOVED = "moved", _("Moved")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", pgettext_lazy("proposed change", "Accepted")
        MENDED = "mended", _("Accepted with other words")
        DECLINED = "declined", _("Declined")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=100)
    """Of the clause that it is about, or the one that a new clause will have."""
    after_key = models.CharField(max_length=100, blank=True)
    """The clause of the proposal that it follows; empty for the first."""
    depth = models.PositiveSmallIntegerField(default=1)
    qualities = models.JSONField(default=dict, blank=True)
    """What the text says of the clause besides its words: kind, force and so on, by the names of the fields of a clause."""
    heading = models.TextField(blank=True)
    body = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    based_on = models.CharField(max_length=64, blank=True)
    """The hash of the words that it would replace, as they stood when the text was given."""
    found_by = models.CharField(max_length=20, blank=True)
    likeness = models.FloatField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    operation = models.ForeignKey(Operation, models.SET_NULL, null=True, blank=True, related_name="proposed_changes")
    """The operation that accepting it was. Where that is undone, the change is open again."""

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "position"]
        constraints = [models.UniqueConstraint(fields=["proposal", "position"], name="one_proposed_change_at_a_position")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind} {self.key}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN or bool(self.operation and self.operation.undone_at)

    @property
    def is_certain(self) -> bool:
        is_kind = self.kind in (self.Kind.WORDS, self.Kind.MOVED)
        return is_kind and (self.found_by in CERTAIN or self.likeness >= NEARLY_THE_SAME)
