"""Shape and clean input of the acts on editions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import Decision
from shishin.governance.disposing import ToDispose
from shishin.governance.models import Advice, Disposal
from shishin.governance.plans.content import PlanContent

Choices = Sequence[tuple[str, str]]


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 4}), **more)


class DisposeForm(forms.Form):
    """Several measures for one reason. At first those are chosen for which the writing proposes the same."""

    template_name = "governance/dispose_form.html"
    keys = forms.MultipleChoiceField(
        label=_("Measures of the edition before"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one measure.")},
    )
    kind = forms.ChoiceField(label=_("What becomes of them"), choices=Disposal.Kind.choices, widget=forms.RadioSelect)
    became = forms.MultipleChoiceField(
        label=_("Measures of this edition that they became"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For what is changed: one measure may become several, and several one."),
    )
    reason = _words(_("Reason"), help_text=_("One reason may serve several measures. The comparison of both editions prints it."))

    def __init__(self, *args: Any, rows: Sequence[ToDispose], content: PlanContent, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _proposed(rows), **kwargs})
        self.rows = rows
        self.fields["keys"].choices = [(row.measure.key, row.measure.title) for row in rows]  # type: ignore[attr-defined]
        self.fields["became"].choices = [(measure.key, measure.title) for measure in content.measures]  # type: ignore[attr-defined]

    @property
    def waiting(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def drawn_rows(self) -> list[tuple[str, ToDispose, bool]]:
        """Each measure with the id of its box, and whether it is chosen."""
        keys = self["keys"]
        chosen = keys.value() or []
        return [(f"{keys.auto_id}_{number}", row, row.measure.key in chosen) for number, row in enumerate(self.rows)]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("became") and clean.get("kind") != Disposal.Kind.CHANGED:
            self.add_error("became", _("Only what is changed becomes other measures. Choose “changed”, or none of them."))
        return clean


def _proposed(rows: Sequence[ToDispose]) -> dict[str, Any]:
    waiting = [row for row in rows if row.is_open]
    kind = waiting[0].proposal if waiting else ""
    return {"kind": kind, "keys": [row.measure.key for row in waiting if row.proposal == kind]}


class ReturnForm(forms.Form):
    words = _words(_("What has to be changed"), help_text=_("It stands above the edition while it is written on."))


class AdviceForm(forms.Form):
    key = forms.ChoiceField(label=_("What it is about"), required=False)
    words = _words(_("Advice"))

    def __init__(self, *args: Any, content: PlanContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = [(measure.key, measure.title) for measure in content.measures]
        self.fields["key"].choices = [("", _("All of the edition")), *measures]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"), choices=[choice for choice in Advice.Answer.choices if choice[0]], widget=forms.RadioSelect
    )
    words = _words(_("Words of the answer"), required=False, help_text=_("Needed unless it is taken up in full."))


class AdoptForm(forms.Form):
    """Only decisions that fit are offered."""

    decision = forms.ModelChoiceField(
        Decision.objects.none(), label=_("Decision"), widget=forms.RadioSelect, empty_label=None, to_field_name="uuid"
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision = self.fields["decision"]
        decision.queryset = Decision.objects.filter(uuid__in=[uuid for uuid, _name in choices]).select_related("body")  # type: ignore[attr-defined]
        decision.widget.choices = choices
        if len(choices) == 1:
            self.initial.setdefault("decision", choices[0][0])


class WithdrawForm(forms.Form):
    reason = _words(_("Why it is withdrawn"), help_text=_("It stands on the page of the edition."))
