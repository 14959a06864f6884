"""The page of one act on an edition: what it does for ever, a form, one button, and the way out of what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shishin.guidelines.models import Edition
from shishin.kit.errors import Refusal
from shishin.people.models import Person


@dataclass(frozen=True, slots=True)
class ActPage:
    """`refuse` tells what keeps the edition from this act whatever the form says; then no form is shown."""

    edition: Edition
    title: str
    button: str
    done: str
    lead: str = ""
    warnings: Sequence[str] = ()
    refuse: Callable[[Edition], None] | None = None

    @property
    def warning_title(self) -> str:
        return _("What can no longer be changed")

    def answer(
        self, request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any], Person], Edition], *, template: str, **shown: Any
    ) -> HttpResponse:
        refusal = self.refusal()
        if refusal is None and form.is_valid():
            try:
                edition = act(form.cleaned_data, cast(Person, request.user))
            except Refusal as refused:
                form.add_error(None, refused.in_full)
            else:
                messages.success(request, self.done)
                return redirect(edition)
        shown |= {"page": self, "form": form, "refusal": refusal, "edition": self.edition, "document": self.edition.document}
        return render(request, template, shown, status=409 if refusal and request.method == "POST" else 200)

    def refusal(self) -> Refusal | None:
        try:
            if self.refuse:
                self.refuse(self.edition)
        except Refusal as refusal:
            return refusal
        return None
