"""Forms of writing: shape and clean what people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shishin.guidelines.changes.edition_changes import ClauseChange
from shishin.guidelines.drafting.covering import cover_hash
from shishin.guidelines.editions.checking import ADDRESS
from shishin.guidelines.editions.clauses import attributes_of
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.models import ATTRIBUTES, Clause, Edition
from shishin.kit.identity import join_words, split_words
from shishin.texts.languages import in_order, own_name
from shishin.texts.manuscript import Passage
from shishin.texts.scopes import Vocabulary, scope_in_words, value_in_words

Choices = Sequence[tuple[str, str]]


PARTS = ("heading", "body", "summary")
GRID_ACTS = (
    ("row-above", _("Row above")),
    ("row-below", _("Row below")),
    ("column-before", _("Column before")),
    ("column-after", _("Column after")),
    ("row-off", _("Take the row out")),
    ("column-off", _("Take the column out")),
    ("merge-right", _("Merge with the right")),
    ("merge-below", _("Merge with the one below")),
    ("divide", _("Divide the cell")),
)
"""What the grid of a table can do, in the order of its buttons."""


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

    def paste_into(self, edition: Edition) -> None:
        """What is pasted from Word or Excel is read by the server."""
        self.fields["body"].widget.attrs |= {
            "data-rich": reverse("guidelines:paste", args=[edition.document.slug, edition.version]),
            "data-plain-only": _("It was pasted as plain words."),
        }


class EditForm(PassageForm):
    """`based_on` is the hash of the text that was read before typing; empty where there was none."""

    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    at = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    """Where the cursor stood in the body, in characters; a script says it."""

    def around_cursor(self) -> tuple[str, str]:
        """The body as it was typed, before and after the cursor."""
        typed, at = str(self["body"].value() or "").replace("\r\n", "\n"), self.cleaned_data["at"] or 0
        return typed[:at].strip(), typed[at:].strip()


class DescribeForm(forms.Form):
    """All that a clause is besides its words and its place."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Clause.Kind.choices, required=False)
    force = forms.ChoiceField(label=_("Force"), choices=Clause.Force.choices, required=False, help_text=_("How strongly the clause binds."))
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

    @property
    def more(self) -> list[forms.BoundField]:
        """All but kind and force: asked for less often."""
        return [self[name] for name in self.fields if name not in ("kind", "force")]

    @property
    def chosen(self) -> list[str]:
        """What of the rest holds, in words: it is folded away, and nobody should have to look."""
        values = {name: self[name].value() for name in self.fields}
        said = [str(self[name].label) for name in ("is_hard_gate", "is_branch") if values[name]]
        for scope in self.scopes:
            said += [str(words) for value, words in self.fields[scope].choices if value in values[scope]]  # type: ignore[attr-defined]
        return said

    def description(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        attributes = {name: cleaned[name] for name in ATTRIBUTES if name in cleaned}
        return attributes | {"applicability": {scope: cleaned[scope] for scope in self.scopes if cleaned[scope]}}


class WritingForms:
    """What is asked of an open clause: its words, and where they bind, what it is and why it changed. What was not sent is not changed."""

    def __init__(self, data: Any, clause: Clause, *, language: str) -> None:
        edition = clause.edition
        source, vocabulary = edition.source_language, read_vocabulary()
        self.words = EditForm(data, language=language)
        self.words.paste_into(edition)
        self.description: DescribeForm | None = None
        self.why: WhyForm | None = None
        if language == source:
            sent = data if data is not None and "kind" in data else None
            self.description = DescribeForm(sent, applicability=clause.applicability, vocabulary=vocabulary, initial=attributes_of(clause))
        if language == source and clause.edition.started_from_id:
            self.why = WhyForm(data if data is not None and "reason" in data else None, language=source)

    def begin_with(self, words: Mapping[str, str], change: ClauseChange | None) -> None:
        """What stands in the fields before anything is sent."""
        self.words.initial = dict(words)
        if self.why and change:
            self.why.initial = {"reason": change.words.get(self.why.language, ""), "is_formal": not change.is_substantive}

    def are_valid(self) -> bool:
        return all(form.is_valid() for form in (self.words, self.description, self.why) if form is not None and form.is_bound)


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

    based_on = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.fields["based_on"].initial = cover_hash(edition)
        self.edition, self.languages = edition, [tag for tag, _name in reason_languages(edition)]
        for name, (label, rows, most, hint) in self.asked.items():
            words = getattr(edition, name)
            for language in self.languages:
                said = words.get(language, "")
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=label % {"language": own_name(language)},
                    required=name == "titles" and language == edition.source_language,
                    max_length=most,
                    help_text=hint if language == self.languages[0] else "",
                    initial=said if isinstance(said, str) else join_words(said, language),
                    widget=forms.Textarea({"rows": rows, "lang": language}) if rows else forms.TextInput({"lang": language}),
                )

    asked: ClassVar[dict[str, tuple[Any, int, int, Any]]] = {
        "titles": (_("Title (%(language)s)"), 0, 300, ""),
        "outlines": (_("Outline (%(language)s)"), 3, 2_000, _("What the text is about, in a few sentences.")),
        "revision_notes": (_("What this revision does (%(language)s)"), 3, 2_000, _("It stands in the table of revisions.")),
        "keywords": (_("Keywords (%(language)s)"), 0, 300, _("With commas between them.")),
    }

    def cover(self) -> dict[str, Any]:
        """By name and language, as `change_cover` takes it. Words in a language that the page does not ask for stay."""
        clean = self.cleaned_data
        words = {name: {language: clean[f"{name}_{language}"].replace("\r\n", "\n") for language in self.languages} for name in self.asked}
        split = {language: split_words(said) for language, said in words["keywords"].items()}
        stays = {name: {tag: said for tag, said in getattr(self.edition, name).items() if tag not in self.languages} for name in self.asked}
        return {name: stays[name] | said for name, said in {**words, "keywords": split}.items()} | {"based_on": clean["based_on"]}


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


