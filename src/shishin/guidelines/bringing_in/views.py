"""Bringing a text in: give it, look at the clauses found, mend them, accept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shishin.guidelines.access import edition_to_discard, editions_to_discard, require_importer
from shishin.guidelines.acting.publishing import discard_edition
from shishin.guidelines.bringing_in.forms import FoundTextForm, TextToImportForm
from shishin.guidelines.bringing_in.reading import READ_MENDED, READ_TEXT, FoundText
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.editions.vocabulary import unknown_values
from shishin.guidelines.models import Clause
from shishin.kit.form_page import Attempt, attempt_act
from shishin.kit.jobs import job_named, job_of_form
from shishin.kit.markdown import plain
from shishin.kit.views import form_view
from shishin.people.access import is_owner
from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage
from shishin.texts.phrases import force_of

WORKING_SHOWN = 50


@form_view
def import_text(request: HttpRequest) -> HttpResponse:
    person = require_importer(request.user)
    if "text" in request.POST:
        return _check_found(request, FoundTextForm(request.POST, by=person))
    form = TextToImportForm(request.POST or None, request.FILES or None, by=person)
    read, tried = job_of_form(request, READ_TEXT, form, lambda: form.begin(address=request.path))
    read = read or job_named(request, READ_MENDED)
    if read and read.is_done:
        found = FoundText.of(read.result)
        return _show_found(request, FoundTextForm.of(found.manuscript, by=person), Attempt(found.manuscript), notes=found.notes)
    if read and not tried.refusal:
        return redirect(read)
    tried.tell(form)
    working = editions_to_discard(person).order_by("-pk")[:WORKING_SHOWN]
    return render(request, "guidelines/import.html", {"form": form, "working": working}, status=tried.status)


@form_view
def discard(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_discard(request.user, slug, version)
    is_last = edition.document.editions.count() == 1
    if request.method == "POST":
        name, document = str(edition), edition.document
        discard_edition(edition, by=require_importer(request.user), with_document=is_last)
        messages.success(request, _("%(edition)s was discarded.") % {"edition": name})
        return redirect("guidelines:import" if is_last else document)
    return render(request, "guidelines/import_discard.html", {"edition": edition, "is_last": is_last})


def _check_found(request: HttpRequest, form: FoundTextForm) -> HttpResponse:
    read, tried = job_of_form(request, READ_MENDED, form, lambda: form.begin(address=request.path))
    if read and not read.is_done and not tried.refusal:
        return redirect(read)
    manuscript = FoundText.of(read.result).manuscript if read and read.is_done else None
    if manuscript is not None and "take_forces" in request.POST:
        manuscript = _with_forces(manuscript, set(request.POST.getlist("force_of")))
        return _show_found(request, FoundTextForm.of(manuscript, by=form.by), Attempt(manuscript))
    if manuscript is None or "accept" not in request.POST:
        return _show_found(request, form, Attempt(manuscript, tried.refusal))
    accepted = attempt_act(request, lambda: import_manuscript(manuscript, by=form.by))
    if accepted.made is None:
        return _show_found(request, form, Attempt(manuscript, accepted.refusal))
    messages.success(request, _("%(edition)s is now a working edition.") % {"edition": accepted.made})
    return redirect(accepted.made)


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A row of the table. `said` is the force that its words say, where nobody gave it one."""

    clause: ManuscriptClause
    passage: Passage
    kind: str
    force: str
    said: str = ""


def _rows(manuscript: Manuscript) -> Iterator[FoundClause]:
    language = manuscript.document.source_language
    for clause in manuscript.clauses:
        said = _said(clause, language)
        kind, force = str(Clause.Kind(clause.kind).label), str(Clause.Force(clause.force).label)
        yield FoundClause(clause, clause.passages.get(language, Passage()), kind, force, str(Clause.Force(said).label) if said else "")


def _said(clause: ManuscriptClause, language: str) -> str:
    return force_of(plain(clause.passages.get(language, Passage()).body), language=language) if clause.force == "none" else ""


def _with_forces(manuscript: Manuscript, keys: set[str]) -> Manuscript:
    """The clauses of these keys with the force that their words say."""
    language = manuscript.document.source_language
    clauses = (
        replace(clause, force=_said(clause, language) or clause.force) if clause.key in keys else clause for clause in manuscript.clauses
    )
    return replace(manuscript, clauses=tuple(clauses))


def _show_found(request: HttpRequest, form: FoundTextForm, found: Attempt[Manuscript], *, notes: Sequence[str] = ()) -> HttpResponse:
    """The clauses of the text, below what was refused of it."""
    found.tell(form)
    manuscript = found.made
    rows = list(_rows(manuscript)) if manuscript else []
    offers_forces = any(row.said for row in rows)
    context = {"form": form, "manuscript": manuscript, "rows": rows, "offers_forces": offers_forces, "notes": notes}
    context["is_owner"] = is_owner(request.user)
    unknown = list(unknown_values(manuscript.clauses)) if manuscript else []
    return render(request, "guidelines/import_check.html", {**context, "unknown_values": unknown}, status=found.status)
