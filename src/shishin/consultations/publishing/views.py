"""The pages of results: the table, one of its rows, the originals and the files; publishing and correcting them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.consultations.access import can_run, consultation_to_look_into, consultation_to_read, consultation_to_run
from shishin.consultations.answering.views import way_to_responses
from shishin.consultations.counting import figures_of
from shishin.consultations.models import Consultation, Opinion, Response
from shishin.consultations.profiles import Words, rules_of
from shishin.consultations.publishing.correcting import correct_response, correct_results
from shishin.consultations.publishing.differences import differences_of
from shishin.consultations.publishing.forms import CorrectForm, PublishForm, RemarkForm
from shishin.consultations.publishing.originals import ORIGINAL_COLUMNS, original_rows, originals_of, read_originals
from shishin.consultations.publishing.publishing import editions_for_results, publish_results, steps_to, what_keeps_back
from shishin.consultations.publishing.result_files import FORMATS
from shishin.consultations.publishing.results import Results, as_said, published_responses, results_of
from shishin.consultations.sorting.masking import with_contacts
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.files import download
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.listing import Facet, Link, Listing
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import form_view
from shishin.people.access import signed_in

ROWS = 50


def published(request: HttpRequest, slug: str) -> Consultation:
    """Until they are published there are no results, for nobody."""
    found = consultation_to_read(request.user, slug)
    if not found.is_published:
        raise Http404
    return found


def _way_to(consultation: Consultation) -> list[tuple[str, Any]]:
    return [(reverse("consultations:consultations"), _("Give opinions")), (consultation.get_absolute_url(), str(consultation))]


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    found = published(request, slug)
    table = results_of(found)
    tabs, rows = _tabs(request, found)
    listing = Listing(rows, request.GET, _facets(table), kept=["show"], at="all")
    context = {
        "consultation": found,
        "results": table,
        "listing": listing,
        "tabs": tabs,
        "rows": table.rows(listing.page),
        "formats": _formats(found),
        "differences": differences_of(table),
        "corrections": found.corrections.all(),
        "originals": _originals_url(found),
        "may_run": can_run(request.user, found),
        "steps": [*_way_to(found), ("", _("Opinions and responses"))],
    }
    return render(request, "consultations/results.html", context)


def _facets(table: Results) -> list[Facet]:
    dispositions = {one.key: str(one) for one in table.rules.dispositions}
    themes = {str(theme.pk): str(theme) for theme in table.consultation.themes.all()}
    facets = [Facet("disposition", gettext_lazy("What became of the opinions"), dispositions, "disposition")]
    return [*facets, Facet("theme", gettext_lazy("Theme"), themes, "theme")] if themes else facets


def _tabs(request: HttpRequest, consultation: Consultation) -> tuple[list[Link], Any]:
    """All rows, those that changed a clause, those of opinions said after the draft; and the rows of the one that is open."""
    rows = published_responses(consultation)
    choices = {
        "": (_("All"), rows),
        "changed": (_("Those that changed a clause"), rows.exclude(places=[])),
        "after": (_("Said after the draft"), rows.filter(figures__after_draft__gt=0)),
    }
    which = request.GET.get("show", "")
    which = which if which in choices else ""
    tabs = [Link(words, f"?show={name}#all" if name else "?#all", some.count(), name == which) for name, (words, some) in choices.items()]
    return tabs, choices[which][1]


def _formats(consultation: Consultation) -> list[tuple[str, Any]]:
    return [(reverse("consultations:results-file", args=[consultation.slug, one.name]), one.label) for one in FORMATS.values()]


def _originals_url(consultation: Consultation) -> str:
    is_public = results_of_words(consultation)
    return reverse("consultations:originals", args=[consultation.slug]) if is_public else ""


def results_of_words(consultation: Consultation) -> bool:
    return consultation.rules.get("words_public", Words.WITH_RESULTS) == Words.WITH_RESULTS


@require_safe
def result(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One row with all opinions that it answers, in pages."""
    found = published(request, slug)
    response = get_object_or_404(published_responses(found), number=number)
    table = results_of(found)
    rows = Opinion.objects.said().filter(response=response).select_related("part_of").order_by("-group_voices", "number")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "results": table,
        "row": table.rows([response])[0],
        "page": page,
        "originals": _originals_url(found),
        "opinions": [(as_said(opinion, table.rules), table.places.of(opinion.place_id)) for opinion in page],
        "steps": [*_way_to(found), (reverse("consultations:results", args=[slug]), _("Opinions and responses")), ("", str(number))],
    }
    return render(request, "consultations/result.html", context)