class WhyForm(forms.Form):
    """The reason asked where something is changed: it may wait. `reason` is written in the language that binds."""

    reason = forms.CharField(
        label=_("Reason of the change"), required=False, max_length=5_000, help_text=_("It may wait: it is asked again under the reasons.")
    )
    is_formal = forms.BooleanField(label=_("It changes the form alone"), required=False)

    def __init__(self, *args: Any, language: str, **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.language = language
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2, "lang": language})

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("reason", "")).replace("\r\n", "\n").strip()

    @property
    def is_substantive(self) -> bool:
        return not self.cleaned_data.get("is_formal")


class ReasonsForm(forms.Form):
    """A reason for each of several changes, each in the languages that are asked for."""

    def __init__(self, *args: Any, changes: Sequence[str], languages: Sequence[tuple[str, str]], **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.changes, self.languages = changes, languages
        for change in changes:
            self.fields[f"same_{change}"] = forms.BooleanField(label=_("The same reason as the change above"), required=False)
            self.fields[f"formal_{change}"] = forms.BooleanField(label=_("It changes the form alone"), required=False)
            for tag, name in languages:
                self.fields[f"reason_{change}_{tag}"] = forms.CharField(
                    label=_("Reason (%(language)s)") % {"language": name},
                    required=False,
                    max_length=5_000,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": tag}),
                )

    def group(self, change: str) -> ReasonFields:
        words = [self[f"reason_{change}_{tag}"] for tag, _name in self.languages]
        is_same = None if change == self.changes[0] else self[f"same_{change}"]
        return ReasonFields(words[0], words[1:], self[f"formal_{change}"], is_same)

    def clean(self) -> dict[str, Any]:
        """What was written for a change that somebody explained or undid meanwhile is said, not dropped."""
        cleaned = super().clean() or {}
        lost = [str(self.data.get(name, "")).strip() for name in self.data if name.startswith("reason_") and name not in self.fields]
        for words in filter(None, lost):
            self.add_error(
                None, _("A change has its reason meanwhile, or is gone. What you wrote for it was: %(words)s") % {"words": words}
            )
        return cleaned

    def reasons(self) -> dict[str, tuple[dict[str, str], bool]]:
        """For each change the words and whether it is of substance; one without either has no reason yet."""
        reasons: dict[str, tuple[dict[str, str], bool]] = {}
        last: tuple[dict[str, str], bool] = ({}, True)
        for change in self.changes:
            words = {tag: self.cleaned_data[f"reason_{change}_{tag}"].replace("\r\n", "\n").strip() for tag, _name in self.languages}
            own = {tag: text for tag, text in words.items() if text}, not self.cleaned_data[f"formal_{change}"]
            last = last if self.cleaned_data[f"same_{change}"] else own
            reasons[change] = last
        return reasons


@dataclass(frozen=True, slots=True)
class ReasonFields:
    words: forms.BoundField
    """In the language that binds."""
    other_words: Sequence[forms.BoundField]
    is_formal: forms.BoundField
    is_same: forms.BoundField | None
    """Nothing at the first change."""
