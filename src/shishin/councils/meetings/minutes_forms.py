"""Shape and clean input of the screens of attendance, statements and minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shishin.councils.meetings.attending import Attended, ways_to_attend
from shishin.councils.meetings.forms import AgendaChoice
from shishin.councils.models import Attendance, Meeting, Seat
from shishin.kit.forms import WordsField
from shishin.kit.identity import split_words

LONGEST_TEXT = 200_000


class AttendanceForm(forms.Form):
    """One row a seat: how they took part, and the delegate's name."""

    def __init__(self, *args: Any, meeting: Meeting, seats: Sequence[Seat], kept: Sequence[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        there = {row.seat_id: row for row in kept}
        choices = [("", _("Not recorded")), *((how.value, how.label) for how in ways_to_attend(meeting))]
        for seat in seats:
            row = there.get(seat.pk)
            self.fields[f"how-{seat.pk}"] = forms.ChoiceField(choices=choices, required=False, initial=row.how if row else "")
            self.fields[f"delegate-{seat.pk}"] = forms.CharField(
                max_length=200,
                required=False,
                initial=row.delegate_name if row else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            person = seat.person.name_on(meeting.held_on)
            self.fields[f"how-{seat.pk}"].label = _("%(person)s: how they took part") % {"person": person}
            self.fields[f"delegate-{seat.pk}"].label = _("%(person)s: name of the delegate") % {"person": person}

    def rows(self) -> Iterator[tuple[Seat, forms.BoundField, forms.BoundField]]:
        for seat in self.seats:
            yield seat, self[f"how-{seat.pk}"], self[f"delegate-{seat.pk}"]

    def attended(self) -> list[Attended]:
        clean = self.cleaned_data
        return [Attended(seat, clean[f"how-{seat.pk}"], clean[f"delegate-{seat.pk}"]) for seat in self.seats if clean[f"how-{seat.pk}"]]


class SpokenForm(forms.Form):
    """What every statement has besides its words."""

    agenda_item = AgendaChoice()
    language = forms.ChoiceField(label=_("Language of the words"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda_item"].offer(meeting)  # type: ignore[attr-defined]


class StatementForm(SpokenForm):
    seat = forms.ModelChoiceField(Seat.objects.none(), label=_("Speaker"), required=False, empty_label=_("Nothing chosen"))
    speaker = forms.CharField(label=_("Or somebody without a seat"), max_length=200, required=False)
    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 8}), max_length=LONGEST_TEXT)
    field_order = ["seat", "speaker", "words", "agenda_item", "language"]

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        seat = self.fields["seat"]
        seat.queryset = Seat.objects.on(meeting.held_on).filter(body=meeting.body_id).with_people()  # type: ignore[attr-defined]
        seat.label_from_instance = lambda row: f"{row.person.name_on(meeting.held_on)}　{row.get_capacity_display()}"  # type: ignore[attr-defined]


class PastedForm(SpokenForm):
    text = forms.CharField(
        label=_("Statements"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=LONGEST_TEXT,
        strip=False,
        help_text=_(
            "Each begins a line with the speaker and a colon. Further lines without a speaker, or with a space in front, belong to it."
        ),
    )
    guests = forms.CharField(
        label=_("Speakers without a seat"),
        max_length=500,
        required=False,
        help_text=_("Their names as they stand in the text, with commas between."),
    )
    field_order = ["text", "guests", "agenda_item", "language"]

    def clean_guests(self) -> list[str]:
        return split_words(self.cleaned_data["guests"])


class SummaryForm(forms.Form):
    summary = WordsField(_("Summary in %(language)s"), rows=8)


class CorrectionForm(forms.Form):
    remarks = WordsField(_("Remark in %(language)s"), rows=4, needs_one=_("Write it in at least one language."))
