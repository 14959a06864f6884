"""The page of one step in a draft: what it will do, a form, one button, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.reading.editions import ReadText
from shishin.kit.errors import Refusal


@dataclass(frozen=True, slots=True)
class StepPage:
    edition: Edition
    title: str
    button: str
    done: str
    lead: str = ""
    tells: Sequence[str] = ()
    names: Sequence[str] = ()
    """Clauses that are touched besides the one it is about."""
    key: str = ""
    """Of the clause that the draft is shown at afterwards."""
    words: ReadText | None = None
    """Of the clause that it is about, to be read before the button."""

    @property
    def draft_url(self) -> str:
        return reverse("guidelines:draft", args=[self.edition.document.slug, self.edition.version])

    @property
    def back(self) -> str:
        return self._at(self.key)

    def answer(
        self, request: HttpRequest, form: forms.Form, act: Callable[[], Any], *, template: str = "guidelines/draft_step.html", **shown: Any
    ) -> HttpResponse:
        """`act` is called when the form is clean; a clause that it gives back is shown next. What it refuses stands above the form."""
        status = 200
        if form.is_valid():
            try:
                made = act()
            except Refusal as refusal:
                form.add_error(None, refusal.in_full)
                status = 409
            else:
                messages.success(request, self.done)
                return redirect(self._at(made.line.key) if isinstance(made, Clause) else self.back)
        shown |= {"page": self, "form": form, "edition": self.edition, "document": self.edition.document}
        return render(request, template, shown, status=status)

    def _at(self, key: str) -> str:
        return f"{self.draft_url}#{key}" if key else self.draft_url
