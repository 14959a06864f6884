"""Forms of writing: shape and clean what people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.editions.checking import ADDRESS
from shishin.guidelines.models import ATTRIBUTES, Clause, Edition
from shishin.texts.languages import in_order, own_name
from shishin.texts.manuscript import Passage
from shishin.texts.scopes import Vocabulary, scope_in_words, value_in_words

Choices = Sequence[tuple[str, str]]


PARTS = ("heading", "body", "summary")


def passage_from(cleaned: Mapping[str, Any], *, suffix: str = "") -> Passage:
    """The words of a clause as a browser sends them, with the ends of lines as we keep them."""
    return Passage(*(cleaned.get(f"{name}{suffix}", "").replace("\r\n", "\n") for name in PARTS))


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PassageForm(forms.Form):
    """The words of a clause in one language."""

    heading = forms.CharField(label=_("Heading"), required=False)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=text_area(10),
        help_text=_(
            "In Markdown: an empty line between paragraphs, - before each line of a list, **bold**. A table has a bar between its cells, "
            "and | --- | --- | under its first row."
        ),
    )
    summary = forms.CharField(
        label=_("Summary"), required=False, strip=False, widget=text_area(4), help_text=_("What the short version of the edition says.")
    )

    def __init__(self, *args: Any, language: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        for name in PARTS:
            self.fields[name].widget.attrs["lang"] = language

    def passage(self) -> Passage:
        return passage_from(self.cleaned_data)


class EditForm(PassageForm):
    """`based_on` is the hash of the text that was read before typing; empty where there was none."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class DescribeForm(forms.Form):
    """All that a clause is besides its words and its place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Clause.Kind.choices)
    force = forms.ChoiceField(label=_("Force"), choices=Clause.Force.choices, help_text=_("How strongly the clause binds."))
    is_hard_gate = forms.BooleanField(label=_("A project that does not meet it stops at the gate"), required=False)
    is_branch = forms.BooleanField(label=_("Numbered as a branch of the clause before it, such as 2-2"), required=False)

    def __init__(self, *args: Any, applicability: Mapping[str, Iterable[str]], vocabulary: Vocabulary, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.scopes: list[str] = []
        for scope, known in vocabulary.items():
            chosen = [str(value) for value in applicability.get(scope, ())]
            # A value that is retired or that nobody has words for stays one that can be kept or taken off.
            offered = known.offered(chosen)
            if not offered:
                continue
            self.scopes.append(scope)
            self.fields[scope] = forms.MultipleChoiceField(
                label=_("Applies to: %(scope)s") % {"scope": scope_in_words(scope, vocabulary)},
                choices=[(value, value_in_words(scope, value, vocabulary)) for value in offered],
                initial=chosen,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for scope in self.scopes[:1]:
            self.fields[scope].help_text = _("Where nothing is chosen, the clause applies to all.")

    def description(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        attributes = {name: cleaned[name] for name in ATTRIBUTES if name in cleaned}
        return attributes | {"applicability": {scope: cleaned[scope] for scope in self.scopes if cleaned[scope]}}


class PlaceForm(forms.Form):
    """Where a clause comes to stand: after which one, and how deep."""

    after = forms.ChoiceField(label=_("It stands after"), required=False)
    depth = forms.TypedChoiceField(
        label=_("Depth"), coerce=int, help_text=_("1 is the topmost. It belongs to the nearest clause before it that is less deep.")
    )

    def __init__(self, *args: Any, places: Choices, deepest: int, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["after"].choices = [("", _("Nothing: it comes first")), *places]  # type: ignore[attr-defined]
        self.fields["depth"].choices = [(number, str(number)) for number in range(1, deepest + 1)]  # type: ignore[attr-defined]


class AddForm(PassageForm, PlaceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Clause.Kind.choices, initial=Clause.Kind.TEXT)
    force = forms.ChoiceField(label=_("Force"), choices=Clause.Force.choices, initial=Clause.Force.NONE)
    key = forms.CharField(
        label=_("Key"),
        max_length=100,
        required=False,
        validators=[RegexValidator(rf"\A{ADDRESS.pattern}\Z", _("Use Latin letters, digits and hyphens."))],
        help_text=_("Part of its address for ever: Latin letters, digits and hyphens. Leave it empty to have one made."),
    )
    field_order = ["after", "depth", "kind", "force", "heading", "body", "summary", "key"]

    def __init__(self, *args: Any, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["body"].widget.attrs["rows"] = 8

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name, "").strip() for name in ("heading", "body")):
            raise ValidationError(_("Give the new clause a heading or a text."))
        return cleaned


class CoverForm(forms.Form):
    """What stands on the cover page, in each language of the site and of the edition."""

    def __init__(self, *args: Any, edition: Edition, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.languages = [tag for tag, _name in reason_languages(edition)]
        for name, (label, rows, most, hint) in self.asked.items():
            words = getattr(edition, name)
            for language in self.languages:
                said = words.get(language, "")
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=label % {"language": own_name(language)},
                    required=name == "titles" and language == edition.source_language,
                    max_length=most,
                    help_text=hint if language == self.languages[0] else "",
                    initial=said if isinstance(said, str) else ("、" if language.startswith("ja") else ", ").join(said),
                    widget=forms.Textarea({"rows": rows, "lang": language}) if rows else forms.TextInput({"lang": language}),
                )

    asked: ClassVar[dict[str, tuple[Any, int, int, Any]]] = {
        "titles": (_("Title (%(language)s)"), 0, 300, ""),
        "outlines": (_("Outline (%(language)s)"), 3, 2_000, _("What the text is about, in a few sentences.")),
        "revision_notes": (_("What this revision does (%(language)s)"), 3, 2_000, _("It stands in the table of revisions.")),
        "keywords": (_("Keywords (%(language)s)"), 0, 300, _("With commas between them.")),
    }

    def cover(self) -> dict[str, Any]:
        """By name and language, as `change_cover` takes it."""
        clean = self.cleaned_data
        words = {name: {language: clean[f"{name}_{language}"].replace("\r\n", "\n") for language in self.languages} for name in self.asked}
        split = {
            language: [word.strip() for word in re.split("[,、，]", said) if word.strip()] for language, said in words["keywords"].items()
        }
        return {**words, "keywords": split}


class PartsForm(forms.Form):
    """The clauses that come of others: for each its words in every language, the one that binds first."""

    parts = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: Sequence[Mapping[str, Passage]], languages: Sequence[str], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.words, self.languages = words, languages
        self.fields["parts"].initial = len(words)
        for number, passages in enumerate(words):
            for language in languages:
                for name, field in _fields_of(passages.get(language, Passage()), language).items():
                    self.fields[f"{name}_{number}_{language}"] = field

    def groups(self) -> list[list[tuple[str, str, list[forms.BoundField]]]]:
        """For each part and language its tag, its name and its fields."""
        return [[(tag, own_name(tag), self._bound(number, tag)) for tag in self.languages] for number in range(len(self.words))]

    def _bound(self, number: int, language: str) -> list[forms.BoundField]:
        return [self[f"{name}_{number}_{language}"] for name in PARTS]

    def passages(self) -> list[dict[str, Passage]]:
        return [
            {language: passage_from(self.cleaned_data, suffix=f"_{number}_{language}") for language in self.languages}
            for number in range(len(self.words))
        ]


def _fields_of(passage: Passage, language: str) -> dict[str, forms.CharField]:
    fields = {
        "heading": forms.CharField(label=_("Heading"), required=False, initial=passage.heading),
        "body": forms.CharField(label=_("Text"), required=False, strip=False, widget=text_area(6), initial=passage.body),
        "summary": forms.CharField(label=_("Summary"), required=False, strip=False, widget=text_area(2), initial=passage.summary),
    }
    for field in fields.values():
        field.widget.attrs["lang"] = language
    return fields


def reason_languages(edition: Edition) -> list[tuple[str, str]]:
    """The language that binds first, then those of the interface and of the titles."""
    tags = {edition.source_language, *edition.titles, *(tag for tag, _name in settings.LANGUAGES)}
    return [(tag, own_name(tag)) for tag in in_order(tags, source=edition.source_language)]


class ReasonForm(forms.Form):
    """Why something was changed, and whether that changes the substance."""

    bearing = forms.ChoiceField(
        label=_("What they do"),
        choices=[("substantive", _("They change the substance")), ("formal", _("They change the form alone"))],
        initial="substantive",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, languages: Iterable[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.languages = dict(languages)
        for tag, name in self.languages.items():
            self.fields[f"reason_{tag}"] = forms.CharField(
                label=_("Reason (%(language)s)") % {"language": name},
                required=False,
                max_length=5_000,
                widget=forms.Textarea(attrs={"rows": 3, "lang": tag}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("bearing") == "substantive" and not self.words():
            raise ValidationError(_("A change of the substance needs a reason. Give it in at least one language."))
        return cleaned

    def words(self) -> dict[str, str]:
        written = {tag: self.cleaned_data.get(f"reason_{tag}", "").replace("\r\n", "\n") for tag in self.languages}
        return {tag: words for tag, words in written.items() if words}

    @property
    def is_substantive(self) -> bool:
        return bool(self.cleaned_data["bearing"] == "substantive")


class ExplainForm(ReasonForm):
    """One reason for the changes that are chosen."""

    changes = forms.MultipleChoiceField(
        label=_("Changes"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one change.")}
    )
    field_order = ["changes", "bearing"]

    def __init__(self, *args: Any, names: Choices, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["changes"].choices = names  # type: ignore[attr-defined]

    def shown_fields(self) -> list[forms.BoundField]:
        """The boxes of the changes are drawn with the changes; these stand under them."""
        return [field for field in self.visible_fields() if field.name != "changes"]

    def faulty_fields(self) -> list[tuple[forms.BoundField, Any]]:
        return [(field, field.errors) for field in self.visible_fields() if field.errors]
