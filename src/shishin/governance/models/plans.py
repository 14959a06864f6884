"""Medium-to-long-term plans 中長期計画: a plan, its yearly editions, and the chapters and measures 施策 of each."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shishin.councils.models import Body, Decision
from shishin.guidelines.models import Clause, Document, Line
from shishin.kit.dates import FiscalYear, Quarter
from shishin.kit.identity import Identified, in_language
from shishin.people.models import Organization, Person

MEASURE_LINE = "measure_line"


def new_salt() -> str:
    return token_hex(16)


class Plan(Identified):
    """What an organization sets out to do over several fiscal years. It lives through yearly editions."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", pgettext_lazy("plan", "Closed")
        SUCCEEDED = "succeeded", _("Succeeded by another plan")

    slug = models.SlugField(_("address"), unique=True, max_length=100)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="plans", verbose_name=_("organization"))
    titles = models.JSONField(_("titles"), default=dict)
    source_language = models.CharField(_("language that binds"), max_length=20, default="ja")
    first_year = models.PositiveSmallIntegerField(_("first fiscal year"))
    """Years are stored by the calendar year in which they begin."""
    last_year = models.PositiveSmallIntegerField(_("last fiscal year"))
    upper_document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="plans_under_it", verbose_name=_("upper plan")
    )
    advised_by = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="advised_plans", verbose_name=_("advised by")
    )
    bodies = models.ManyToManyField(Body, related_name="plans", blank=True, verbose_name=_("bodies that adopt it"))
    rule = models.JSONField(_("rule of the clock"), default=dict, blank=True)
    """{"every_months": 12} after the last decision, or {"by": "06-30"} in each fiscal year; "answers": true asks for answers to advice first."""
    currency = models.CharField(_("currency"), max_length=3, default="JPY")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    ended_on = models.DateField(_("closed on"), null=True, blank=True)
    end_reason = models.TextField(_("why it was closed"), blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor"))

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="plan_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(state="active") | Q(ended_on__isnull=False), name="closed_plan_has_a_day"),
            models.CheckConstraint(condition=~Q(state="succeeded") | Q(successor__isnull=False), name="succeeded_plan_has_a_successor"),
        ]

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("governance:plan", args=[self.slug])

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def needs_answers(self) -> bool:
        """Whether advice has to be answered before an edition is adopted."""
        return bool(self.rule.get("answers"))

    @property
    def years(self) -> list[FiscalYear]:
        return [FiscalYear(year) for year in range(self.first_year, self.last_year + 1)]


class PlanEditionQuerySet(models.QuerySet["PlanEdition"]):
    """Names for sets of editions of plans. Reads only."""

    def adopted(self) -> PlanEditionQuerySet:
        return self.filter(state=PlanEdition.State.ADOPTED, withdrawn_on=None)

    def public(self) -> PlanEditionQuerySet:
        """What anyone may read: published ones, withdrawn ones included."""
        return self.filter(published_on__isnull=False)

    def open(self) -> PlanEditionQuerySet:
        """Being written, or submitted and not adopted yet."""
        return self.exclude(state=PlanEdition.State.ADOPTED)


