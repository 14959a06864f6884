"""Restructuring: the doors through which clauses of a draft are added, described, moved, split, merged, dropped and vacated."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from shishin.guidelines.drafting.dropping import drop_clause, vacate_clause
from shishin.guidelines.drafting.merging import merge_clauses
from shishin.guidelines.drafting.pages import structure, structure_pages
from shishin.guidelines.drafting.pages.clauses import around, places, read_source
from shishin.guidelines.drafting.pages.finding import clause_to_write, draft_to_write
from shishin.guidelines.drafting.pages.forms import AddForm, DescribeForm, PartsForm, PlaceForm
from shishin.guidelines.drafting.pages.step_page import answer_step
from shishin.guidelines.drafting.placing import add_clause, move_clause
from shishin.guidelines.drafting.qualifying import describe_clause
from shishin.guidelines.drafting.splitting import split_clause
from shishin.guidelines.editions.clauses import attributes_of
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.models import Clause, Edition
from shishin.people.models import Person
from shishin.texts.manuscript import Passage

FORMS = ["GET", "POST"]
PARTS = "guidelines/draft_parts.html"


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _by(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@login_required
@require_http_methods(FORMS)
def describe(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """The page of a clause in the draft: all that can be done with it besides its words."""
    clause = clause_to_write(request.user, slug, version, key)
    reading = read_source(clause.edition)
    here = around(reading, key).clause
    form = DescribeForm(_given(request), applicability=clause.applicability, vocabulary=read_vocabulary(), initial=attributes_of(clause))
    return answer_step(
        structure_pages.describing(clause.edition, here),
        clause.edition,
        request,
        form,
        lambda: describe_clause(clause, **form.description(), by=_by(request)),
        template="guidelines/draft_clause.html",
        key=key,
        words=here.text,
        moves=structure.moves(reading, here),
        next_sibling=structure.next_sibling(reading, here),
        is_vacated=clause.is_vacated,
    )


@login_required
@require_http_methods(FORMS)
def add(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = draft_to_write(request.user, slug, version)
    reading = read_source(edition)
    place = structure.place_for_new(reading, after=request.GET.get("after", ""), below=request.GET.get("below", ""))
    form = AddForm(
        _given(request), places=places(reading), deepest=structure.deepest(reading), language=edition.source_language, initial=place
    )
    return answer_step(structure_pages.adding(edition), edition, request, form, lambda: _add(edition, form, by=_by(request)))


def _add(edition: Edition, form: AddForm, *, by: Person) -> Clause:
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
    form = PlaceForm(
        _given(request),
        places=places(reading, without=here),
        deepest=structure.deepest(reading),
        initial=structure.place_of(reading, here),
    )
    page = structure_pages.moving(clause.edition, here)
    return answer_step(page, clause.edition, request, form, lambda: _move(clause, form, by=_by(request)), key=key, words=here.text)


def _move(clause: Clause, form: PlaceForm, *, by: Person) -> None:
    clean = form.cleaned_data
    move_clause(clause, after=_clause_at(clause.edition, clean["after"]), depth=clean["depth"], by=by)


@login_required
@require_http_methods(FORMS)
def split(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    source = clause.edition.source_language
    [words] = structure.words_of([clause])
    before = {int(number) for number in request.GET.getlist("cut") if number.isdecimal() and len(number) < 6}
    sent = structure.empty_parts(request.POST.get("parts", ""))
    parts = sent or structure.parts_of(words, before=before, source=source)
    form = PartsForm(_given(request), words=parts, languages=structure.languages_in([words], source=source))
    return answer_step(
        structure_pages.splitting(clause.edition, around(read_source(clause.edition), key).clause),
        clause.edition,
        request,
        form,
        lambda: split_clause(clause, parts=form.passages(), by=_by(request))[0],
        template=PARTS,
        key=key,
        paragraphs=structure.paragraphs_with_cuts(words.get(source, Passage()), before=before),
    )


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
    languages = structure.languages_in(words, source=edition.source_language)
    form = PartsForm(_given(request), words=[structure.joined_words(words)], languages=languages)
    page = structure_pages.merging(edition, here, following)
    return answer_step(
        page,
        edition,
        request,
        form,
        lambda: merge_clauses(clauses, passages=form.passages()[0], by=_by(request)),
        template=PARTS,
        key=key,
    )


@login_required
@require_http_methods(FORMS)
def drop(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    here, form = around(read_source(clause.edition), key).clause, forms.Form(_given(request))
    page = structure_pages.dropping(clause.edition, here)
    shown: dict[str, Any] = {"words": here.text, "names": structure_pages.names_below(here)}
    return answer_step(page, clause.edition, request, form, lambda: drop_clause(clause, by=_by(request)), **shown)


@login_required
@require_http_methods(FORMS)
def vacate(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    clause = clause_to_write(request.user, slug, version, key)
    here, form = around(read_source(clause.edition), key).clause, forms.Form(_given(request))
    page = structure_pages.vacating(clause.edition, here)
    shown: dict[str, Any] = {"words": here.text, "names": structure_pages.names_below(here)}
    return answer_step(page, clause.edition, request, form, lambda: vacate_clause(clause, by=_by(request)), key=key, **shown)
