"""Restructuring: the doors through which clauses of a draft are added, moved, split, merged, dropped and vacated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shishin.guidelines.drafting.pages import structure
from shishin.guidelines.drafting.pages.forms import GRID_ACTS, AddForm, PartsForm, PlaceForm
from shishin.guidelines.drafting.pages.frame import Written, around, clause_to_write, draft_to_write, places, read_written
from shishin.guidelines.drafting.pages.screen import answer_step
from shishin.guidelines.drafting.restructuring import add_clause, drop_clause, merge_clauses, move_clause, split_clause, vacate_clause
from shishin.guidelines.editions.readable import no_clause
from shishin.guidelines.models import Clause, Edition
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Person
from shishin.texts.manuscript import Passage

PARTS = "guidelines/_write_parts.html"


def _open(request: HttpRequest, slug: str, version: str, key: str) -> tuple[Clause, Written, ReadClause]:
    """A clause that somebody may write in, its draft, and how it reads there."""
    clause = clause_to_write(request.user, slug, version, key)
    written = read_written(clause.edition)
    return clause, written, around(written.reading, key).clause


@form_view
def add(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """A new clause, drawn where it will stand; without a place, at the end."""
    edition, by = draft_to_write(request.user, slug, version), signed_in(request.user)
    written = read_written(edition)
    reading, after, below = written.reading, request.GET.get("after", ""), request.GET.get("below", "")
    place = structure.place_for_new(reading, after=after, below=below)
    form = AddForm(
        form_data(request), places=places(reading), deepest=structure.deepest(reading), language=edition.source_language, initial=place
    )
    form.paste_into(edition)
    at = after or below or str(place["after"])
    page, act = structure.adding(edition), lambda: _add(edition, form, by=by)
    return answer_step(page, edition, request, form, act, written=written, at=at, grid_acts=GRID_ACTS)


def _add(edition: Edition, form: AddForm, *, by: Person) -> Clause:
    clean = form.cleaned_data
    named = {name: clean[name] for name in ("depth", "kind", "force", "key")}
    after = _clause_at(edition, clean["after"]) if clean["after"] else None
    return add_clause(edition, after=after, passages={edition.source_language: form.passage()}, by=by, **named)


def _clause_at(edition: Edition, key: str) -> Clause:
    return Clause.objects.select_related("line", "edition__document").get(edition=edition, line__key=key)


@form_view
def move(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, written, here), by = _open(request, slug, version, key), signed_in(request.user)
    reading = written.reading
    form = PlaceForm(
        form_data(request),
        places=places(reading, without=here),
        deepest=structure.deepest(reading),
        initial=structure.place_of(reading, here),
    )
    page = structure.moving(clause.edition, here)
    return answer_step(page, clause.edition, request, form, lambda: _move(clause, form, by=by), written=written, key=key, words=here.text)


def _move(clause: Clause, form: PlaceForm, *, by: Person) -> None:
    after, depth = form.cleaned_data["after"], form.cleaned_data["depth"]
    move_clause(clause, after=_clause_at(clause.edition, after) if after else None, depth=depth, by=by)


@form_view
def split(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, written, here), by = _open(request, slug, version, key), signed_in(request.user)
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
        panel=PARTS,
        written=written,
        key=key,
        split_url=reverse("guidelines:split-clause", args=[slug, version, key]),
        paragraphs=structure.paragraphs_with_cuts(words.get(source, Passage()), before=before),
    )


@form_view
def merge(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    (clause, written, here), by = _open(request, slug, version, key), signed_in(request.user)
    edition = clause.edition
    following = structure.next_sibling(written.reading, here)
    if following is None:
        raise no_clause(key, edition.document, reader=request.user, edition=edition)
    clauses = [clause, _clause_at(edition, following.key)]
    words = structure.words_of(clauses)
    languages = structure.languages_in(words, source=edition.source_language)
    form = PartsForm(form_data(request), words=[structure.joined_words(words)], languages=languages)
    page = structure.merging(edition, here, following)
    merged = partial(merge_clauses, clauses, by=by)
    return answer_step(page, edition, request, form, lambda: merged(passages=form.passages()[0]), written=written, panel=PARTS, key=key)


@form_view
def drop(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    opened, by = _open(request, slug, version, key), signed_in(request.user)
    clause, _written, here = opened
    return _answer_below(structure.dropping(clause.edition, here), opened, request, lambda: drop_clause(clause, by=by))


@form_view
def vacate(request: HttpRequest, slug: str, version: str, key: str) -> HttpResponse:
    opened, by = _open(request, slug, version, key), signed_in(request.user)
    clause, _written, here = opened
    return _answer_below(structure.vacating(clause.edition, here), opened, request, lambda: vacate_clause(clause, by=by))


def _answer_below(page: FormPage, opened: tuple[Clause, Written, ReadClause], request: HttpRequest, act: Callable[[], Any]) -> HttpResponse:
    """A step that takes with it all that stands below the clause: nothing is asked; what goes is named, and what leads to it."""
    clause, written, here = opened
    form, names = forms.Form(form_data(request)), structure.names_below(here)
    leading = structure.what_leads_to(here, written.reading, reader=request.user)
    context: dict[str, Any] = {"words": here.text, "names": names, "leading": leading}
    return answer_step(page, clause.edition, request, form, act, written=written, key=here.key, **context)
