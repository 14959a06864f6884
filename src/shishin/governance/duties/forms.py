"""Shape and clean input of the screens on which lists of duties are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from shishin.governance.duties.keeping import DutyWords
from shishin.governance.duties.loading import DELIVERED
from shishin.governance.duties.owing import in_list_order
from shishin.governance.models import Duty
from shishin.kit.forms import DayField, WordsField
from shishin.people.models import Organization, Role

FUNCTION, DUTY = "function", "duty"
PARTS = 6
"""Of a duty that is broken down, on one page."""
DETAILS = ("titles", "words", "role", "owed_by", "origin")


def _details() -> dict[str, forms.Field]:
    """The fields of what a duty says."""
    return {
        "titles": WordsField(_("Title in %(language)s"), max_length=200),
        "words": WordsField(_("What is done, in %(language)s"), rows=3),
        "role": forms.ModelChoiceField(
            Role.objects.prefetch_related("dated_names"), label=_("Role that performs it"), required=False, empty_label=_("Nothing chosen")
        ),
        "owed_by": forms.MultipleChoiceField(
            label=_("Kinds of organization that owe it"),
            choices=Organization.Kind.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "origin": forms.ChoiceField(label=_("Origin"), choices=Duty.Origin.choices, required=False),
    }


def _words_from(clean: dict[str, Any], behind: str = "") -> DutyWords:
    """Takes the fields of what a duty says out of what was sent."""
    return DutyWords(**{name: clean.pop(f"{name}{behind}") for name in DETAILS})


class ParentField(forms.ModelChoiceField):
    """A function of a list, named with those above it, or none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Function it belongs to"))
        super().__init__(Duty.objects.none(), required=False, empty_label=_("None: it stands on top of the list"), **kwargs)
        self.names: dict[int, str] = {}

    def offer(self, functions: Iterable[Duty]) -> None:
        # Made anew: copies of a field share what it holds.
        self.names = {}
        path: list[str] = []
        for function, depth in in_list_order(functions):
            path[depth:] = [str(function)]
            self.names[function.pk] = " › ".join(path)
        self.queryset = Duty.objects.filter(pk__in=list(self.names)).order_by("position")

    def label_from_instance(self, obj: Duty) -> str:
        return self.names.get(obj.pk, str(obj))


class AddDutyForm(forms.Form):
    what = forms.ChoiceField(
        label=_("Function or duty"),
        choices=[(DUTY, _("A duty, performed by a role")), (FUNCTION, _("A function, to be broken down into duties"))],
        widget=forms.RadioSelect,
        initial=DUTY,
    )
    parent = ParentField()
    since = DayField(
        label=_("Owed since"), initial=localdate, help_text=_("Everybody reads it from this day on. For example 2026-04-01 or R8.4.1.")
    )
    field_order = ["what", "titles", "words", "parent", "role", "owed_by", "origin", "since"]

    def __init__(self, *args: Any, functions: Iterable[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _details()
        for name, hint in (("role", _("For a duty. A function has none.")), ("owed_by", _("For a duty. A function has none."))):
            self.fields[name].help_text = hint
        self.order_fields(self.field_order)
        self.fields["parent"].offer(functions)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.errors:
            return clean
        is_abstract = clean.pop("what") == FUNCTION
        if is_abstract:
            clean |= {"role": None, "owed_by": []}
        return {"words": _words_from(clean), "is_abstract": is_abstract, **clean}


class RewordForm(forms.Form):
    """Other words; of a duty also who performs and who owes it."""

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {name: getattr(duty, name) for name in DETAILS}, **kwargs})
        self.duty = duty
        self.fields |= _details()
        if duty.is_abstract:
            del self.fields["role"], self.fields["owed_by"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.errors:
            return clean
        if self.duty.is_abstract:
            clean |= {"role": self.duty.role, "owed_by": self.duty.owed_by}
        return {"words": _words_from(clean)}


class BreakDownForm(forms.Form):
    """Several parts at once. One without a title is none."""

    template_name = "governance/parts_form.html"
    on = DayField(label=_("Owed since"), initial=localdate, help_text=_("From this day on the parts are owed, and everybody reads them."))

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        initial = {f"{name}_{number}": getattr(duty, name) for number in range(1, PARTS + 1) for name in ("role", "owed_by")}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for number in range(1, PARTS + 1):
            self.fields |= {f"{name}_{number}": field for name, field in _details().items()}

    @property
    def parts(self) -> list[tuple[int, list[forms.BoundField], bool]]:
        """Each part with its fields, and whether it is open from the start: the first two, and those with something in them."""
        rows = []
        for number in range(1, PARTS + 1):
            fields = [self[f"{name}_{number}"] for name in DETAILS]
            is_filled = any(fields[0].value().values()) or any(field.errors for field in fields)
            rows.append((number, fields, number <= 2 or is_filled))
        return rows

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.errors:
            return clean
        parts = [_words_from(clean, f"_{number}") for number in range(1, PARTS + 1)]
        return {"parts": [words for words in parts if words.titles or words.words], **clean}


class MoveDutyForm(forms.Form):
    parent = ParentField()

    def __init__(self, *args: Any, functions: Iterable[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(functions)  # type: ignore[attr-defined]


class EndDutyForm(forms.Form):
    until = DayField(label=_("Last day"), initial=localdate)
    reason = forms.CharField(
        label=_("Why it ends"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("The page of the duty shows it.")
    )


class PracticeForm(forms.Form):
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Whose practice it is"))
    words = WordsField(_("What is done there, in %(language)s"), rows=4)
    day = DayField(label=_("As of"), initial=localdate)
    url = forms.URLField(
        label=_("Where it is told"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("An address on the web, if there is one."),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]


class ReadBasisForm(forms.Form):
    """`read` is the clause that stood on the page."""

    read = forms.CharField(max_length=36, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What you found"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: it says who writes the plan. It stands on the page of the duty with your name and the day."),
    )


class GiveUpBasisForm(forms.Form):
    words = forms.CharField(label=_("Why the duty stands on it no more"), widget=forms.Textarea(attrs={"rows": 3}))


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organization"), help_text=_("It and all its parts owe what stands in its list.")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = organizations  # type: ignore[attr-defined]


class LoadForm(forms.Form):
    name = forms.ChoiceField(
        label=_("Delivered list"), choices=list(DELIVERED.items()), widget=forms.RadioSelect, initial=next(iter(DELIVERED))
    )
