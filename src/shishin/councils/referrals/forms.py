"""Shape and clean input of the pages on which bodies refer, report and answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.councils.access import meetings_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Body, Meeting, Referral, Report
from shishin.kit.forms import DayField, WordsField


class MeetingField(forms.ModelChoiceField):
    """A meeting of some bodies, the newest first, named with its body."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Meeting.objects.none(), required=False, empty_label=_("Nothing chosen"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return meeting_in_words(obj)

    def offer(self, *bodies: Body, reader: Any) -> None:
        """Only those of which the reader may know."""
        meetings = (
            meetings_to_read(reader).filter(body__in=bodies, cancelled_on=None).select_related("body").prefetch_related("body__dated_names")
        )
        self.queryset = meetings.order_by("-held_on", "-pk")


class ReferForm(forms.Form):
    """A question or proposal of one body to another; only those that the tree allows can be chosen."""

    asked_of = forms.ModelChoiceField(Body.objects.none(), label=_("To"), empty_label=_("Choose a body"))
    title = WordsField(_("Subject in %(language)s"), max_length=200, required=True)
    question = WordsField(_("Question or proposal in %(language)s"), rows=4, required=True)
    term = WordsField(_("Terms in %(language)s"), rows=3, help_text=_("What to keep to: scope, form, whom to hear."))
    referred_on = DayField(label=_("Referred on"), initial=localdate)
    due_on = DayField(label=_("Due on"), required=False, help_text=_("The last day for the report. Empty: none is set."))
    meeting = MeetingField(label=_("Meeting"))

    def __init__(self, *args: Any, body: Body, bodies: QuerySet[Body], reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_of"].queryset = bodies.prefetch_related("dated_names")  # type: ignore[attr-defined]
        self.fields["meeting"].offer(body, reader=reader)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, kept in (("title", "titles"), ("question", "questions"), ("term", "terms")):
            cleaned[kept] = cleaned.pop(name, {})
        return cleaned


class ReportForm(forms.Form):
    """“No change, because”; a draft is submitted from its own page."""

    words = WordsField(_("Reason in %(language)s"), rows=4, needs_one=_("Write it in at least one language."))
    reported_on = DayField(label=_("Reported on"), initial=localdate)
    meeting = MeetingField(label=_("Meeting"))

    def __init__(self, *args: Any, referral: Referral, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].offer(referral.asked_by, referral.asked_of, reader=reader)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Accept a report, with words if there are any."""

    answer = WordsField(_("Answer in %(language)s"), rows=4)
    on = DayField(label=_("Answered on"), initial=localdate)
    meeting = MeetingField(label=_("Meeting"))
    kept = "answer"

    def __init__(self, *args: Any, report: Report, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].offer(report.referral.answering_body, reader=reader)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned[self.kept] = cleaned.pop("answer", {})
        return cleaned


class ReturnForm(AnswerForm):
    """Give a report back: the reasons are what the next one is made from."""

    answer = WordsField(_("Reasons in %(language)s"), rows=4, help_text=_("Needed in at least one language."))
    due_on = DayField(label=_("New due day"), required=False, help_text=_("Empty: the due day stays."))
    kept = "reasons"
    field_order = ["answer", "on", "due_on", "meeting"]


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), widget=forms.Textarea(attrs={"rows": 3}))
    on = DayField(label=_("Withdrawn on"), initial=localdate)


class ExtendForm(forms.Form):
    due_on = DayField(label=_("New due day"))
    reason = forms.CharField(label=_("Why it takes longer"), widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(forms.Form):
    on = DayField(label=_("Public from"), initial=localdate)
