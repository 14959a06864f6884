"""Families, documents, their links and their old names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shishin.kit.identity import Identified, in_language
from shishin.people.models import Organization, is_agreed
from shishin.texts.numbering.by_language import rules_in

IN_FAMILY = "in_family"
DOCUMENT_LINK = "document_link"


class Family(Identified):
    """A group of documents that belong together, such as the standard guideline group."""

    slug = models.SlugField(_("address"), unique=True, max_length=100)
    titles = models.JSONField(_("titles"), default=dict)
    outlines = models.JSONField(_("what it is"), default=dict, blank=True)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="families", verbose_name=_("owner"))
    is_example = models.BooleanField(_("worked example"), default=False)
    position = models.PositiveIntegerField(_("order on the page"), default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return in_language(self.titles)

    def get_absolute_url(self) -> str:
        return reverse("guidelines:family", args=[self.slug])


class NumberingScheme(Identified):
    """How labels are computed: rules per depth and per kind. See `texts/numbering/labels.py` for their shape."""

    slug = models.SlugField(_("address"), unique=True)
    titles = models.JSONField(_("titles"), default=dict)
    rules = models.JSONField(_("rules"), default=dict)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return in_language(self.titles)

    def rules_in(self, language: str) -> dict[str, Any]:
        """The rules by which a text in a language is numbered."""
        return rules_in(self.rules, language)


class Scope(Identified):
    """What clauses can be limited to, such as phases. `values` are [{"value": …, "titles": {…}, "retired": true}, …], in order."""

    slug = models.SlugField(_("name in text files"), unique=True)
    titles = models.JSONField(_("titles"), default=dict)
    position = models.PositiveIntegerField(_("order on the page"), default=0)
    values = models.JSONField(_("values"), default=list)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return in_language(self.titles) or self.slug


def natural_sort(code: str) -> str:
    """What sorts codes as people count: DS-451-3 before DS-451-10, whatever the collation."""
    parts = re.findall(r"\d+|[^\W\d_]+", unicodedata.normalize("NFKC", code).casefold())
    return "-".join(part.zfill(8) if part.isdecimal() else part for part in parts)[:200]


def stands_in_family(*, via: str = "") -> Q:
    """Documents that their family took. `via` is the way to them from another table: `document__`."""
    return is_agreed(IN_FAMILY, edge=f"{via}uuid", target=f"{via}family__uuid", ours=f"{via}owner", theirs=f"{via}family__owner")


class Document(Identified):
    """One rule book that lives through editions. Its slug is its address for ever."""

    class Position(models.TextChoices):
        NORMATIVE = "normative", _("Normative")
        INFORMATIVE = "informative", _("Informative")

    class Kind(models.TextChoices):
        ACTION_GUIDELINE = "action_guideline", _("Action guideline")
        STANDARD_GUIDELINE = "standard_guideline", _("Standard guideline")
        ATTACHED = "attached", _("Attached document")
        COMMENTARY = "commentary", _("Commentary")
        GUIDEBOOK = "guidebook", _("Practice guidebook")
        TECHNICAL_REPORT = "technical_report", _("Technical report")
        GLOSSARY = "glossary", _("Glossary")
        GUIDELINE = "guideline", _("Guideline")
        PLAN = "plan", _("Plan")
        OTHER = "other", _("Other related document")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUPERSEDED = "superseded", _("Superseded")
        ABOLISHED = "abolished", _("Abolished")
        OUT_OF_MANAGEMENT = "out_of_management", _("Out of management")

    family = models.ForeignKey(Family, models.PROTECT, related_name="documents", verbose_name=_("family"))
    slug = models.SlugField(_("address"), unique=True, max_length=100)
    code = models.CharField(_("code as printed"), max_length=40, blank=True)
    code_sort = models.CharField(max_length=200, blank=True, editable=False)
    titles = models.JSONField(_("titles"), default=dict)
    short_titles = models.JSONField(_("short titles"), default=dict, blank=True)
    outlines = models.JSONField(_("outline"), default=dict, blank=True)
    position = models.CharField(_("position"), max_length=20, choices=Position, default=Position.NORMATIVE)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.GUIDELINE)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="documents", verbose_name=_("owner"))
    audiences = models.JSONField(_("for whom"), default=dict, blank=True)
    numbering = models.ForeignKey(NumberingScheme, models.PROTECT, related_name="documents", verbose_name=_("numbering scheme"))
    source_language = models.CharField(_("language that binds"), max_length=20, default="ja")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    procedure = models.JSONField(_("who adopts which kind of revision"), default=dict, blank=True)
    source_note = models.JSONField(_("what is fact and what is invented"), default=dict, blank=True)

    class Meta:
        ordering = ["family__position", "family__slug", "code_sort", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["family", "code"], condition=~Q(code=""), name="code_is_unique_in_family"),
            models.CheckConstraint(
                condition=~Q(state="abolished") | Q(abolished_on__isnull=False), name="abolished_document_has_a_last_day"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.titles)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.code_sort = natural_sort(self.code)
        if update_fields is not None and "code" in update_fields:
            update_fields = {*update_fields, "code_sort"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("guidelines:document", args=[self.slug])

    @property
    def is_normative(self) -> bool:
        return self.position == self.Position.NORMATIVE

    def title(self, language: str | None = None) -> str:
        return in_language(self.titles, language)

    def short_title(self, language: str | None = None) -> str:
        return in_language(self.short_titles, language) or self.title(language)

    @cached_property
    def is_in_family(self) -> bool:
        """Whether its family took it. Take lists `with_family`."""
        return self.owner_id == self.family.owner_id or Document.objects.filter(stands_in_family(), pk=self.pk).exists()


def with_family(documents: models.QuerySet[Document]) -> models.QuerySet[Document]:
    """Each with its family and whether that one took it."""
    return documents.select_related("family__owner").annotate(is_in_family=stands_in_family())  # type: ignore[no-redef]


class Alias(models.Model):
    """An old address or code of a document. It redirects for ever."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="aliases")
    name = models.CharField(_("old address or code"), max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.name


class DocumentLinkQuerySet(models.QuerySet["DocumentLink"]):
    """Names for sets of links. Reads only."""

    def with_confirmation(self) -> DocumentLinkQuerySet:
        """Each with `is_confirmed`: whether it shows on the page of its target."""
        return self.annotate(is_confirmed=is_agreed(DOCUMENT_LINK, target="target__uuid", ours="source__owner", theirs="target__owner"))


class DocumentLink(Identified):
    """How one document stands to another: from the lower, the later or the explaining one."""

    class Kind(models.TextChoices):
        SUBORDINATE_TO = "subordinate_to", _("subordinate to")
        EXPLAINS = "explains", _("explains")
        SUPPLEMENTS = "supplements", _("supplements")
        REALIZES = "realizes", _("realizes")
        REFERS_TO = "refers_to", _("refers to")
        SUPERSEDES = "supersedes", _("supersedes")

    source = models.ForeignKey(Document, models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Document, models.PROTECT, related_name="links_in")
    kind = models.CharField(_("link"), max_length=20, choices=Kind)
    words = models.JSONField(_("words on the link"), default=dict, blank=True)

    objects = DocumentLinkQuerySet.as_manager()

    class Meta:
        ordering = ["source", "kind", "target"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="documents_are_linked_once_in_a_way"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="document_is_not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