@require_safe
def results_file(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    found = published(request, slug)
    form = FORMATS.get(format)
    if form is None:
        raise NotFoundWithSuggestions(
            _("There is no table in the format “%(format)s”.") % {"format": format},
            suggestions=[(url, str(label)) for url, label in _formats(found)],
        )
    name = _("Opinions and responses, %(title)s") % {"title": found}
    return download(form.write(results_of(found)), name=f"{name}.{form.ending}")


@require_safe
def originals(request: HttpRequest, slug: str) -> HttpResponse:
    """Every opinion in the words it was given (行政手続法 §43(2)), as far as the rules make them public."""
    found = published(request, slug)
    if not results_of_words(found):
        raise Http404
    number = request.GET.get("opinion", "")
    rows = originals_of(found).filter(number=number) if number.isdecimal() and len(number) < 10 else originals_of(found)
    listing = Listing(rows, request.GET, asked={"opinion": _("Opinion")})
    context = {
        "consultation": found,
        "listing": listing,
        "rows": read_originals(found, listing.page),
        "sheets": sheet_links("consultations:originals-file", slug),
        "steps": [*_way_to(found), (reverse("consultations:results", args=[slug]), _("Opinions and responses")), ("", _("Originals"))],
    }
    return render(request, "consultations/originals.html", context)


@require_safe
def originals_file(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    found = published(request, slug)
    if not results_of_words(found):
        raise Http404
    name = _("Opinions as they were given, %(title)s") % {"title": found}
    return sheet_download(
        ORIGINAL_COLUMNS, original_rows(found), format, name=name, suggestions=sheet_links("consultations:originals-file", slug)
    )


@form_view
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What is missing for the edition that the address names, else for the newest after the draft; and the button where nothing is."""
    find = consultation_to_run if request.method == "POST" else consultation_to_look_into
    found = find(request.user, slug)
    editions = editions_for_results(found)
    form = PublishForm(form_data(request), editions=editions)
    first = editions.first()
    newest = {"edition": first.pk if first and steps_to(first, found) else ""}
    asked = PublishForm(form_data(request) or {**newest, **request.GET.dict()}, editions=editions)
    edition = asked.cleaned_data["edition"] if asked.is_valid() else None
    missing = list(what_keeps_back(found, edition=edition))
    way = way_to_responses(found, request.user)
    lead = _("Figures, responses, words and originals become public at this moment, and can no longer be changed: only corrected.")
    page = FormPage(_("Publish the results"), _("Publish all at once"), way, _("The results are public."), lead=lead)
    return page.answer(
        request,
        form,
        lambda clean: publish_results(found, edition=clean["edition"], by=signed_in(request.user)),
        to=lambda made: reverse("consultations:results", args=[made.slug]),
        template="consultations/publish.html",
        asked=asked,
        has_editions=editions.exists(),
        edition=edition,
        missing=missing,
        contacts=with_contacts(found),
        figures=figures_of(found),
        consultation=found,
        may_run=can_run(request.user, found),
    )


@form_view
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """By a remark above the results, or by a further response under the one that is named."""
    found, by = consultation_to_run(request.user, slug), signed_in(request.user)
    wrong = found.responses.filter(state=Response.State.FINAL, corrected_by=None).order_by("number")
    number = request.GET.get("response", "")
    named = wrong.filter(number=number).first() if number.isdecimal() and len(number) < 10 else None
    initial = {"response": named, "disposition": named.disposition, "views": named.views} if named else {}
    remark = RemarkForm(data_of(request, "remark"))
    instead = CorrectForm(data_of(request, "response"), rules=rules_of(found), responses=wrong, initial=initial)
    acts = {
        "remark": Act(remark, lambda clean: correct_results(found, **clean, by=by), _("The remark is public.")),
        "response": Act(instead, lambda clean: correct_response(**clean, by=by), _("The correction stands under the response.")),
    }
    results_of_it = (reverse("consultations:results", args=[slug]), _("Opinions and responses"))
    page = FormPage(_("Correct the results"), "", [*_way_to(found), results_of_it])
    return page.answer_one_of(request, acts, template="consultations/correct.html", consultation=found)
