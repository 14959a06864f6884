"""Shape and clean input of the screens of a meeting, its agenda and its papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.councils.fields import HashField, words_by_language
from shishin.councils.models import AgendaItem, Meeting, Paper
from shishin.kit.forms import DayField

LANGUAGES = ("ja", "en")


class TextsForm(forms.Form):
    """Fields `<name>_ja` and `<name>_en` come out as one text per language, `<name>`."""

    texts: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[tuple[str, ...]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.texts:
            cleaned[name] = words_by_language(cleaned, name)
            if name in self.needed and not cleaned[name] and not self.errors:
                self.add_error(f"{name}_{LANGUAGES[0]}", _("Write it in at least one language."))
        return cleaned


def texts_as_initial(**texts: Mapping[str, str]) -> dict[str, str]:
    """What `TextsForm` shows of texts that are there."""
    return {f"{name}_{language}": given.get(language, "") for name, given in texts.items() for language in LANGUAGES}


def hour_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class MeetingForm(TextsForm):
    texts = ("titles", "places")
    number = forms.IntegerField(label=_("Number of the meeting"), min_value=1, max_value=9999, required=False)
    titles_ja = forms.CharField(label=_("What it is called besides, in Japanese"), max_length=200, required=False)
    titles_en = forms.CharField(label=_("What it is called besides, in English"), max_length=200, required=False)
    form = forms.ChoiceField(label=_("Form of the meeting"), choices=Meeting.Form.choices, initial=Meeting.Form.IN_PERSON, required=False)
    held_on = DayField(label=_("Held on"))
    until = DayField(
        label=_("Answers until"), required=False, help_text=_("The last day of a meeting by circulation. Empty for any other.")
    )
    begins_at = hour_field(_("Begins at"))
    ends_at = hour_field(_("Ends at"))
    places_ja = forms.CharField(label=_("Place in Japanese"), max_length=200, required=False)
    places_en = forms.CharField(label=_("Place in English"), max_length=200, required=False)
    online_address = forms.URLField(
        label=_("Address of the online meeting"),
        required=False,
        assume_scheme="https",
        help_text=_("Only those who belong to the body see it."),
    )

    def clean_form(self) -> str:
        return self.cleaned_data["form"] or Meeting.Form.IN_PERSON


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why it does not take place"), max_length=500, help_text=_("It is shown on the page of the meeting."))


class AgendaItemForm(TextsForm):
    texts = ("titles", "outlines")
    needed = ("titles",)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    titles_ja = forms.CharField(label=_("Matter in Japanese"), max_length=300, required=False)
    titles_en = forms.CharField(label=_("Matter in English"), max_length=300, required=False)
    outlines_ja = forms.CharField(label=_("Outline in Japanese"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    outlines_en = forms.CharField(label=_("Outline in English"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    text_name = forms.CharField(
        label=_("Text it is about"),
        max_length=200,
        required=False,
        help_text=_("The address and version of an edition, such as ds-100 2.0.0. For decision, its hash too."),
    )
    text_hash = HashField(required=False)


class AgendaChoice(forms.ModelChoiceField):
    """An item of the agenda of one meeting."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AgendaItem.objects.none(), label=_("Agenda item"), required=False, empty_label=_("Nothing chosen"), **kwargs)

    def offer(self, meeting: Meeting) -> None:
        self.queryset = meeting.agenda.all()


class PaperForm(TextsForm):
    """What is said about a paper; the file is a form of its own when the paper is there."""

    texts = ("titles", "closed_reason")
    label = forms.CharField(label=_("Label"), max_length=40, required=False, help_text=_("As it is cited, for example 資料1."))
    titles_ja = forms.CharField(label=_("Paper's title in Japanese"), max_length=300, required=False)
    titles_en = forms.CharField(label=_("Paper's title in English"), max_length=300, required=False)
    agenda_item = AgendaChoice()
    publicity = forms.ChoiceField(
        label=_("Publicity"),
        choices=Paper.Publicity.choices,
        widget=forms.RadioSelect,
        help_text=_("The title is public in any case once the papers are published."),
    )
    withheld_until = DayField(label=_("Withheld until"), required=False, help_text=_("Public by itself from this day on."))
    closed_reason_ja = forms.CharField(label=_("Why it is not public, in Japanese"), max_length=500, required=False)
    closed_reason_en = forms.CharField(label=_("Why it is not public, in English"), max_length=500, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].offer(meeting)  # type: ignore[attr-defined]


class FileForm(forms.Form):
    upload = forms.FileField(label=_("File of the paper"), max_length=200)


class AddPaperForm(FileForm, PaperForm):
    field_order = ["upload"]