class PlanEdition(Identified):
    """The text of a plan for a fiscal year. Submitted, it waits for advice and a decision; adopted, it never changes."""

    class State(models.TextChoices):
        WORKING = "working", _("Being written")
        SUBMITTED = "submitted", _("Submitted")
        ADOPTED = "adopted", _("Adopted")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions", verbose_name=_("plan"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    number = models.PositiveSmallIntegerField(_("number in the year"), default=1)
    reason = models.TextField(_("why there is another one in the year"), blank=True)
    started_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("started from")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WORKING)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    return_reason = models.TextField(_("why it was returned"), blank=True)
    text_hash = models.CharField(_("hash of the text"), max_length=64, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    """Hashed along: else an amount that is withheld could be found by trying. Known to whoever knows all amounts."""
    adopted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="plan_editions", verbose_name=_("adopted by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)

    objects = PlanEditionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "fiscal_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "fiscal_year", "number"], name="one_edition_of_a_plan_has_a_number"),
            models.UniqueConstraint(fields=["plan"], condition=~Q(state="adopted"), name="one_edition_of_a_plan_is_open"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="edition_beside_the_yearly_one_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="adopted") | (Q(adopted_by__isnull=False) & Q(decided_on__isnull=False)),
                name="adopted_plan_edition_has_a_decision",
            ),
            models.CheckConstraint(condition=Q(published_on=None) | Q(state="adopted"), name="published_plan_edition_is_adopted"),
            models.CheckConstraint(condition=Q(state="working") | ~Q(text_hash=""), name="submitted_plan_edition_has_a_hash"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def year(self) -> FiscalYear:
        return FiscalYear(self.fiscal_year)

    @property
    def address(self) -> str:
        """`2026`, off the cycle `2026.2`: by the number that people call the year by."""
        return f"{self.year.number}" if self.number == 1 else f"{self.year.number}.{self.number}"

    @property
    def name(self) -> str:
        """令和8年度版, and 令和8年度版（2） beside it."""
        words = _("Edition %(year)s") % {"year": self.year}
        return str(words) if self.number == 1 else f"{words} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("governance:plan-edition", args=[self.plan.slug, self.address])

    @property
    def is_working(self) -> bool:
        return self.state == self.State.WORKING

    @property
    def is_submitted(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def is_adopted(self) -> bool:
        return self.state == self.State.ADOPTED


class Chapter(models.Model):
    """A heading of an edition and the words under it; its measures follow them."""

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="chapters")
    key = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(_("place"))
    headings = models.JSONField(_("headings"), default=dict)
    bodies = models.JSONField(_("words"), default=dict, blank=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_chapter_of_an_edition_has_a_key"),
            models.UniqueConstraint(fields=["edition", "position"], name="one_chapter_stands_at_a_place"),
        ]

    def __str__(self) -> str:
        return in_language(self.headings)


class Measure(Identified):
    """What is done, by which unit, from which quarter to which. Its key lives as long as the plan."""

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="measures")
    key = models.SlugField(max_length=80)
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="measures", verbose_name=_("chapter"))
    position = models.PositiveIntegerField(_("place in the chapter"))
    titles = models.JSONField(_("titles"), default=dict)
    outlines = models.JSONField(_("outline"), default=dict, blank=True)
    unit = models.CharField(_("unit in charge"), max_length=200)
    first_quarter = models.PositiveIntegerField(_("first quarter"))
    """Quarters are stored as `Quarter.ordinal`."""
    last_quarter = models.PositiveIntegerField(_("last quarter"))
    systems = models.JSONField(_("ids of systems"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Grows with each writing, so that two people at one measure see each other."""

    class Meta:
        ordering = ["edition", "chapter__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_measure_of_an_edition_has_a_key"),
            models.UniqueConstraint(fields=["chapter", "position"], name="one_measure_stands_at_a_place"),
            models.CheckConstraint(condition=Q(last_quarter__gte=F("first_quarter")), name="measure_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(unit=""), name="measure_has_a_unit"),
        ]

    def __str__(self) -> str:
        return in_language(self.titles)

    @property
    def first(self) -> Quarter:
        return Quarter.of_ordinal(self.first_quarter)

    @property
    def last(self) -> Quarter:
        return Quarter.of_ordinal(self.last_quarter)


class MeasureLine(Identified):
    """The clause a measure serves, as read: an item of the upper plan, or a clause that it realizes."""

    class Kind(models.TextChoices):
        UPPER_ITEM = "upper_item", _("item of the upper plan")
        REALIZES = "realizes", _("realizes")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="lines")
    kind = models.CharField(pgettext_lazy("measure", "how"), max_length=10, choices=Kind)
    line = models.ForeignKey(Line, models.PROTECT, related_name="measure_lines")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="measure_lines")
    tie = models.UUIDField(editable=False)
    """What the same line of the same measure shares through all editions: the keeper of the clause agrees to that one."""

    class Meta:
        ordering = ["measure", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "line", "kind"], name="measure_serves_a_clause_once_in_a_way")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.line_id}"


class Milestone(Identified):
    """What is to be reached by a quarter, after another one if it waits for that."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="milestones")
    position = models.PositiveIntegerField(_("place"))
    quarter = models.PositiveIntegerField(_("quarter"))
    words = models.JSONField(_("words"), default=dict)
    after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("after"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["measure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "position"], name="one_milestone_stands_at_a_place"),
            models.CheckConstraint(condition=Q(after=None) | ~Q(after=F("pk")), name="milestone_is_not_after_itself"),
        ]

    def __str__(self) -> str:
        return in_language(self.words)


class Amount(models.Model):
    """What a measure costs in a fiscal year, in units of the plan's currency; withheld until a day if it must be."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("request")
        INITIAL = "initial", _("initial budget")
        SUPPLEMENTARY = "supplementary", _("supplementary budget")
        ACTUAL = "actual", _("actual")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="amounts")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    kind = models.CharField(_("kind of amount"), max_length=15, choices=Kind)
    amount = models.BigIntegerField(_("amount"))
    withheld_until = models.DateField(_("withheld until"), null=True, blank=True)

    class Meta:
        ordering = ["measure", "fiscal_year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "fiscal_year", "kind"], name="one_amount_of_a_kind_in_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_is_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.fiscal_year} {self.kind}"


class Reason(models.Model):
    """Why measures were disposed of as they were; one may serve several."""

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="reasons")
    words = models.TextField(_("reason"))

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reason_of_a_disposal_has_words")]

    def __str__(self) -> str:
        return self.words


class Disposal(models.Model):
    """What the next edition does with a measure of the last one that was not done 措置."""

    class Kind(models.TextChoices):
        DONE = "done", _("done")
        CARRIED = "carried", _("carried over")
        CHANGED = "changed", _("changed")
        DROPPED = "dropped", pgettext_lazy("disposal", "dropped")

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="disposals")
    key = models.SlugField(_("measure"), max_length=80)
    kind = models.CharField(_("disposal"), max_length=10, choices=Kind)
    reason = models.ForeignKey(Reason, models.PROTECT, related_name="disposals", verbose_name=_("reason"))
    became = models.JSONField(_("measures that it became"), default=list, blank=True)

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="measure_is_disposed_of_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.key} {self.kind}"


class Advice(Identified):
    """What an adviser said of a submitted edition or of one measure of it 助言, and what became of it: answered once."""

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        TAKEN_UP = "taken_up", _("taken up")
        PARTLY = "partly", _("partly taken up")
        NOT = "not", _("not taken up")

    edition = models.ForeignKey(PlanEdition, models.PROTECT, related_name="advice")
    key = models.SlugField(_("measure"), max_length=80, blank=True)
    """Empty for all of the edition."""
    words = models.TextField(_("advice"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="advice", verbose_name=_("adviser's organization"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by"))
    given_on = models.DateField(_("given on"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.OPEN, blank=True)
    answer_words = models.TextField(_("words of the answer"), blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="advice_has_words"),
            models.CheckConstraint(condition=Q(answer="") | Q(answered_on__isnull=False), name="answered_advice_has_a_day"),
        ]
        verbose_name_plural = "advice"

    def __str__(self) -> str:
        return self.words

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)


def address_parts(address: str) -> tuple[int, int] | None:
    """The fiscal year, by the calendar year in which it begins, and the number of `2026.2`; None for what is no address of an edition."""
    year, _point, number = address.partition(".")
    parts: tuple[Any, Any] = (year, number or "1")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    return FiscalYear.numbered(int(year)).begins_in, int(number or 1)
