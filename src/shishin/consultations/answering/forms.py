"""Shape and clean input of the pages on which responses are written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shishin.consultations.answering.responding import change_response
from shishin.consultations.carrying import carried_to
from shishin.consultations.models import Consultation, Response, Theme
from shishin.consultations.places import Places
from shishin.consultations.profiles import Disposition, Needs, rules_of
from shishin.kit.errors import Refusal
from shishin.kit.forms import WordsField
from shishin.people.models import Organization, Person


class ResponseForm(forms.Form):
    """One row of the table of results. `version` is the one that its writer read."""

    disposition = forms.ChoiceField(label=_("What became of the opinions"), required=False)
    theme = forms.ModelChoiceField(Theme.objects.none(), label=_("Theme"), required=False, empty_label=_("No theme"))
    gists = WordsField(
        _("What the opinions say, in %(language)s"),
        rows=3,
        help_text=_("One line an item. Left empty, the opinions stand in their own words, those with most voices first."),
    )
    views = WordsField(_("Our view in %(language)s"), rows=5)
    reasons = WordsField(_("Reason in %(language)s"), rows=3, help_text=_("Where the view does not give it: why this became of it."))
    places = forms.MultipleChoiceField(
        label=_("Clauses that it changed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Needed where something was taken up."),
    )
    promised = WordsField(_("What is promised, in %(language)s"), rows=2, help_text=_("Needed where it is carried on."))
    follows = forms.ModelChoiceField(
        Response.objects.none(), label=_("Follows what was carried from an earlier consultation"), required=False, empty_label=_("Nothing")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, consultation: Consultation, places: Places, changed: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        rules = rules_of(consultation)
        fields["disposition"].choices = [("", _("Not decided yet")), *((one.key, in_words(one)) for one in rules.dispositions)]
        fields["theme"].queryset = consultation.themes.all()
        kept = set((kwargs.get("initial") or {}).get("places") or ())
        fields["places"].choices = [(key, name) for key, name in places.choices() if key in changed | kept]
        if not fields["places"].choices:
            del fields["places"]
            if any(one.needs == Needs.CHANGE for one in rules.dispositions):
                fields["disposition"].help_text = _(
                    "No clause has changed since the draft. What was taken up needs a newer draft that changes one."
                )
        carried = carried_to(consultation)
        fields["follows"].queryset = Response.objects.filter(pk__in=[row.pk for row in carried]).select_related("consultation")
        if not carried:
            del fields["follows"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.setdefault("places", [])
        return cleaned

    def change(self, found: Response, clean: dict[str, Any], *, by: Person) -> Response:
        """Where it is refused, what was written stays in the form, what stands there by now beside it: whoever saves once more has seen both."""
        try:
            return change_response(found, **clean, by=by)
        except Refusal:
            found.refresh_from_db()
            sent = QueryDict(mutable=True)
            sent.update(self.data)
            sent["version"] = str(found.version)
            self.data = sent
            raise


def in_words(disposition: Disposition) -> str:
    """With its code, and what it needs before it can be published."""
    if disposition.needs == Needs.NOTHING:
        return disposition.coded
    return str(_("%(name)s (needs %(what)s)") % {"name": disposition.coded, "what": Needs(disposition.needs).label})


class HandOverForm(forms.Form):
    in_charge = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Office in charge"),
        required=False,
        empty_label=_("Who runs the consultation"),
        help_text=_("Its people who may answer opinions see this response on their desk, and write it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organization.objects.filter(abolished_on=None).prefetch_related("dated_names")
        self.fields["in_charge"].queryset = rows  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """Which version was read."""

    version = forms.IntegerField()


class SheetForm(forms.Form):
    upload = forms.FileField(label=_("Filled answer sheet"), help_text=_("Excel or CSV. You see what it would do first."))
