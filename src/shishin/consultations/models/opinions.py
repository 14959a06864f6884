"""What was said: submissions, opinions stored once however many say them, and the voices between the two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shishin.consultations.models.consultations import Consultation, Round
from shishin.guidelines.models import Line
from shishin.kit.identity import Identified, in_language
from shishin.kit.stored_files import StoredFile
from shishin.people.models import Organization, Person

FOLDER = "opinions"
"""Of attachments and of files that are taken in; each has a random name."""


class Intake(Identified):
    """A file of opinions that was taken in at once. The file goes afterwards, its hash stays."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="intakes", verbose_name=_("round"))
    file_name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField(_("hash of the file"), max_length=64)
    mapping = models.JSONField(_("what stands in which column"), default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    opinions = models.PositiveIntegerField(_("opinions"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_reason = models.TextField(_("why it was undone"), blank=True)
    file = models.CharField(max_length=100, blank=True, help_text=_("Where the file lies until it was taken in."))
    preview = models.JSONField(default=dict, blank=True, help_text=_("How the file begins, until its columns are chosen."))
    rows_in_file = models.PositiveIntegerField(_("rows of the file"), default=0)
    last_line = models.PositiveIntegerField(default=0, help_text=_("The last line that was taken in or refused."))

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(undone_at=None) | ~Q(undone_reason=""), name="undone_intake_has_a_reason")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("consultations:intake", args=[self.uuid])

    @property
    def is_going_on(self) -> bool:
        """Its columns are chosen, and rows are left."""
        return bool(self.mapping) and self.finished_at is None and self.undone_at is None


class RefusedRow(models.Model):
    """A row of a file that was not taken in, with the cell for which it was refused. It goes when somebody undoes the intake."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(default=list)
    cell = models.CharField(_("cell"), max_length=20)
    why = models.TextField(_("why"))

    class Meta:
        ordering = ["intake", "line"]
        constraints = [models.UniqueConstraint(fields=["intake", "line"], name="a_line_of_a_file_is_refused_once")]

    def __str__(self) -> str:
        return f"{self.cell}: {self.why}"


class Submission(Identified):
    """What one submitter said at once. Of the receipt and of the form's key only hashes are kept."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions", verbose_name=_("round"))
    intake = models.ForeignKey(Intake, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("intake"))
    received_at = models.DateTimeField(_("received at"))
    posted_on = models.DateField(_("postmark"), null=True, blank=True)
    external_id = models.CharField(_("identifier in the file"), max_length=100, blank=True)
    receipt_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    form_key = models.CharField(_("hash of the form's key"), max_length=64, null=True, blank=True, unique=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("for the organization")
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who signed"))
    attributes = models.JSONField(_("what the form asked besides"), default=dict, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "external_id"], condition=~Q(external_id=""), name="one_submission_of_an_identifier_in_a_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.received_at:%Y-%m-%d}"


class Theme(Identified):
    """A point at issue (論点) under which opinions are answered. `position` counts from 0."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="themes")
    titles = models.JSONField(_("title"), default=dict)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["consultation", "position", "pk"]

    def __str__(self) -> str:
        return in_language(self.titles)


HEADS = Q(folded_into=None) & ~Q(state="split")
"""What stands in the queue by itself."""


OF_THE_QUEUE = ("state", "theme", "response", "place", "said_in", "folded_into", "id")
"""By what the queue is narrowed down."""


REFERENCES = ("line", "place", "part_of", "folded_into", "theme", "response", "placed_by", "held_by")
"""Most opinions have none of these: an index of those that have is small, and what changes many opinions at once is quicker."""


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Names for sets of opinions. Reads only."""

    def as_received(self) -> OpinionQuerySet:
        """In the words in which they came; a split one with them, its parts not."""
        return self.filter(part_of=None)

    def counted(self) -> OpinionQuerySet:
        """What is answered, withheld or open: parts in the place of what was split."""
        return self.exclude(state=Opinion.State.SPLIT)

    def open(self) -> OpinionQuerySet:
        """Without a final response: a draft of one counts as open."""
        return self.filter(state__in=(Opinion.State.OPEN, Opinion.State.DRAFTED))

    def heads(self) -> OpinionQuerySet:
        """What stands in the queue by itself: not split, and folded under no other."""
        return self.filter(HEADS)

    def said(self) -> OpinionQuerySet:
        """Of the heads those that somebody says still, as far as voices are counted."""
        return self.heads().filter(group_voices__gt=0)


class Opinion(Identified):
    """One point in the words it was given, stored once however many say it.

    `line` is the clause under which it was said and never changes; `place` is where it belongs, as a person says. `voices` are its own,
    so far as they are counted (`counting.py`); what was split keeps its own, and each part counts as many. `said_in` has two bits of each
    round: it was said there before the draft, and after; of a head, with what is folded under it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an opinion", "Open")
        DRAFTED = "drafted", _("Response in draft")
        ANSWERED = "answered", _("Answered")
        WITHHELD = "withheld", _("Kept from the public")
        SPLIT = "split", _("Split into points")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions", db_index=False)
    number = models.PositiveIntegerField(_("number by arrival"), null=True, blank=True)
    line = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("clause it was said on"), db_index=False
    )
    place = models.ForeignKey(
        Line, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause it is about"), db_index=False
    )
    words = models.TextField(_("words"))
    fold_key = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", db_index=False)
    folded_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="folded", db_index=False)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("theme"), db_index=False
    )
    response = models.ForeignKey(
        "Response", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("response"), db_index=False
    )
    is_new_point = models.BooleanField(_("not in the draft"), default=False)
    is_masked = models.BooleanField(_("part of the words is masked"), default=False)
    placed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    held_until = models.DateTimeField(null=True, blank=True)
    voices = models.PositiveIntegerField(_("voices"), default=0)
    group_voices = models.PositiveIntegerField(_("voices, with what is folded under it"), default=0)
    submitters = models.PositiveIntegerField(_("submitters, with what is folded under it"), default=0)
    said_in = models.BigIntegerField(default=0)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="opinion_number_is_unique_in_consultation"),
            models.UniqueConstraint(
                fields=["consultation", "line", "fold_key"],
                condition=Q(part_of=None, line__isnull=False),
                name="same_words_on_a_clause_are_one_opinion",
            ),
            models.UniqueConstraint(
                fields=["consultation", "fold_key"],
                condition=Q(part_of=None, line=None),
                name="same_words_on_the_whole_are_one_opinion",
            ),
            models.CheckConstraint(condition=Q(folded_into=None) | ~Q(folded_into=F("pk")), name="opinion_is_not_folded_into_itself"),
            models.CheckConstraint(condition=Q(part_of=None) | ~Q(part_of=F("pk")), name="opinion_is_not_part_of_itself"),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "answered"), response__isnull=False)
                | Q(state__in=("open", "withheld", "split"), response=None),
                name="opinion_has_a_response_as_its_state_says",
            ),
            models.CheckConstraint(condition=Q(held_by=None) | Q(held_until__isnull=False), name="held_opinion_has_an_end"),
        ]
        indexes = [
            # All that the queue asks of a row, so that no row is read but those of its page.
            models.Index(fields=["consultation", "-group_voices", "number", *OF_THE_QUEUE], condition=HEADS, name="opinions_by_voices"),
            *(models.Index(fields=[name], condition=Q((f"{name}__isnull", False)), name=f"opinions_with_{name}") for name in REFERENCES),
            models.Index(fields=["held_until"], condition=Q(held_until__isnull=False), name="opinions_held"),
        ]

    def __str__(self) -> str:
        return self.words[:40]

    def get_absolute_url(self) -> str:
        return reverse("consultations:opinion", args=[self.uuid])


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Names for sets of voices. Reads only."""

    def that_count(self) -> VoiceQuerySet:
        """The one rule: what nobody corrected, took back or undid."""
        return self.filter(left="")

    def uncounted(self) -> VoiceQuerySet:
        # So said SQLite takes the index of these few, and not that of all that count.
        return self.filter(is_counted=False).exclude(left__gt="")


class Voice(models.Model):
    """Somebody says an opinion. Afterwards only whether it was counted changes, and once, how it left."""

    class Left(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        TAKEN_BACK = "taken_back", _("Taken back")
        UNDONE = "undone", _("Undone with its file")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="voices")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="said_by")
    stance = models.CharField(_("stance"), max_length=20, blank=True)
    is_after_draft = models.BooleanField(_("said after the draft was published"), default=True)
    is_counted = models.BooleanField(default=False)
    left = models.CharField(_("how it left"), max_length=10, choices=Left, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                # What left by a correction may come back by the next one.
                fields=["submission", "opinion"],
                condition=Q(left=""),
                name="an_opinion_is_said_once_in_a_submission",
            )
        ]
        indexes = [models.Index(fields=["submission"], condition=Q(is_counted=False), name="voices_to_count")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.opinion_id}"


class PersonalData(models.Model):
    """What was said of a person: fields of a submission, or the words of an opinion before they were masked. It goes when its time is over."""

    submission = models.OneToOneField(Submission, models.CASCADE, null=True, blank=True, related_name="personal_data")
    opinion = models.OneToOneField(Opinion, models.CASCADE, null=True, blank=True, related_name="personal_data")
    values = models.JSONField(default=dict)
    keep_until = models.DateField(_("kept until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False, opinion=None) | Q(submission=None, opinion__isnull=False),
                name="personal_data_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id or ''} {self.opinion_id or ''}".strip()


class Attachment(StoredFile, Identified):
    """A file that came with a submission. Staff read it; it goes with the personal data."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="attachments")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class Tally(models.Model):
    """How many counted voices a round has in one state, theme, disposition, before or after the draft. `counting.py` keeps it."""

    KEY, COUNTED = ("round_id", "state", "theme_id", "disposition", "is_after_draft"), "voices"

    round = models.ForeignKey(Round, models.PROTECT, related_name="tallies")
    state = models.CharField(max_length=10, choices=Opinion.State)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="+")
    disposition = models.CharField(max_length=40, blank=True)
    is_after_draft = models.BooleanField()
    voices = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "state", "theme", "disposition", "is_after_draft"],
                condition=Q(theme__isnull=False),
                name="one_tally_of_a_theme",
            ),
            models.UniqueConstraint(
                fields=["round", "state", "disposition", "is_after_draft"], condition=Q(theme=None), name="one_tally_without_a_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.state} {self.voices}"


class QueueTally(models.Model):
    """How many opinions stand in the queue in one state, theme, disposition, said in the same rounds. `counting.py` keeps it."""

    KEY, COUNTED = ("consultation_id", "state", "theme_id", "disposition", "said_in"), "opinions"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="queue_tallies")
    state = models.CharField(max_length=10, choices=Opinion.State)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="+")
    disposition = models.CharField(max_length=40, blank=True)
    said_in = models.BigIntegerField()
    opinions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "state", "theme", "disposition", "said_in"],
                condition=Q(theme__isnull=False),
                name="one_queue_tally_of_a_theme",
            ),
            models.UniqueConstraint(
                fields=["consultation", "state", "disposition", "said_in"], condition=Q(theme=None), name="one_queue_tally_without_a_theme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.state} {self.opinions}"


def is_held(opinion: Any, *, by: Person, at: datetime) -> bool:
    """Whether somebody else holds it just now."""
    return opinion.held_by_id not in (None, by.pk) and opinion.held_until > at
