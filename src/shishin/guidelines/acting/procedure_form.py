"""The form on which a document's procedure is kept: for each kind of revision the bodies that adopt it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from shishin.councils.models import Body
from shishin.guidelines.models import Document, Edition


class ProcedureForm(forms.Form):
    """The owner's own bodies come first. Those that are no more are offered only where they are named already. Addresses that no body has stay as they are."""

    def __init__(self, *args: Any, document: Document, **fields: Any) -> None:
        super().__init__(*args, **fields)
        named = {slug for slugs in document.procedure.values() for slug in slugs}
        is_own = Case(When(organization=document.owner_id, then=0), default=1)
        bodies = Body.objects.filter(Q(abolished_on=None) | Q(slug__in=named)).order_by(is_own, "slug").prefetch_related("dated_names")
        choices = [(body.slug, str(body)) for body in bodies]
        known = {slug for slug, _name in choices}
        choices += [(slug, slug) for slug in sorted(named - known)]
        for revision in Edition.Revision:
            field = forms.MultipleChoiceField(label=revision.label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
            self.fields[revision.value] = field
            self.initial[revision.value] = document.procedure.get(revision, [])
        self.fields[Edition.Revision.FORMAL].help_text = _(
            "A formal revision changes no substance. Choose a secretariat here, and it decides and adopts in one step."
        )

    def procedure(self) -> dict[str, list[str]]:
        return {revision.value: self.cleaned_data[revision.value] for revision in Edition.Revision}
