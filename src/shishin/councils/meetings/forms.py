"""Shape and clean input of the screens of a meeting, its agenda and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import AgendaItem, Meeting, Paper
from shishin.councils.texts import Print, Text, TextField
from shishin.kit.forms import DayField, WordsField
from shishin.kit.identity import in_language


def hour_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class MeetingForm(forms.Form):
    number = forms.IntegerField(label=_("Number of the meeting"), min_value=1, max_value=9999, required=False)
    titles = WordsField(_("What it is called besides, in %(language)s"), max_length=200)
    form = forms.ChoiceField(label=_("Form of the meeting"), choices=Meeting.Form.choices, initial=Meeting.Form.IN_PERSON, required=False)
    held_on = DayField(label=_("Held on"))
    until = DayField(
        label=_("Answers until"), required=False, help_text=_("The last day of a meeting by circulation. Empty for any other.")
    )
    begins_at = hour_field(_("Begins at"))
    ends_at = hour_field(_("Ends at"))
    places = WordsField(_("Place in %(language)s"), max_length=200)
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


class AgendaItemForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices)
    titles = WordsField(_("Matter in %(language)s"), max_length=300, needs_one=_("Write it in at least one language."))
    outlines = WordsField(_("Outline in %(language)s"), rows=3)
    text = TextField(
        label=_("Text it is about"),
        required=False,
        help_text=_("Who belongs to the body reads it from now on. An item for decision fixes these very words."),
    )

    def __init__(self, *args: Any, texts: Sequence[Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].offer(texts)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.pop("text", None)
        fixes = text and cleaned.get("kind") == AgendaItem.Kind.DECISION
        return cleaned | {"text_name": text.name if text else "", "text_hash": text.hash if fixes else ""}


class AgendaChoice(forms.ModelChoiceField):
    """An item of the agenda of one meeting."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AgendaItem.objects.none(), label=_("Agenda item"), required=False, empty_label=_("Nothing chosen"), **kwargs)

    def offer(self, meeting: Meeting) -> None:
        self.queryset = meeting.agenda.all()


class PaperForm(forms.Form):
    """What is said about a paper; the file is a form of its own when the paper is there."""

    label = forms.CharField(label=_("Label"), max_length=40, required=False, help_text=_("As it is cited, for example 資料1."))
    titles = WordsField(_("Paper's title in %(language)s"), max_length=300)
    agenda_item = AgendaChoice()
    publicity = forms.ChoiceField(
        label=_("Publicity"),
        choices=Paper.Publicity.choices,
        widget=forms.RadioSelect,
        help_text=_("The title is public in any case once the papers are published."),
    )
    withheld_until = DayField(label=_("Withheld until"), required=False, help_text=_("Public by itself from this day on."))
    closed_reason = WordsField(_("Why it is not public, in %(language)s"), max_length=500)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].offer(meeting)  # type: ignore[attr-defined]


class FileForm(forms.Form):
    upload = forms.FileField(label=_("File of the paper"), max_length=200)


class PrintForm(forms.Form):
    """A text or a comparison table becomes a paper; which meetings and which texts, depends on where one came from."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Meeting"), empty_label=_("Nothing chosen"), to_field_name="uuid")
    key = forms.ChoiceField(label=_("What becomes a paper"), help_text=_("It is printed as PDF, as it stands today."))
    label = forms.CharField(label=_("Label"), max_length=40, required=False, help_text=_("As it is cited, for example 資料1."))

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], prints: Sequence[Print], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prints = {found.key: found for found in prints}
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["meeting"].label_from_instance = meeting_in_words  # type: ignore[attr-defined]
        self.fields["key"].choices = [(key, in_language(found.titles)) for key, found in self.prints.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned | {"printed": self.prints.get(cleaned.pop("key", ""))}


class AddPaperForm(FileForm, PaperForm):
    field_order = ["upload"]
