"""What every page of a draft has in common: who may open it, the way back to the draft, one step with its form and its button, and what can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.access import edition_to_edit, editions_to_draft
from shishin.guidelines.drafting.undoing import undoable
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.editions.nearest import no_clause
from shishin.guidelines.models import Clause, Edition, Operation
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.form_page import FormPage
from shishin.texts.languages import USUAL, is_language, own_name


def draft_to_write(reader: Any, slug: str, version: str) -> Edition:
    """Who writes the document and asks for an edition that is fixed learns where the next one begins."""
    drafts = editions_to_draft(reader).select_related("document__family", "started_from", "referred_by")
    if draft := drafts.filter(document__slug=slug, version=version).first():
        return draft
    edition = edition_to_edit(reader, slug, version)
    name = {"version": version_in_words(edition.version)}
    start = reverse("guidelines:start-next", args=[slug, version])
    raise NotFoundWithSuggestions(
        _("%(version)s is published or adopted, so nobody writes in it any more.") % name,
        offers=[(start, _("Start the next edition from %(version)s") % name), (edition.get_absolute_url(), _("Read %(version)s") % name)],
    )


def clause_to_write(reader: Any, slug: str, version: str, key: str) -> Clause:
    edition = draft_to_write(reader, slug, version)
    clause = Clause.objects.select_related("line").filter(edition=edition, line__key=key).first()
    if clause is None:
        raise no_clause(key, edition.document, reader=reader, edition=edition)
    clause.edition = edition
    return clause


def refuse_language(clause: Clause, language: str) -> None:
    """What is no tag of a language is no address; those that are usual are offered."""
    if is_language(language):
        return
    place = [clause.edition.document.slug, clause.edition.version, clause.line.key]
    offers = [(reverse("guidelines:edit-clause", args=[*place, tag]), own_name(tag)) for tag in USUAL]
    raise NotFoundWithSuggestions(_("“%(language)s” is not the tag of a language.") % {"language": language}, offers=offers)


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


@dataclass(frozen=True, slots=True)
class Undo:
    """What the next undoing would take back."""

    number: int
    key: str
    words: str
    who: str
    made_at: datetime


def undo_of(edition: Edition, *, name: Callable[[str], str]) -> Undo | None:
    """`name` tells what the clause of a key is called now; empty where none stands."""
    operation = undoable(edition)
    if operation is None:
        return None
    who = operation.made_by.display_name if operation.made_by else ""
    return Undo(operation.number, operation.key, _in_words(operation, name(operation.key)), who, operation.made_at)


def _in_words(operation: Operation, clause: str) -> str:
    """What was done, and to which clause where that one still stands."""
    what = str(operation.get_kind_display())
    return _("%(what)s (%(clause)s)") % {"what": what, "clause": clause} if clause else what
