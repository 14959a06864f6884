"""Forms of the guidelines: clean what people give, then call one activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.access import families_to_read, organizations_imported_to_by
from shishin.guidelines.bringing_in.bringing_in import TextDetails, refuse_too_large
from shishin.guidelines.bringing_in.reading import READ_MENDED, READ_TEXT, is_of_another
from shishin.guidelines.editions.describing import family_address_taken
from shishin.guidelines.editions.vocabulary import with_scopes_in_order
from shishin.guidelines.models import Document, Family, NumberingScheme
from shishin.kit.dates import day_in_words, read_day
from shishin.kit.jobs import begin
from shishin.kit.models import Job
from shishin.people.models import Organization, Person
from shishin.texts.languages import LanguageField
from shishin.texts.manuscript import PATTERN, Manuscript
from shishin.texts.text_form import write_clauses


class ManyFiles(forms.FileField):
    """Several files in one field, in the order of their names."""

    widget = type("ManyFilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return sorted((super(ManyFiles, self).clean(file, initial) for file in files), key=lambda file: str(file.name))


class DocumentForm(forms.Form):
    """Which document and which edition a text becomes. An existing document keeps its family, owner and numbering."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False, help_text=_("Left empty, the first heading is taken."))
    slug = forms.SlugField(
        label=_("Address"), max_length=100, help_text=_("Latin letters, digits and hyphens, such as standard-guideline. It stays for ever.")
    )
    version = forms.CharField(
        label=_("Version"),
        max_length=40,
        initial="1.0.0",
        help_text=_("Three numbers such as 1.0.0, or 1.0.0-draft.1 for a draft."),
        validators=[RegexValidator(rf"\A{PATTERN.pattern}\Z", _("Write three numbers such as 1.0.0, or 1.0.0-draft.1 for a draft."))],
    )
    language = LanguageField(label=_("Language that binds"), initial="ja")
    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("Owner"), to_field_name="slug", empty_label=None)
    family = forms.ModelChoiceField(
        Family.objects.none(), label=_("Family"), to_field_name="slug", required=False, empty_label=_("A family of its own")
    )
    numbering = forms.ModelChoiceField(NumberingScheme.objects.all(), label=_("Numbering"), to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.by = by
        self.owners = organizations_imported_to_by(by).prefetch_related("dated_names")
        self.fields["owner"].queryset = self.owners  # type: ignore[attr-defined]
        theirs = Family.objects.filter(owner__in=self.owners)
        self.fields["family"].queryset = families_to_read(by) | theirs  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if is_of_another(slug, by=self.by):
            raise ValidationError(_("This address belongs to a document of another organization."))
        return slug

    def clean(self) -> dict[str, Any]:
        """A family of its own would else be the family of whoever has one at this address."""
        clean = super().clean() or {}
        slug = clean.get("slug", "")
        is_own = "family" in clean and clean["family"] is None and not Document.objects.filter(slug=slug).exists()
        if slug and is_own and Family.objects.filter(slug=slug).exists():
            self.add_error("slug", ValidationError(family_address_taken(slug, by=self.by).as_html, code="taken"))
        return clean

    def details(self) -> TextDetails:
        cleaned = self.cleaned_data
        return TextDetails(
            slug=cleaned["slug"],
            version=cleaned["version"],
            language=cleaned["language"],
            family=cleaned["family"].slug if cleaned["family"] else "",
            owner=cleaned["owner"].slug,
            title=cleaned["title"],
            numbering=cleaned["numbering"].slug if cleaned["numbering"] else "",
        )


class TextToImportForm(DocumentForm):
    """A text as it comes: files or pasted words."""

    uploads = ManyFiles(
        label=_("Markdown or Word files"),
        required=False,
        help_text=_("One or several; several become one edition in the order of their names. Word as .docx."),
    )
    pasted = forms.CharField(label=_("Or paste the text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}))

    field_order = ["uploads", "pasted"]
    read_from_text = ("slug", "version", "language", "numbering")

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, by=by, **fields)
        for name in self.read_from_text:
            self.fields[name].required = False
            self.fields[name].initial = None
        self.fields["numbering"].empty_label = _("The one that gives the numbers in the text")  # type: ignore[attr-defined]
        self.fields["version"].help_text = self.fields["language"].help_text = _(
            "Left empty, it is read from the text or the name of the file."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("uploads") and not cleaned.get("pasted", "").strip():
            raise ValidationError(_("Choose a file or paste a text."))
        return cleaned

    def begin(self, *, address: str) -> Job:
        """Leave the reading to the worker; what is too large is refused before."""
        uploads: Sequence[UploadedFile] = self.cleaned_data["uploads"]
        for file in uploads:
            refuse_too_large(str(file.name), file.size or 0)
        contents = {str(file.name): file.read() for file in uploads}
        if self.cleaned_data["pasted"].strip():
            contents[str(self.fields["pasted"].label)] = self.cleaned_data["pasted"].encode()
        return begin(READ_TEXT, by=str(self.by.pk), address=address, files=contents, details=asdict(self.details()))


DAYS_NAMED = {"decided_on": _("Decided on %(day)s"), "in_force_from": _("In force from %(day)s")}


class FoundTextForm(DocumentForm):
    """The text in our form, as it was found and mended."""

    days = forms.MultipleChoiceField(
        label=_("Days that the text names"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what the edition shall keep. Adopting or taking over says it anew."),
    )
    days_named = forms.CharField(required=False, widget=forms.HiddenInput)
    started_from = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text with its keys"), strip=False, widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code"})
    )

    def __init__(self, *args: Any, by: Person, **fields: Any) -> None:
        super().__init__(*args, by=by, **fields)
        named = _named(str(self["days_named"].value() or ""))
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (f"{name}={day}", DAYS_NAMED[name] % {"day": day_in_words(read_day(day))}) for name, day in named
        ]
        if not named:
            del self.fields["days"]

    @classmethod
    def of(cls, manuscript: Manuscript, *, by: Person) -> FoundTextForm:
        document, language = manuscript.document, manuscript.document.source_language
        return cls(
            by=by,
            initial={
                "title": document.titles.get(language, ""),
                "slug": document.slug,
                "version": manuscript.edition.version,
                "language": language,
                "owner": document.owner,
                "family": document.family,
                "numbering": document.numbering,
                "started_from": manuscript.edition.started_from,
                "days": [f"{name}={day}" for name, day in manuscript.days if getattr(manuscript.edition, name) == day],
                "days_named": " ".join(f"{name}={day}" for name, day in manuscript.days),
                "text": write_clauses(with_scopes_in_order(manuscript).clauses, language=language, source_language=language),
            },
        )

    def begin(self, *, address: str) -> Job:
        """The worker reads what was mended, as it reads files."""
        files, given = {str(self.fields["text"].label): self.cleaned_data["text"].encode()}, asdict(self.details())
        started_from, ticked = self.cleaned_data["started_from"], self.cleaned_data.get("days", ())
        days = [(name, day, f"{name}={day}" in ticked) for name, day in _named(self.cleaned_data["days_named"])]
        return begin(READ_MENDED, by=str(self.by.pk), address=address, files=files, details=given, started_from=started_from, days=days)


def _named(written: str) -> list[tuple[str, str]]:
    """The days that were offered, as the hidden field keeps them."""
    pairs = (named.partition("=")[::2] for named in written.split())
    return [(name, day) for name, day in pairs if name in DAYS_NAMED and read_day(day)]
