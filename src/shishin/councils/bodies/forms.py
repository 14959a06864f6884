"""Shape and clean input of the screens that keep bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shishin.councils.deciding.standing_orders import DECIDING, Majority, read_rules
from shishin.councils.models import Body, Decision, Seat, StandingOrders
from shishin.kit.form_page import attempt
from shishin.kit.forms import DayField, WordsField
from shishin.people.forms import AddressField, NamesForm, PersonField, TermForm
from shishin.people.models import Organization


class OrdersField(forms.ModelChoiceField):
    """The standing orders of a body, or none."""

    def __init__(self) -> None:
        super().__init__(
            StandingOrders.objects.all(),
            label=_("Standing orders"),
            required=False,
            empty_label=_("None: no quorum is asked for"),
            help_text=_("How it comes to a decision. Past decisions keep the orders of their day."),
        )


class BodyForm(NamesForm):
    slug = AddressField()
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    organization = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Organization"), required=False, empty_label=_("Nothing chosen")
    )
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under"), required=False, empty_label=_("None: it stands on its own"))
    established_on = DayField(label=_("Established on"), required=False)
    standing_orders = OrdersField()
    remit = WordsField(_("Remit in %(language)s"), rows=4)
    field_order = ["name", "slug", "kind", "organization", "parent", "established_on", "standing_orders"]

    def __init__(self, *args: Any, organizations: QuerySet[Organization], is_organization_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.fields["organization"]
        organization.queryset = organizations  # type: ignore[attr-defined]
        organization.required = is_organization_required
        self.fields["parent"].queryset = Body.objects.filter(abolished_on=None).prefetch_related("dated_names")  # type: ignore[attr-defined]


class ChangeBodyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under"), required=False, empty_label=_("None: it stands on its own"))
    standing_orders = OrdersField()
    remit = WordsField(_("Remit in %(language)s"), rows=4)
    field_order = ["kind", "parent", "standing_orders"]

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Body.objects.exclude(pk=body.pk).prefetch_related("dated_names")  # type: ignore[attr-defined]


class SeatForm(TermForm):
    person = PersonField()
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Seat.Capacity.choices, initial=Seat.Capacity.MEMBER)
    field_order = ["person", "capacity", "since", "until"]


class ChangeSeatForm(forms.Form):
    capacity = forms.ChoiceField(label=_("New capacity"), choices=Seat.Capacity.choices)
    since = DayField(label=_("From"), help_text=_("The term so far ends the day before."))
    until = DayField(label=_("Until"), required=False, help_text=_("The last day, included. Empty: for now."))


class OrdersForm(forms.Form):
    """Standing orders, one field a rule."""

    slug = AddressField()
    title = WordsField(_("Title in %(language)s"), max_length=200, required=True)
    kinds = forms.MultipleChoiceField(
        label=_("Decisions that the body may take"), choices=Decision.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    share = forms.CharField(
        label=_("Share needed for the quorum"), max_length=5, required=False, help_text=_("For example 1/2 or 2/3. Empty: no quorum.")
    )
    more_than = forms.BooleanField(label=_("More than this share is needed"), required=False)
    of = forms.MultipleChoiceField(
        label=_("Seats counted for the quorum"), choices=Seat.Capacity.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    delegates_count = forms.BooleanField(label=_("Who sent a delegate counts as present"), required=False)
    written_answers_count = forms.BooleanField(label=_("Who answered in writing counts as present"), required=False)
    recused_count_for_quorum = forms.BooleanField(label=_("Who stands aside is counted for the quorum"), required=False)
    votes = forms.MultipleChoiceField(
        label=_("Seats with a vote"),
        choices=Seat.Capacity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: nothing is put to the vote."),
    )
    majority = forms.ChoiceField(label=_("What carries"), choices=Majority.choices)
    chair_decides_ties = forms.BooleanField(label=_("In a tie the vote of the chair decides"), required=False)

    def __init__(self, *args: Any, orders: StandingOrders | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _orders_initial(orders), **kwargs})
        if orders is not None:
            del self.fields["slug"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        flags = ("delegates_count", "written_answers_count", "recused_count_for_quorum", "chair_decides_ties")
        rules: dict[str, Any] = {name: given[name] for name in ("kinds", "votes", "majority", *flags)}
        if given["share"]:
            rules["quorum"] = {"of": given["of"], "share": given["share"], "more_than": given["more_than"]}
        if refusal := attempt(lambda: read_rules(rules)).refusal:
            self.add_error("share", refusal.as_html)
        kept = {"titles": given["title"], "rules": rules}
        return kept | ({"slug": given["slug"]} if "slug" in given else {})


def _orders_initial(orders: StandingOrders | None) -> dict[str, Any]:
    """The rules as the form shows them; new ones begin with a simple majority."""
    if orders is None:
        counted = {"delegates_count": True, "written_answers_count": True, "more_than": True, "share": "1/2"}
        return counted | {"of": DECIDING, "votes": DECIDING, "kinds": Decision.Kind.values}
    rules = read_rules(orders.rules)
    shown: dict[str, Any] = {name: getattr(rules, name) for name in ("kinds", "votes", "majority", "chair_decides_ties")}
    shown |= {name: getattr(rules, name) for name in ("delegates_count", "written_answers_count", "recused_count_for_quorum")}
    if quorum := rules.quorum:
        share = f"{quorum.share.numerator}/{quorum.share.denominator}"
        shown |= {"share": share, "of": quorum.of, "more_than": quorum.is_more_than}
    return shown | {"title": orders.titles}
