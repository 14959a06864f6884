"""Restructuring: the doors through which clauses of a draft are added, described, moved, split, merged, dropped and vacated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.guidelines.drafting.dropping import drop_clause, vacate_clause
from shishin.guidelines.drafting.merging import merge_clauses
from shishin.guidelines.drafting.placing import add_clause, move_clause
from shishin.guidelines.drafting.qualifying import describe_clause
from shishin.guidelines.drafting.splitting import split_clause
from shishin.guidelines.manuscript import Passage
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.nearest import no_clause
from shishin.guidelines.reading.editions import ReadClause
from shishin.guidelines.writing import structure
from shishin.guidelines.writing.clauses import around, below, name_of, places, read_source
from shishin.guidelines.writing.finding import clause_to_write, draft_to_write
from shishin.guidelines.writing.forms import AddForm, DescribeForm, PartsForm, PlaceForm
from shishin.guidelines.writing.step_page import StepPage
from shishin.people.models import Person

FORMS = ["GET", "POST"]


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(FORMS)
def describe(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """The page of a clause in the draft: all that can be done with it besides its words."""
    clause = clause_to_write(request.user, slug, version, key)
    reading = read_source(clause.edition)
    here = around(reading, key).clause
    name = name_of(here)
    page = StepPage(clause.edition, title=name, button=_("Save"), done=_("%(clause)s was described anew.") % {"clause": name}, key=key)
    form = DescribeForm(_given(request), applicability=clause.applicability, initial=structure.description_of(clause))
    return page.answer(
        request,
        form,
        lambda: describe_clause(clause, **form.description(), by=cast(Person, request.user)),
        template="guidelines/draft_clause.html",
        key=key,
        steps=structure.moves(reading, here),
        next_sibling=structure.next_sibling(reading, here),
        is_vacated=clause.is_vacated,
    )


@login_required
@require_http_methods(FORMS)
def add(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    reading = read_source(edition)
    place = structure.place_for_new(reading, after=request.GET.get("after", ""), below=request.GET.get("below", ""))
    page = StepPage(edition, title=_("Add a clause"), button=_("Add this clause"), done=_("The clause was added."))
    form = AddForm(
        _given(request), places=places(reading), deepest=structure.deepest(reading), language=edition.source_language, initial=place
    )
    return page.answer(request, form, lambda: _add(edition, form, by=cast(Person, request.user)))


def _add(edition: Edition, form: AddForm, *, by: Any) -> Clause:
    clean = form.cleaned_data
    named = {name: clean[name] for name in ("depth", "kind", "force", "key")}
    return add_clause(
        edition, after=_clause_at(edition, clean["after"]), passages={edition.source_language: form.passage()}, by=by, **named
    )


def _clause_at(edition: Edition, key: str) -> Clause | None:
    return _clause_in(edition, key) if key else None


def _clause_in(edition: Edition, key: str) -> Clause:
    return Clause.objects.select_related("line", "edition__document").get(edition=edition, line__key=key)


@login_required
@require_http_methods(FORMS)
def move(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    reading = read_source(clause.edition)
    here = around(reading, key).clause
    name = {"clause": name_of(here)}
    page = StepPage(
        clause.edition,
        title=_("Move %(clause)s") % name,
        button=_("Move it"),
        done=_("%(clause)s was moved.") % name,
        tells=[_("All that stands below it goes with it. Numbers follow from the place; keys and addresses stay.")],
        key=key,
    )
    form = PlaceForm(
        _given(request),
        places=places(reading, without=here),
        deepest=structure.deepest(reading),
        initial=structure.place_of(reading, here),
    )
    return page.answer(request, form, lambda: _move(clause, form, by=cast(Person, request.user)))


def _move(clause: Clause, form: PlaceForm, *, by: Any) -> None:
    clean = form.cleaned_data
    move_clause(clause, after=_clause_at(clause.edition, clean["after"]), depth=clean["depth"], by=by)


@login_required
@require_http_methods(FORMS)
def split(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    source = clause.edition.source_language
    [words] = structure.words_of([clause])
    before = {int(number) for number in request.GET.getlist("cut") if number.isdecimal() and len(number) < 6}
    name = {"clause": around(read_source(clause.edition), key).name}
    page = StepPage(
        clause.edition,
        title=_("Split %(clause)s") % name,
        button=_("Split into these clauses"),
        done=_("%(clause)s was split.") % name,
        tells=[
            _("Each part is a clause with a key of its own, of the same kind and force. What stands below it goes below the last part.")
        ],
        key=key,
    )
    form = PartsForm(
        _given(request), words=_parts(request, words, before, source), languages=structure.languages_in([words], source=source)
    )
    return page.answer(
        request,
        form,
        lambda: split_clause(clause, parts=form.passages(), by=cast(Person, request.user))[0],
        template="guidelines/draft_parts.html",
        paragraphs=structure.paragraphs_with_cuts(words.get(source, Passage()), before=before),
    )


def _parts(request: HttpRequest, words: Mapping[str, Passage], before: set[int], source: str) -> list[dict[str, Passage]]:
    """As many parts as were sent, else those that the chosen paragraphs begin."""
    sent = request.POST.get("parts", "")
    if sent.isdecimal() and len(sent) < 3:
        return [{} for _part in range(max(2, min(int(sent), structure.MOST_PARTS)))]
    return structure.parts_of(words, before=before, source=source)


@login_required
@require_http_methods(FORMS)
def merge(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    edition = clause.edition
    reading = read_source(edition)
    here = around(reading, key).clause
    following = structure.next_sibling(reading, here)
    if following is None:
        raise no_clause(key, edition.document, reader=request.user, edition=edition)
    clauses = [clause, _clause_in(edition, following.key)]
    words = structure.words_of(clauses)
    name = {"clause": name_of(here), "other": name_of(following)}
    page = StepPage(
        edition,
        title=_("Merge %(clause)s with %(other)s") % name,
        button=_("Merge into one clause"),
        done=_("%(clause)s was merged with %(other)s.") % name,
        tells=[_("The whole stands where the first one stood, with its kind and force. What stands below either of them goes below it.")],
        key=key,
    )
    form = PartsForm(
        _given(request),
        words=[structure.joined_words(words)],
        languages=structure.languages_in(words, source=edition.source_language),
    )
    return page.answer(
        request,
        form,
        lambda: merge_clauses(clauses, passages=form.passages()[0], by=cast(Person, request.user)),
        template="guidelines/draft_parts.html",
    )


@login_required
@require_http_methods(FORMS)
def drop(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    here = around(read_source(clause.edition), key).clause
    name = {"clause": name_of(here)}
    tells = [_("It leaves this edition with its words in every language. The editions before keep it, and its address stays.")]
    page = StepPage(
        clause.edition,
        title=_("Drop %(clause)s") % name,
        button=_("Drop it"),
        done=_("%(clause)s was dropped.") % name,
        tells=[*tells, *_tells_of_below(here)],
        names=[name_of(other) for other in below(here)],
    )
    return page.answer(request, forms.Form(_given(request)), lambda: drop_clause(clause, by=cast(Person, request.user)))


@login_required
@require_http_methods(FORMS)
def vacate(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    here = around(read_source(clause.edition), key).clause
    name = {"clause": name_of(here)}
    tells = [_("The number stays and reads “Deleted”, so that the numbers after it do not change and references to them still hold.")]
    page = StepPage(
        clause.edition,
        title=_("Delete the text of %(clause)s") % name,
        button=_("Delete the text"),
        done=_("The text of %(clause)s was deleted; its number stays.") % name,
        tells=[*tells, *_tells_of_below(here)],
        names=[name_of(other) for other in below(here)],
        key=key,
    )
    return page.answer(request, forms.Form(_given(request)), lambda: vacate_clause(clause, by=cast(Person, request.user)))


def _tells_of_below(clause: ReadClause) -> list[str]:
    count = len(below(clause))
    if not count:
        return []
    return [ngettext("%(count)s clause below it goes with it:", "%(count)s clauses below it go with it:", count) % {"count": count}]
