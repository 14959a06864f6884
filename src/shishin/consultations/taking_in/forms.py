"""Forms of what is typed in, of a file and of undoing it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Round
from shishin.consultations.places import Places
from shishin.consultations.profiles import Kind, Rules
from shishin.consultations.taking_in.reading_rows import MOST_PEOPLE
from shishin.consultations.taking_in.typing_in import Letter, points_of
from shishin.consultations.taking_in.working import begin_looking
from shishin.kit.forms import DayField
from shishin.kit.intake.delimited import NAMES
from shishin.kit.models import Job
from shishin.kit.moments import now
from shishin.people.models import Person

ENCODINGS = [("", _("find out")), *NAMES.items()]
NOON = time(12)


class ReadForm(forms.Form):
    """How a file is read, where that is not found rightly."""

    heading_row = forms.IntegerField(
        label=_("Row of the headings"), required=False, min_value=1, max_value=1_000, help_text=_("Empty: it is found.")
    )
    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS, required=False, help_text=_("Of CSV and TSV alone."))

    def chosen(self) -> dict[str, Any]:
        return {"heading_row": self.cleaned_data["heading_row"] or 0, "encoding": self.cleaned_data["encoding"]}


class FileForm(ReadForm):
    """A file of opinions."""

    file = forms.FileField(label=_("File"), help_text=_("Excel (.xlsx), CSV or TSV, with one row of headings."))
    again = forms.BooleanField(label=_("Take it in although the same file was taken in before"), required=False)
    field_order = ("file", "heading_row", "encoding", "again")

    def begin(self, held: Round, *, by: Person, address: str) -> Job:
        clean = self.cleaned_data
        return begin_looking(held, clean["file"], by=by, again=clean["again"], address=address, **self.chosen())


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_000)


class TypeInForm(forms.Form):
    """A letter, a call, a remark: one line one opinion."""

    lines = forms.CharField(
        label=_("Opinions, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A line may begin with the number of a clause as it is printed, and a colon or a blank behind it."),
    )
    place = forms.ChoiceField(label=_("Clause of the other lines"), required=False)
    stance = forms.ChoiceField(label=_("Stance"), required=False)
    received_on = DayField(label=_("Received on"))
    posted_on = DayField(label=_("Postmark"), required=False)
    people = forms.IntegerField(label=_("How many people say it"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    attachment = forms.FileField(
        label=_("File that came with it"),
        required=False,
        help_text=_("Alone it is one open opinion, whose words say that it came as a file."),
    )

    def __init__(self, *args: Any, rules: Rules, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.places = rules, places
        fields: dict[str, Any] = self.fields
        fields["place"].choices = [("", _("the whole")), *places.choices()]
        fields["stance"].choices = [("", _("none")), *((one.key, str(one)) for one in rules.stances)]
        if not places:
            del fields["place"]
        if not rules.stances:
            del fields["stance"]
        fields["received_on"].initial = localdate()
        for one in rules.fields:
            choices = [("", _("not said")), *((choice.key, str(choice)) for choice in one.choices)]
            widget = forms.Textarea(attrs={"rows": 3}) if one.kind == Kind.LONG else forms.TextInput()
            fields[f"field-{one.key}"] = (
                forms.ChoiceField(label=str(one), choices=choices, required=False)
                if one.choices
                else forms.CharField(label=str(one), required=False, max_length=1_000, widget=widget)
            )

    def letter(self) -> Letter:
        clean = self.cleaned_data
        told = {one.key: (one.is_personal, clean[f"field-{one.key}"]) for one in self.rules.fields if clean[f"field-{one.key}"]}
        return Letter(
            points=points_of(clean["lines"], self.places, else_on=self.places.keyed(clean.get("place", ""))),
            received_at=moment_of(clean["received_on"]),
            posted_on=clean["posted_on"],
            stance=clean.get("stance", ""),
            people=clean["people"],
            attributes={key: value for key, (is_personal, value) in told.items() if not is_personal},
            personal={key: value for key, (is_personal, value) in told.items() if is_personal},
        )


def moment_of(day: date) -> datetime:
    """What comes on paper has a day: today it is this moment, else noon."""
    return now() if day == localdate() else make_aware(datetime.combine(day, NOON))
