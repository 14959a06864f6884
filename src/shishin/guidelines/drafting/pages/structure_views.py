"""Restructuring: the doors through which clauses of a draft are added, described, moved, split, merged, dropped and vacated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from shishin.guidelines.drafting.editing import set_attributes
from shishin.guidelines.drafting.pages import structure
from shishin.guidelines.drafting.pages.forms import AddForm, DescribeForm, PartsForm, PlaceForm
from shishin.guidelines.drafting.pages.frame import answer_step, around, clause_to_write, draft_to_write, places, read_source
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, merge_clauses, move_clause, split_clause, vacate_clause
from shishin.guidelines.editions.clauses import attributes_of
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.reading.editions import ReadClause, Reading
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person
from shishin.texts.manuscript import Passage

PARTS = "guidelines/draft_parts.html"


def _open(request: HttpRequest, slug: str, version: str, key: str) -> tuple[Clause, Reading, ReadClause]:
    """A clause that somebody may write in, its draft, and how it reads there."""
    clause = clause_to_write(request.user, slug, version, key)
    reading = read_source(clause.edition)
    return clause, reading, around(reading, key).clause


@form_view
def describe(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    """The page of a clause in the draft: all that can be done with it besides its words."""
    (clause, reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    form = DescribeForm(form_data(request), applicability=clause.applicability, vocabulary=read_vocabulary(), initial=attributes_of(clause))
    return answer_step(
        structure.describing(clause.edition, here),
        clause.edition,
        request,
        form,
        lambda: set_attributes(clause, **form.description(), by=by),
        template="guidelines/draft_clause.html",
        key=key,
        words=here.text,
        moves=structure.moves(reading, here),
        next_sibling=structure.next_sibling(reading, here),
        is_vacated=clause.is_vacated,
    )


@form_view
def add(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition, by = draft_to_write(request.user, slug, version), signed_in(request.user)
    reading = read_source(edition)
    place = structure.place_for_new(reading, after=request.GET.get("after", ""), below=request.GET.get("below", ""))
    form = AddForm(
        form_data(request), places=places(reading), deepest=structure.deepest(reading), language=edition.source_language, initial=place
    )
    return answer_step(structure.adding(edition), edition, request, form, lambda: _add(edition, form, by=by))


def _add(edition: Edition, form: AddForm, *, by: Person) -> Clause:
    clean = form.cleaned_data
    named = {name: clean[name] for name in ("depth", "kind", "force", "key")}
    after = _clause_at(edition, clean["after"]) if clean["after"] else None
    return add_clause(edition, after=after, passages={edition.source_language: form.passage()}, by=by, **named)


def _clause_at(edition: Edition, key: str) -> Clause:
    return Clause.objects.select_related("line", "edition__document").get(edition=edition, line__key=key)


@form_view
def move(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    form = PlaceForm(
        form_data(request),
        places=places(reading, without=here),
        deepest=structure.deepest(reading),
        initial=structure.place_of(reading, here),
    )
    page = structure.moving(clause.edition, here)
    return answer_step(page, clause.edition, request, form, lambda: _move(clause, form, by=by), key=key, words=here.text)


def _move(clause: Clause, form: PlaceForm, *, by: Person) -> None:
    after, depth = form.cleaned_data["after"], form.cleaned_data["depth"]
    move_clause(clause, after=_clause_at(clause.edition, after) if after else None, depth=depth, by=by)


@form_view
def split(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, _reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    source = clause.edition.source_language
    [words] = structure.words_of([clause])
    before = {int(number) for number in request.GET.getlist("cut") if number.isdecimal() and len(number) < 6}
    sent = structure.empty_parts(request.POST.get("parts", ""))
    parts = sent or structure.parts_of(words, before=before, source=source)
    form = PartsForm(form_data(request), words=parts, languages=structure.languages_in([words], source=source))
    return answer_step(
        structure.splitting(clause.edition, here),
        clause.edition,
        request,
        form,
        lambda: split_clause(clause, parts=form.passages(), by=by)[0],
        template=PARTS,
        key=key,
        paragraphs=structure.paragraphs_with_cuts(words.get(source, Passage()), before=before),
    )


@form_view
def merge(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    edition = clause.edition
    following = structure.next_sibling(reading, here)
    if following is None:
        raise no_clause(key, edition.document, reader=request.user, edition=edition)
    clauses = [clause, _clause_at(edition, following.key)]
    words = structure.words_of(clauses)
    languages = structure.languages_in(words, source=edition.source_language)
    form = PartsForm(form_data(request), words=[structure.joined_words(words)], languages=languages)
    page = structure.merging(edition, here, following)
    merged = partial(merge_clauses, clauses, by=by)
    return answer_step(page, edition, request, form, lambda: merged(passages=form.passages()[0]), template=PARTS, key=key)


@form_view
def drop(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, _reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    page = structure.dropping(clause.edition, here)
    return _answer_below(page, clause, request, here, lambda: drop_clause(clause, by=by))


@form_view
def vacate(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, _reading, here), by = _open(request, slug, version, key), signed_in(request.user)
    page = structure.vacating(clause.edition, here)
    return _answer_below(page, clause, request, here, lambda: vacate_clause(clause, by=by), key=key)


def _answer_below(
    page: FormPage, clause: Clause, request: HttpRequest, here: ReadClause, act: Callable[[], Any], *, key: str = ""
) -> HttpResponse:
    """A step that takes with it all that stands below the clause: nothing is asked, and what goes is named."""
    form, names = forms.Form(form_data(request)), structure.names_below(here)
    return answer_step(page, clause.edition, request, form, act, key=key, words=here.text, names=names)
