"""Consultations, the rules they are held by, and their rounds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.models import Document, Edition
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Organization


class ConsultationProfile(Identified):
    """By which rules opinions are asked for, taken, answered and published: data. `profiles.py` says the shape of `rules` and checks them."""

    slug = models.SlugField(_("address"), unique=True)
    titles = models.JSONField(_("title"), default=dict)
    rules = models.JSONField(_("rules"), default=dict, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Names for sets of consultations. Reads only."""

    def announced(self) -> ConsultationQuerySet:
        """What everybody may read."""
        return self.filter(announced_at__isnull=False)

    def in_state(self, state: str, moment: datetime) -> ConsultationQuerySet:
        """Those that are in a state at a moment: the same answer as `Consultation.state_at`."""
        rows: ConsultationQuerySet = self.with_state(moment)
        return rows.filter(Q(state_then=state))

    def with_state(self, moment: datetime) -> ConsultationQuerySet:
        """Each with `state_then`."""
        rounds = Round.objects.filter(consultation=OuterRef("pk"))
        State = Consultation.State  # noqa: N806 - a class
        return self.annotate(
            state_then=models.Case(
                models.When(Q(results_published_at__isnull=False), then=models.Value(State.PUBLISHED)),
                models.When(Q(ended_at__isnull=False), then=models.Value(State.ENDED)),
                models.When(Q(announced_at=None), then=models.Value(State.PREPARED)),
                models.When(Exists(rounds.open_at(moment)), then=models.Value(State.OPEN)),
                models.When(Exists(rounds.filter(opens_at__gt=moment)), then=models.Value(State.ANNOUNCED)),
                default=models.Value(State.ANSWERING),
                output_field=models.CharField(),
            )
        )


class Consultation(Identified):
    """Opinions asked for on the draft of a document, or on questions. Its state is computed, never stored."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("In preparation")
        ANNOUNCED = "announced", _("Announced, not open yet")
        OPEN = "open", _("Open for opinions")
        ANSWERING = "answering", _("Being answered")
        PUBLISHED = "published", _("Answered")
        ENDED = "ended", _("Ended, nothing enacted")

    slug = models.SlugField(_("address"), unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="consultations", verbose_name=_("organization"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("document"))
    profile = models.ForeignKey(ConsultationProfile, models.PROTECT, related_name="consultations", verbose_name=_("rules"))
    rules = models.JSONField(_("rules as they were when it was announced"), default=dict, blank=True)
    titles = models.JSONField(_("title"), default=dict)
    questions = models.JSONField(_("what we ask especially"), default=dict, blank=True)
    handling = models.JSONField(_("what becomes of the words"), default=dict, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    results_published_at = models.DateTimeField(_("results published at"), null=True, blank=True)
    results_hash = models.CharField(_("hash of the table of results"), max_length=64, blank=True)
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("edition that the results went into")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_reason = models.JSONField(_("why nothing is enacted"), default=dict, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(results_published_at=None) | (Q(announced_at__isnull=False) & ~Q(results_hash="")),
                name="published_results_were_announced_and_have_a_hash",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_reason={}), name="ended_consultation_has_a_reason"),
            models.CheckConstraint(condition=Q(edition=None) | Q(results_published_at__isnull=False), name="results_went_into_an_edition"),
        ]

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.slug])

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None

    @property
    def is_published(self) -> bool:
        return self.results_published_at is not None

    def state_at(self, moment: datetime, rounds: Iterable[Round]) -> str:
        """What it is at a moment, from rounds that were read: the twin of `with_state`."""
        if self.is_published:
            return self.State.PUBLISHED
        if self.ended_at is not None:
            return self.State.ENDED
        if not self.is_announced:
            return self.State.PREPARED
        rounds = list(rounds)
        if any(one.is_open_at(moment) for one in rounds):
            return self.State.OPEN
        if any(one.opens_at and one.opens_at > moment for one in rounds):
            return self.State.ANNOUNCED
        return self.State.ANSWERING


class RoundQuerySet(models.QuerySet["Round"]):
    """Names for sets of rounds. Reads only."""

    def open_at(self, moment: datetime) -> RoundQuerySet:
        """Those in which opinions may be given: their draft was not withdrawn, and their time is."""
        withdrawn = Q(draft__isnull=False, draft__withdrawn_on__isnull=False)
        return self.filter(opens_at__lte=moment, closes_at__gt=moment).exclude(withdrawn)


MOST_ROUNDS = 30
"""Of a consultation: `Opinion.said_in` has two bits for each."""


class Round(Identified):
    """One way in which opinions came, in a time: a form on this site, letters, a questionnaire, a workshop. `number` counts from 1."""

    class Channel(models.TextChoices):
        FORM = "form", _("Form")
        QUESTIONNAIRE = "questionnaire", _("Questionnaire")
        WORKSHOP = "workshop", _("Workshop")
        HEARING = "hearing", _("Hearing")
        LECTURE = "lecture", _("Lecture")
        PRELIMINARY = "preliminary", _("Preliminary consultation of offices")
        POST = "post_and_telephone", _("Post and telephone")
        ARTICLE = "article", _("Article")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="rounds", verbose_name=_("consultation"))
    number = models.PositiveIntegerField(_("number"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, default=Channel.FORM)
    titles = models.JSONField(_("title"), default=dict, blank=True)
    audience = models.JSONField(_("who is asked"), default=dict, blank=True)
    draft = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("draft that is shown"))
    draft_hash = models.CharField(_("hash of the draft"), max_length=64, blank=True)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    short_reason = models.JSONField(_("why the time is shorter than the rules ask for"), default=dict, blank=True)
    sittings = models.PositiveIntegerField(_("sittings"), null=True, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    outcome = models.JSONField(_("what came of it"), default=dict, blank=True)
    takes_form = models.BooleanField(_("opinions are taken on this site"), default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="round_number_is_unique_in_consultation"),
            models.CheckConstraint(condition=Q(number__lte=MOST_ROUNDS), name="round_has_a_bit_of_what_opinions_were_said_in"),
            models.CheckConstraint(condition=Q(opens_at=None) | Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(takes_form=False) | Q(opens_at__isnull=False, closes_at__isnull=False), name="round_with_a_form_has_its_time"
            ),
            models.CheckConstraint(condition=Q(draft=None) | ~Q(draft_hash=""), name="draft_of_a_round_has_a_hash"),
        ]

    def __str__(self) -> str:
        return in_language(self.titles) or str(self.Channel(self.channel).label)

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}#round-{self.number}"

    @property
    def draft_was_withdrawn(self) -> bool:
        draft: Any = self.draft
        return draft is not None and draft.withdrawn_on is not None

    def is_open_at(self, moment: datetime) -> bool:
        """The twin of `open_at`."""
        is_time = self.opens_at is not None and self.closes_at is not None and self.opens_at <= moment < self.closes_at
        return is_time and not self.draft_was_withdrawn

    def is_closed_at(self, moment: datetime) -> bool:
        """Nothing comes any more. A round without a time is one that was held: it is closed."""
        return self.closes_at is None or self.closes_at <= moment or self.draft_was_withdrawn
