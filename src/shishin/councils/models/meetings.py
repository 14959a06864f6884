"""Meetings: what is on the agenda, the papers for it, who was there and what was said."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from shishin.councils.models.bodies import Body, Seat
from shishin.kit.identity import Identified, in_language
from shishin.kit.stored_files import StoredFile
from shishin.people.models import Person


class Meeting(Identified):
    """One sitting of a body, or one circulation of papers among its members. Private until it is announced."""

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        BOTH = "both", _("In person and online")
        CIRCULATED = "circulated", _("By circulation")

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    held_on = models.DateField(_("held on"))
    until = models.DateField(_("answers until"), null=True, blank=True, help_text=_("The last day of a circulation."))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.IN_PERSON)
    titles = models.JSONField(_("title"), default=dict, blank=True)
    places = models.JSONField(_("place"), default=dict, blank=True)
    online_address = models.URLField(_("address of the online meeting"), blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    papers_published_on = models.DateField(_("papers published on"), null=True, blank=True)
    minutes_published_on = models.DateField(_("minutes published on"), null=True, blank=True)
    minutes_summary = models.JSONField(_("summary of the minutes"), default=dict, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancelled_reason = models.TextField(_("why it was cancelled"), blank=True)
    changes = models.PositiveIntegerField(default=0, help_text=_("How often it changed: calendars take the highest number."))
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="meeting_number_is_unique_in_body"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("held_on")), name="circulation_ends_after_it_began"),
            models.CheckConstraint(condition=Q(cancelled_on=None) | ~Q(cancelled_reason=""), name="cancelled_meeting_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number or self.held_on}"

    def get_absolute_url(self) -> str:
        return reverse("councils:meeting", args=[self.uuid])

    @property
    def is_circulated(self) -> bool:
        return self.form == self.Form.CIRCULATED

    @property
    def last_day(self) -> date:
        return self.until or self.held_on


class AgendaItem(Identified):
    """One matter of a meeting. `position` counts from 0; a text to decide on is fixed by its hash."""

    class Kind(models.TextChoices):
        REPORT = "report", _("For report")
        DELIBERATION = "deliberation", _("For deliberation")
        DECISION = "decision", _("For decision")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", verbose_name=_("meeting"))
    position = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    titles = models.JSONField(_("title"), default=dict)
    outlines = models.JSONField(_("outline"), default=dict, blank=True)
    text_name = models.CharField(_("text to decide on"), max_length=200, blank=True)
    text_hash = models.CharField(_("hash of the text"), max_length=64, blank=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_agenda_item_at_a_position")]

    def __str__(self) -> str:
        return in_language(self.titles)


PAPERS = "papers"
"""The folder of their files, in which each has a random name."""


def paper_place(_paper: Any, name: str) -> str:
    """Named by the first migration; the place is chosen when a file is stored."""
    return f"{PAPERS}/{name}"


class Paper(StoredFile, Identified):
    """A file for a meeting. Its title is public once the papers are published; whether the file is, says its publicity."""

    class Publicity(models.TextChoices):
        PUBLIC = "public", _("Public")
        WITHHELD = "withheld", _("Withheld until a day")
        CLOSED = "closed", _("Not public")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers", verbose_name=_("meeting"))
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers", verbose_name=_("agenda item")
    )
    position = models.PositiveIntegerField()
    label = models.CharField(_("label"), max_length=40, blank=True)
    titles = models.JSONField(_("title"), default=dict)
    publicity = models.CharField(_("publicity"), max_length=20, choices=Publicity, default=Publicity.CLOSED)
    withheld_until = models.DateField(_("withheld until"), null=True, blank=True)
    closed_reason = models.JSONField(_("why it is not public"), default=dict, blank=True)
    file = models.FileField(_("file"), upload_to=paper_place, max_length=100)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    added_on = models.DateField()
    published_on = models.DateField(_("published on"), null=True, blank=True)
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)
    removed_on = models.DateField(_("removed on"), null=True, blank=True)

    class Meta:
        ordering = ["meeting", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(publicity="withheld") | Q(withheld_until__isnull=False), name="withheld_paper_has_a_day"),
            models.CheckConstraint(condition=~Q(publicity="closed") | ~Q(closed_reason={}), name="closed_paper_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {in_language(self.titles)}".strip()

    def get_absolute_url(self) -> str:
        return reverse("councils:paper", args=[self.uuid])

    def is_open_on(self, day: date) -> bool:
        """Whether everybody may read the file on a day: a withheld one opens by itself."""
        if self.published_on is None or self.removed_on is not None or self.publicity == self.Publicity.CLOSED:
            return False
        return self.publicity == self.Publicity.PUBLIC or (self.withheld_until is not None and self.withheld_until <= day)


class PaperReading(models.Model):
    """Somebody says that they have read a paper."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="a_paper_is_read_once_by_a_person")]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.person_id}"


class Attendance(models.Model):
    """Whether the holder of a seat took part; name and capacity as they were that day."""

    class How(models.TextChoices):
        PRESENT = "present", _("Present")
        ONLINE = "online", _("Online")
        DELEGATED = "delegated", _("Sent a delegate")
        ANSWERED = "answered", _("Answered in writing")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    how = models.CharField(_("how"), max_length=20, choices=How)
    name = models.CharField(_("name that day"), max_length=200)
    capacity = models.CharField(_("capacity that day"), max_length=20)
    delegate_name = models.CharField(_("name of the delegate"), max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="a_seat_attends_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.name}"

    @property
    def capacity_in_words(self) -> str:
        return str(Seat.Capacity(self.capacity).label)


class Statement(Identified):
    """What one speaker said, as a paragraph of the minutes. `position` counts from 0."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="statements")
    agenda_item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="statements")
    position = models.PositiveIntegerField()
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="statements")
    speaker = models.CharField(_("speaker, as named that day"), max_length=200)
    language = models.CharField(_("language"), max_length=20, default="ja")
    words = models.TextField(_("words"))

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_statement_at_a_position")]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.words[:40]}"


class MinutesCorrection(Identified):
    """A dated remark below published minutes: they themselves are never changed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="corrections", verbose_name=_("meeting"))
    noted_on = models.DateField(_("noted on"))
    remarks = models.JSONField(_("remark"), default=dict)

    class Meta:
        ordering = ["noted_on", "pk"]

    def __str__(self) -> str:
        return in_language(self.remarks)
