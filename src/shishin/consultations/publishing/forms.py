"""Shape and clean input of the pages on which results are published and corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.consultations.models import Response
from shishin.consultations.profiles import Rules
from shishin.guidelines.models import Edition
from shishin.kit.forms import WordsField


class PublishForm(forms.Form):
    edition = forms.ModelChoiceField(
        Edition.objects.none(),
        label=_("Edition that the results went into"),
        required=False,
        empty_label=_("None: nothing changed"),
        help_text=_("The published draft or adopted edition in which the named clauses changed."),
    )

    def __init__(self, *args: Any, editions: QuerySet[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    remarks = WordsField(_("What was wrong, in %(language)s"), rows=4, needs_one=_("Write it in at least one language."))


class CorrectForm(forms.Form):
    """A further response in the place of a wrong one."""

    response = forms.ModelChoiceField(Response.objects.none(), label=_("Response"), empty_label=_("Choose a response"))
    disposition = forms.ChoiceField(label=_("What became of the opinions"))
    views = WordsField(_("Our view in %(language)s"), rows=5, needs_one=_("Write it in at least one language."))
    reasons = WordsField(_("What was wrong, in %(language)s"), rows=3)

    def __init__(self, *args: Any, rules: Rules, responses: QuerySet[Response], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["response"].queryset = responses
        fields["disposition"].choices = [("", _("Choose what became of them")), *((one.key, one.coded) for one in rules.dispositions)]
