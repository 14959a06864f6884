"""A page with one form that does one thing: fetch, form, activity, answer. All screens that keep data are made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from shishin.kit.errors import Refusal

Text = str | Promise


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form. `trail` is the way here as (url, label) pairs; its last step is also the way back."""

    title: Text
    button: Text
    trail: Sequence[tuple[str, Text]]
    done: Text = ""
    lead: Text = ""
    warning: Text = ""

    def answer(
        self,
        request: HttpRequest,
        form: forms.Form,
        act: Callable[[dict[str, Any]], Any],
        *,
        to: str | None = None,
        is_to_made: bool = False,
    ) -> HttpResponse:
        """Do it when the form is clean and go on, to what was made if asked for; show what was refused beside the form."""
        if form.is_valid():
            try:
                made = act(form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.in_full)
            else:
                if self.done:
                    messages.success(request, str(self.done))
                return redirect(made if is_to_made else to or self.trail[-1][0])
        steps = [*self.trail, ("", self.title)]
        return render(request, "people/form_page.html", {"page": self, "form": form, "steps": steps, "back": self.trail[-1]})
