"""Shape and clean input of the screens that keep bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import Body, Decision, Meeting, Seat
from shishin.kit.forms import DayField
from shishin.people.forms import AddressField, NamesForm, PersonField, TermForm
from shishin.people.models import Organization

HASH = RegexValidator(r"^[0-9a-f]{64}$", _("A hash has 64 figures and small letters from a to f."))


class RemitMixin(forms.Form):
    remit_ja = forms.CharField(label=_("Remit in Japanese"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    remit_en = forms.CharField(label=_("Remit in English"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = {"ja": cleaned.pop("remit_ja", ""), "en": cleaned.pop("remit_en", "")}
        cleaned["remit"] = {language: text for language, text in words.items() if text}
        return cleaned


class BodyForm(RemitMixin, NamesForm):
    slug = AddressField()
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organization"), required=False)
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under"), required=False)
    established_on = DayField(label=_("Established on"), required=False)
    field_order = ["name_ja", "name_en", "slug", "kind", "organization", "parent", "established_on"]

    def __init__(self, *args: Any, organizations: QuerySet[Organization], is_organization_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.fields["organization"]
        organization.queryset = organizations  # type: ignore[attr-defined]
        organization.required = is_organization_required
        self.fields["parent"].queryset = Body.objects.filter(abolished_on=None).prefetch_related("dated_names")  # type: ignore[attr-defined]


class ChangeBodyForm(RemitMixin):
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under"), required=False)
    field_order = ["kind", "parent"]

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Body.objects.exclude(pk=body.pk).prefetch_related("dated_names")  # type: ignore[attr-defined]


class SeatForm(TermForm):
    person = PersonField()
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Seat.Capacity.choices, initial=Seat.Capacity.MEMBER)
    field_order = ["person", "capacity", "since", "until"]


class MeetingForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=1, required=False)
    held_on = DayField(label=_("Held on"))


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Decision"), choices=Decision.Kind.choices)
    decided_on = DayField(label=_("Decided on"))
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("Meeting"), required=False, help_text=_("None for a decision by circulation.")
    )
    text_name = forms.CharField(label=_("Text decided on"), max_length=200)
    text_hash = forms.CharField(
        label=_("Hash of the text"),
        max_length=64,
        validators=[HASH],
        help_text=_("It stands on the page of the edition. The decision holds for this text and no other."),
    )
    words_ja = forms.CharField(label=_("Words of the decision in Japanese"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    words_en = forms.CharField(label=_("Words of the decision in English"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = body.meetings.select_related("body").prefetch_related("body__dated_names").order_by("-held_on")
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words = {"ja": cleaned.pop("words_ja", ""), "en": cleaned.pop("words_en", "")}
        cleaned["words"] = {language: text for language, text in words.items() if text}
        return cleaned
