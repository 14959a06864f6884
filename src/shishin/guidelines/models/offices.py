"""Decisions of one office: a text laid before the holder of a post, and what that person decided on it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.kit.dates import day_in_words
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Appointment, Person, Post

POST = "post:"
"""Before the address of a post, where a procedure names who decides: an office, not a body."""


class OfficeDecisionQuerySet(models.QuerySet["OfficeDecision"]):
    """Names for sets of decisions. Reads only."""

    def open(self) -> OfficeDecisionQuerySet:
        return self.filter(state=OfficeDecision.State.OPEN)

    def read_by(self, person: Person, day: date) -> OfficeDecisionQuerySet:
        """Those that lie before somebody, and those that they decided themselves."""
        held = Appointment.objects.on(day).filter(person=person).values("post")
        return self.filter(Q(state=OfficeDecision.State.OPEN, post__in=held) | Q(person=person))

    def before(self, person: Person, day: date) -> OfficeDecisionQuerySet:
        """Those laid before a post that somebody holds on a day."""
        held = Appointment.objects.on(day).filter(person=person).values("post")
        return self.filter(post__in=held)


class OfficeDecision(Identified):
    """A text before one office. Open until its holder decides; then post, person, day and text stay as they were."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for the decision")
        DECIDED = "decided", _("Decided")
        RETURNED = "returned", _("Returned")

    edition = models.ForeignKey("guidelines.Edition", models.PROTECT, related_name="office_decisions", verbose_name=_("edition"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    asked_on = models.DateField(_("laid before it on"))
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    person_name = models.CharField(_("name of the person that day"), max_length=200, blank=True)
    post_names = models.JSONField(_("name of the post that day"), default=dict, blank=True)
    text_name = models.CharField(_("text decided on"), max_length=200, blank=True)
    text_hash = models.CharField(_("hash of the text"), max_length=64, blank=True)
    words = models.TextField(_("words of the decision"), blank=True)
    paper = models.CharField(_("number of its paper"), max_length=100, blank=True)

    objects = OfficeDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(state="open"), name="one_question_before_an_office"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(decided_on__isnull=False, person__isnull=False) & ~Q(person_name="") & ~Q(text_hash="")),
                name="office_decision_has_day_person_and_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}（{day_in_words(self.decided_on)}）" if self.decided_on else self.office

    def get_absolute_url(self) -> str:
        """Where it is decided, afterwards where it stands for ever."""
        place = [self.edition.document.slug, self.edition.version]
        return reverse("guidelines:office", args=place) if self.is_open else reverse("guidelines:office-decision", args=[*place, self.uuid])

    @property
    def office(self) -> str:
        """The post by its name of the day, or as it is called now."""
        return in_language(self.post_names) or str(self.post)

    @property
    def note(self) -> str:
        """Who it was, with the words and the number of the paper."""
        words = _("%(person)s; number of the paper: %(paper)s") if self.paper else "%(person)s"
        return " ".join(part for part in (self.words, words % {"person": self.person_name, "paper": self.paper}) if part)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_approval(self) -> bool:
        return self.state == self.State.DECIDED
