"""Shape and clean what people say of documents and families: the page of a document, a new one, a new family, links and former names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.access import documents_to_read, families_edited_by, families_to_read, organizations_edited_by
from shishin.guidelines.editions.describing import family_address_taken
from shishin.guidelines.editions.exporting import document_sheet
from shishin.guidelines.models import Document, DocumentLink, Family, NumberingScheme
from shishin.kit.forms import DayField, WordsField
from shishin.kit.identity import split_words
from shishin.people.forms import AddressField
from shishin.people.models import Organization, Person
from shishin.texts.languages import LanguageField
from shishin.texts.manuscript import DocumentSheet


class SheetForm(forms.Form):
    """What is said of a document, whether it is new or stands already."""

    titles = WordsField(_("Title in %(language)s"), max_length=300, needs_one=_("Give a title in at least one language."))
    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("Owner"), to_field_name="slug", empty_label=None)
    family = forms.ModelChoiceField(
        Family.objects.none(),
        label=_("Family"),
        to_field_name="slug",
        help_text=_("In a family of another organization it shows once that organization agreed; until then it says so here."),
    )
    position = forms.ChoiceField(label=_("Position"), choices=Document.Position.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices, initial=Document.Kind.GUIDELINE)
    code = forms.CharField(
        label=_("Code as printed"), max_length=40, required=False, help_text=_("For example DS-100. Left empty, it has none.")
    )
    audiences = WordsField(_("For whom, in %(language)s"), max_length=500)
    outlines = WordsField(_("Outline in %(language)s"), rows=3, max_length=2_000)

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        owners = organizations_edited_by(by).prefetch_related("dated_names")
        families = families_to_read(by) | families_edited_by(by)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["family"].queryset = families  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        clean = self.cleaned_data
        plain = {name: clean[name] for name in ("titles", "position", "kind", "code", "audiences", "outlines")}
        return {**plain, "owner": clean["owner"].slug, "family": clean["family"].slug if clean["family"] else ""}


class DescribeDocumentForm(SheetForm):
    """What a document is. Its address, its language and its numbering stay."""

    short_titles = WordsField(_("Short title in %(language)s"), max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=Document.State.choices)
    abolished_on = DayField(label=_("Last day"), required=False)
    field_order = ["titles", "short_titles"]

    def __init__(self, *args: Any, document: Document, by: Person, **fields: Any) -> None:
        sheet = document_sheet(document)
        names = ("titles", "short_titles", "owner", "family", "position", "kind", "code", "audiences", "outlines", "state", "abolished_on")
        super().__init__(*args, by=by, initial={name: getattr(sheet, name) for name in names}, **fields)
        self.before = sheet
        # What it is now may stay, whoever keeps it.
        for name, now in (("owner", document.owner), ("family", document.family)):
            field = self.fields[name]
            field.queryset = field.queryset | type(now).objects.filter(pk=now.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("state") == Document.State.ABOLISHED and not clean.get("abolished_on"):
            self.add_error("abolished_on", ValidationError(_("Give the last day of the document."), code="required"))
        return clean

    def sheet(self) -> DocumentSheet:
        clean = self.cleaned_data
        more = {name: clean[name] for name in ("short_titles", "state", "abolished_on")}
        # Links, former names and who decides have pages of their own.
        return replace(self.before, **self.said(), **more, links=(), aliases=(), procedure={})


def stands_free(slug: str) -> str:
    """The address of a document, if no page of the site stands there."""
    try:
        here = resolve(reverse("guidelines:document", args=[slug])).view_name
    except Resolver404:
        here = ""
    if here != "guidelines:document":
        raise ValidationError(_("A page of the site has this address. Choose another."))
    return slug


class NewDocumentForm(SheetForm):
    """A document that has no text yet."""

    slug = AddressField(help_text=_("Small letters, figures and hyphens, such as digital-guideline. It stays for ever."))
    numbering = forms.ModelChoiceField(NumberingScheme.objects.all(), label=_("Numbering"), to_field_name="slug", empty_label=None)
    language = LanguageField(label=_("Language that binds"), initial="ja")
    field_order = ["titles", "slug", "owner", "family"]

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, by=by, **fields)
        self.by = by
        self.fields["family"].required = False
        self.fields["family"].empty_label = _("A family of its own")  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        return stands_free(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("titles") and clean.get("language") and not clean["titles"].get(clean["language"]):
            self.add_error("titles", ValidationError(_("Give the title in the language that binds."), code="required"))
        # A family of its own would else be the family of whoever has one at this address.
        if "family" in clean and clean["family"] is None and Family.objects.filter(slug=clean.get("slug", "")).exists():
            self.add_error("slug", ValidationError(family_address_taken(clean["slug"], by=self.by).as_html, code="taken"))
        return clean

    def sheet(self) -> DocumentSheet:
        clean = self.cleaned_data
        return DocumentSheet(clean["slug"], source_language=clean["language"], numbering=clean["numbering"].slug, **self.said())


class FamilyForm(forms.Form):
    """A group of documents."""

    titles = WordsField(_("Title in %(language)s"), max_length=200, needs_one=_("Give a title in at least one language."))
    outlines = WordsField(_("What belongs to it, in %(language)s"), rows=3, max_length=1_000)


class NewFamilyForm(FamilyForm):
    slug = AddressField()
    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("Owner"), to_field_name="slug", empty_label=None)
    field_order = ["titles", "slug", "owner"]

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["owner"].queryset = organizations_edited_by(by).prefetch_related("dated_names")  # type: ignore[attr-defined]


class LinkDocumentForm(forms.Form):
    """What a document is to another one, chosen from those that somebody may read."""

    kind = forms.TypedChoiceField(label=_("What it is to the other"), choices=DocumentLink.Kind.choices, coerce=DocumentLink.Kind)
    target = forms.ModelChoiceField(Document.objects.none(), label=_("The other document"), to_field_name="slug", empty_label=None)
    words = WordsField(_("Words on the link, in %(language)s"), max_length=200)

    def __init__(self, *args: Any, document: Document, by: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        others = documents_to_read(by).exclude(pk=document.pk).order_by("family__position", "code_sort", "slug")
        self.fields["target"].queryset = others  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = _with_code  # type: ignore[attr-defined]


def _with_code(document: Document) -> str:
    return f"{document.code}　{document.title()}" if document.code else document.title()


class FormerNamesForm(forms.Form):
    names = forms.CharField(
        label=_("Former addresses and codes"),
        max_length=1_000,
        help_text=_("With commas between them. Whoever follows one of them comes to this document, for ever."),
    )

    def clean_names(self) -> list[str]:
        names = split_words(self.cleaned_data["names"])
        for name in names:
            if len(name) > 100 or not re.fullmatch(r"[\w.-]+", name):
                raise ValidationError(_("“%(name)s” cannot be an address: letters, figures, hyphens and dots."), params={"name": name})
            stands_free(name)
        return names
