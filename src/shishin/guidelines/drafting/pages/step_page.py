"""The page of one step in a draft: what it will do, a form, one button, and the way back to where the draft is worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.models import Clause, Edition
from shishin.kit.form_page import FormPage


def draft_url(edition: Edition, key: str = "") -> str:
    """The page of a draft, at one of its clauses."""
    address = reverse("guidelines:draft", args=[edition.document.slug, edition.version])
    return f"{address}#{key}" if key else address


def breadcrumbs_to_draft(edition: Edition) -> list[tuple[str, str]]:
    family = edition.document.family
    return [
        (reverse("guidelines:families"), _("Guidelines")),
        (family.get_absolute_url(), str(family)),
        (edition.get_absolute_url(), version_in_words(edition.version)),
        (draft_url(edition), _("Write the draft")),
    ]


def answer_step(
    page: FormPage,
    edition: Edition,
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    key: str = "",
    template: str = "guidelines/draft_step.html",
    **context: Any,
) -> HttpResponse:
    """Back to the draft, at the clause that the act gives back or else at `key`.

    `words` of the clause that it is about are read before the button, and `names` are those of the clauses that are touched besides.
    """

    def to(made: Any) -> str:
        return draft_url(edition, made.line.key if isinstance(made, Clause) else key)

    shown = {"edition": edition, "document": edition.document, "key": key, "back": draft_url(edition, key), **context}
    return page.answer(request, form, lambda _clean: act(), template=template, to=to, **shown)
