"""Forms on which links between clauses are drawn, cleared and taken away."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.access import editions_to_read
from shishin.guidelines.models import Clause, ClauseLink, Document, Line

ADDRESS = re.compile(r"/guidelines/(?P<slug>[^/?#]+)/clauses/(?P<key>[^/?#]+)/?(?:[?#].*)?$")
SHORT = re.compile(r"(?P<slug>[\w-]+)[\s#/]+(?P<key>[\w-]+)")


class ClearForm(forms.Form):
    """`read` is the clause of the target that stood on the page."""

    read = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What you found"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the clause still carries out the changed text. It stands in the history of the link with your name."),
    )


class UnlinkForm(forms.Form):
    words = forms.CharField(label=_("Why the link goes"), widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(forms.Form):
    source = forms.ChoiceField(label=_("Clause of this document"))
    kind = forms.TypedChoiceField(label=_("What it is to the other"), choices=ClauseLink.Kind.choices, coerce=ClauseLink.Kind)
    target = forms.CharField(
        label=_("Address of the other clause"),
        max_length=500,
        help_text=_("Copy it from the page of that clause. The address of the document and the key will do: ds-100 audit-report."),
    )

    def __init__(self, *args: Any, document: Document, sources: list[tuple[str, str]], reader: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.document, self.reader = document, reader
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def clean_target(self) -> Line:
        written = self.cleaned_data["target"].strip()
        match = ADDRESS.search(written) or SHORT.fullmatch(written)
        readable = Clause.objects.filter(edition__in=editions_to_read(self.reader))
        line = None
        if match:
            lines = Line.objects.filter(document__slug=match["slug"], key=match["key"], clauses__in=readable)
            line = lines.select_related("document").distinct().first()
        if line is None:
            raise ValidationError(_("There is no clause at this address that you may read."))
        return line

    def clean_source(self) -> Line:
        return Line.objects.get(document=self.document, key=self.cleaned_data["source"])
