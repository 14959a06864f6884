"""Pages and files that look across: two editions side by side, an edition as a file, and all plans of a government under their upper plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.governance.access import edition_to_read, editions_to_read, knows_amounts
from shishin.governance.models import Amount, PlanEdition, Progress
from shishin.governance.plans.comparing import compare_plan_editions
from shishin.governance.plans.content import PlanContent, read_content, without_withheld
from shishin.governance.plans.files import FORMATS
from shishin.governance.rolling_up import NOT_REPORTED, RolledMeasure, RollUp, Sum, roll_up, upper_documents, years_of
from shishin.guidelines.comparing.drawing import draw_comparison
from shishin.guidelines.comparing.table import FILTERS, Comparison, only
from shishin.guidelines.editions.exporting import formats_of
from shishin.kit.dates import FiscalYear
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.files import download
from shishin.kit.sheets import Column, sheet_download, sheet_links
from shishin.texts.languages import own_name

Steps = list[tuple[str, Any]]


def way_to_edition(edition: PlanEdition) -> Steps:
    plan = edition.plan
    return [(reverse("governance:plans"), _("Plans")), (plan.get_absolute_url(), str(plan)), (edition.get_absolute_url(), str(edition))]


def content_for(edition: PlanEdition, reader: Any) -> PlanContent:
    """What somebody may know of an edition."""
    content = read_content(edition)
    return content if knows_amounts(reader, edition.plan) else without_withheld(content)


@require_safe
def compare(request: HttpRequest, slug: str, old: str, new: str) -> HttpResponse:
    before, after = (edition_to_read(request.user, slug, address) for address in (old, new))
    if (before.fiscal_year, before.number) > (after.fiscal_year, after.number):
        return HttpResponseRedirect(reverse("governance:compare-plan", args=[slug, new, old]))
    comparison = _comparison(request, before, after)
    which = request.GET.get("show", "all")
    which = which if which in FILTERS and which != "caused" else "all"
    tabs = [(name, words, comparison.counts[name], name == which) for name, words in _tabs()]
    context = {
        "plan": after.plan,
        "old": before,
        "new": after,
        "comparison": comparison,
        "tabs": tabs,
        "table": draw_comparison(only(comparison, which)) if comparison.counts[which] else "",
        "languages": [(tag, own_name(tag)) for tag in comparison.languages],
        "files": [
            (reverse("governance:compare-plan-file", args=[slug, old, new, form.file_ending]), form.label)
            for form in formats_of("comparison")
        ],
        "editions": editions_to_read(request.user).filter(plan=after.plan).order_by("fiscal_year", "number"),
        "steps": [*way_to_edition(after)[:2], ("", _("Comparison table"))],
    }
    return render(request, "governance/compare_plan.html", context)


@require_safe
def compare_chosen(request: HttpRequest, slug: str) -> HttpResponse:
    """Two editions chosen in the form."""
    old, new = (edition_to_read(request.user, slug, request.GET.get(name, "")) for name in ("old", "new"))
    return HttpResponseRedirect(reverse("governance:compare-plan", args=[slug, old.address, new.address]))


@require_safe
def compare_file(request: HttpRequest, slug: str, old: str, new: str, form: str) -> HttpResponseBase:
    before, after = (edition_to_read(request.user, slug, address) for address in (old, new))
    comparison = _comparison(request, before, after)
    for known in formats_of("comparison"):
        if known.file_ending == form:
            return download([known.write(comparison)], name=comparison.file_name(form))
    raise NotFoundWithSuggestions(_("There is no table in the format “%(format)s”.") % {"format": form})


def _comparison(request: HttpRequest, old: PlanEdition, new: PlanEdition) -> Comparison:
    language = request.GET.get("language", "")
    asked = language if language in new.plan.titles else ""
    return compare_plan_editions(old, new, language=asked, knows_amounts=knows_amounts(request.user, new.plan))


def _tabs() -> Iterator[tuple[str, str]]:
    yield "all", _("All")
    yield "substantive", _("Changes of substance")
    yield "formal", _("Formal changes")


@require_safe
def plan_file(request: HttpRequest, slug: str, address: str, form: str) -> HttpResponseBase:
    """In the language of the page, where the plan is written in it."""
    edition = edition_to_read(request.user, slug, address)
    if form not in FORMATS:
        links = [(reverse("governance:plan-file", args=[slug, address, one.name]), str(one.label)) for one in FORMATS.values()]
        raise NotFoundWithSuggestions(_("There is no file in the format “%(format)s”.") % {"format": form}, suggestions=links)
    language = get_language() or ""
    language = language if language in edition.plan.titles else edition.plan.source_language
    written = FORMATS[form].write(content_for(edition, request.user), language)
    return download([written], name=f"{slug}-{address}-{language}.{form}")


# The whole of government.


@require_safe
def rolled_up(request: HttpRequest) -> HttpResponse:
    documents = upper_documents(request.user)
    document = next((one for one in documents if one.slug == request.GET.get("document")), documents[0] if documents else None)
    context: dict[str, Any] = {
        "documents": documents,
        "document": document,
        "steps": [(reverse("governance:plans"), _("Plans")), ("", _("Roll-up"))],
    }
    if document:
        years = years_of(document, request.user)
        year = _year(request.GET.get("year", ""), years)
        found = roll_up(document=document, fiscal_year=year.begins_in, reader=request.user)
        query = f"document={document.slug}&year={year.number}"
        context |= {
            "years": years,
            "year": year,
            "found": found,
            "rows": [(item, figures_of(item.sum)) for item in found.items],
            "unlinked": [(measure, state_in_words(measure.state)) for measure in found.unlinked],
            "sum": figures_of(found.sum),
            "sheets": sheet_links("governance:roll-up-file", query=query),
        }
    return render(request, "governance/roll_up.html", context)


@require_safe
def rolled_up_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """One tidy row a measure and item; a measure that serves none has no item, an item that nobody serves no measure."""
    documents = upper_documents(request.user)
    document = next((one for one in documents if one.slug == request.GET.get("document")), documents[0] if documents else None)
    if document is None:
        return sheet_download(roll_up_columns(), (), form, name="roll-up")
    year = _year(request.GET.get("year", ""), years_of(document, request.user))
    found = roll_up(document=document, fiscal_year=year.begins_in, reader=request.user)
    return sheet_download(roll_up_columns(), roll_up_rows(found), form, name=f"roll-up-{document.slug}-{year.number}")


def _year(written: str, years: list[FiscalYear]) -> FiscalYear:
    """The one asked for, else the newest of which there is something."""
    return next((year for year in years if str(year.number) == written), years[0])


def state_in_words(state: str) -> str:
    return _("not reported") if state == NOT_REPORTED else str(Progress.State(state).label)


def figures_of(found: Sum) -> dict[str, Any]:
    """How many measures and organizations, states and amounts in words."""
    states = [(state_in_words(state), count) for state, count in sorted(found.states.items())]
    amounts = [
        (str(Amount.Kind(kind).label), _("not public yet") if amount is None else f"{amount:,} {currency}")
        for (currency, kind), amount in sorted(found.amounts.items())
    ]
    return {"measures": found.measures, "organizations": found.organizations, "states": states, "amounts": amounts}


def roll_up_columns() -> list[Column]:
    return [
        Column("item", _("Item of the upper plan"), lambda row: row[0].label if row[0] else ""),
        Column("item_words", _("Words of the item"), lambda row: row[0].words if row[0] else ""),
        Column("organization", _("Organization"), lambda row: str(row[1].organization) if row[1] else ""),
        Column("plan", _("Plan"), lambda row: str(row[1].plan) if row[1] else ""),
        Column("edition", _("Edition"), lambda row: row[1].edition.address if row[1] else ""),
        Column("measure", _("Measure"), lambda row: row[1].title if row[1] else ""),
        Column("unit", _("Unit in charge"), lambda row: row[1].unit if row[1] else ""),
        Column("state", _("State"), lambda row: state_in_words(row[1].state) if row[1] else ""),
        Column("currency", _("Currency"), lambda row: row[1].plan.currency if row[1] else ""),
        *(Column(str(kind), kind.label, _amount_of(str(kind))) for kind in Amount.Kind),
    ]


def _amount_of(kind: str) -> Any:
    def amount(row: tuple[Any, RolledMeasure | None]) -> int | str:
        if row[1] is None or kind not in row[1].amounts:
            return ""
        told = row[1].amounts[kind]
        return _("not public yet") if told is None else told

    return amount


def roll_up_rows(found: RollUp) -> Iterator[tuple[Any, RolledMeasure | None]]:
    for item in found.items:
        yield from ((item, measure) for measure in item.measures)
        if not item.measures:
            yield item, None
    yield from ((None, measure) for measure in found.unlinked)
