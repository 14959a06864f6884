"""Pages of acts on an edition: each says what it does for ever, has a form and one button, and goes on to the edition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from shishin.guidelines.models import Edition
from shishin.kit.form_page import FormPage

FORMS = ["GET", "POST"]


def form_data(request: HttpRequest) -> Any:
    """A form without fields is sent by its button too."""
    return request.POST if request.method == "POST" else None


def answer_act(
    page: FormPage,
    edition: Edition,
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Edition],
    *,
    template: str = "guidelines/act_form.html",
    **context: Any,
) -> HttpResponse:
    shown = {"edition": edition, "document": edition.document, **context}
    return page.answer(request, form, act, template=template, to=lambda made: made, **shown)
