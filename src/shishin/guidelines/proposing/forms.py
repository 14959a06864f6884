"""Forms of proposals: what was given, and the words of one change before they are accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.bringing_in.bringing_in import refuse_too_large
from shishin.guidelines.drafting.pages.forms import PassageForm
from shishin.guidelines.models import Edition
from shishin.guidelines.proposing.laying import PROPOSE
from shishin.guidelines.proposing.reading_texts import Form
from shishin.kit.jobs import begin
from shishin.kit.models import Job
from shishin.people.models import Person

FORMS = [
    ("", _("Find out from the text")),
    (Form.TABLE.value, _("A table from Excel")),
    (Form.PARAGRAPHS.value, _("Paragraphs from Word")),
    (Form.MARKDOWN.value, _("Markdown, with or without keys")),
]


class ProposeForm(forms.Form):
    """A whole text from a file, or words that were pasted."""

    upload = forms.FileField(
        label=_("File with the whole text"), required=False, help_text=_("A Word document (.docx), Markdown, or our own form with keys.")
    )
    pasted = forms.CharField(
        label=_("Or paste a text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Paragraphs from Word, or cells from Excel with number or key, heading, body and force."),
    )
    form = forms.ChoiceField(label=_("What the pasted text is"), choices=FORMS, required=False)
    is_whole = forms.BooleanField(
        label=_("The pasted text is the whole text"),
        required=False,
        help_text=_("If you choose this, clauses that are not in it are proposed to be dropped."),
    )
    language = forms.ChoiceField(label=_("Language of the text"))

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        has_file, has_text = bool(cleaned.get("upload")), bool(cleaned.get("pasted", "").strip())
        if has_file == has_text:
            raise ValidationError(_("Give a file or paste a text, one of the two.") if has_file else _("Choose a file or paste a text."))
        return cleaned

    def begin(self, edition: Edition, *, by: Person, address: str) -> Job:
        """Leave the reading to the worker; what is too large is refused before."""
        cleaned, files = self.cleaned_data, {}
        if upload := cleaned["upload"]:
            refuse_too_large(upload.name, upload.size)
            files = {upload.name: upload.read()}
        given = {name: cleaned[name] for name in ("pasted", "language", "form", "is_whole")}
        return begin(PROPOSE, by=str(by.pk), address=address, files=files, edition=edition.pk, **given)


class AmendForm(PassageForm):
    """The words of a change, to be made right before they are accepted."""

    body = forms.CharField(label=_("Body"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}))
    summary = forms.CharField(label=_("Summary"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}))
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)


class GiveForm(forms.Form):
    """Which clause some words belong to that were taken for a new one."""

    clause = forms.ChoiceField(label=_("These are the words of"))

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["clause"].choices = clauses  # type: ignore[attr-defined]
