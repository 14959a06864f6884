"""Shape and clean input of the page on which a decision is recorded: the text, the meeting, and a row for each seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.councils.deciding.standing_orders import Rules
from shishin.councils.meetings.naming import sitting_in_words
from shishin.councils.models import AgendaItem, Body, Decision, Meeting, Report, Seat, Vote
from shishin.councils.models.referrals import answered_by
from shishin.councils.texts import Text, TextField
from shishin.kit.dates import day_in_words
from shishin.kit.forms import DayField, WordsField

NO_VOTE = [("", _("Not recorded"))]


class DecisionForm(forms.Form):
    """`votes` of the clean form are what `record_decision` takes."""

    kind = forms.ChoiceField(label=_("Kind of decision"))
    decided_on = DayField(label=_("Decided on"))
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=_("Meeting"),
        required=False,
        empty_label=_("Nothing chosen"),
        help_text=_("None for a decision by circulation without a meeting."),
    )
    agenda_item = forms.ModelChoiceField(AgendaItem.objects.none(), label=_("Agenda item"), required=False, empty_label=_("Nothing chosen"))
    report = forms.ModelChoiceField(Report.objects.none(), label=_("On the report"), required=False, empty_label=_("Nothing chosen"))
    text = TextField(label=_("Text decided on"), help_text=_("The decision holds for these very words and no others."))
    words = WordsField(_("Words in %(language)s"), rows=3)
    field_order = ["meeting", "agenda_item", "report", "kind", "decided_on", "text", "words"]

    def __init__(
        self, *args: Any, body: Body, rules: Rules, meeting: Meeting | None, seats: Sequence[Seat], texts: Sequence[Text], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting_shown = meeting
        self.seats = [seat for seat in seats if seat.capacity in rules.votes]
        self._choose("kind").choices = [(kind.value, kind.label) for kind in Decision.Kind if kind in rules.kinds]
        meetings = body.meetings.filter(cancelled_on=None).select_related("body").prefetch_related("body__dated_names")
        self._choose("meeting").queryset = meetings.order_by("-held_on")
        self._choose("meeting").label_from_instance = sitting_in_words
        self._choose("agenda_item").queryset = meeting.agenda.all() if meeting else AgendaItem.objects.none()
        self._choose("report").queryset = reports_to(body)
        self._choose("report").label_from_instance = _report_by_day
        self._choose("text").offer(texts)
        for seat in self.seats:
            self.fields[f"vote_{seat.pk}"] = forms.ChoiceField(label=_("Vote"), choices=[*NO_VOTE, *Vote.How.choices], required=False)
            self.fields[f"reason_{seat.pk}"] = forms.CharField(label=_("Why they stood aside"), max_length=500, required=False)

    def _choose(self, name: str) -> Any:
        return self.fields[name]

    def rows(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        return [(seat, self[f"vote_{seat.pk}"], self[f"reason_{seat.pk}"]) for seat in self.seats]

    def fields_before_votes(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith(("vote_", "reason_"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        votes = []
        for seat in self.seats:
            how, reason = cleaned.pop(f"vote_{seat.pk}", ""), cleaned.pop(f"reason_{seat.pk}", "")
            if how:
                votes.append((seat, how, reason))
        cleaned["votes"] = votes
        if text := cleaned.pop("text", None):
            cleaned |= {"text_name": text.name, "text_hash": text.hash}
        return cleaned


def _report_by_day(report: Report) -> str:
    """Several reports answer one referral."""
    return f"{report.referral}（{day_in_words(report.reported_on)}）"


def reports_to(body: Body) -> Any:
    """The reports that a body has or had to answer, the newest first; returned and lapsed ones are left out."""
    return (
        Report.objects.filter(answered_by([body], via="referral__"))
        .exclude(outcome__in=(Report.Outcome.RETURNED, Report.Outcome.LAPSED))
        .select_related("referral")
        .order_by("-reported_on", "-pk")
    )
