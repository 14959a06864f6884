"""Performing: an organization and the matrix, read by everybody as far as a year is published; what is stated; and a year that is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from shishin.governance.access import organization_to_answer_for, owner_of_duties_to_keep
from shishin.governance.duties.owing import standing_of
from shishin.governance.models import DutyStatus
from shishin.governance.performing.files import FORMATS
from shishin.governance.performing.forms import DueForm, StateForm
from shishin.governance.performing.pages import CellRow, MatrixPage, OrganizationPage, matrix_url, organization_url, year_asked
from shishin.governance.performing.states import LOOKS, figures_of
from shishin.governance.stating import publish_year, refuse_to_publish, set_due_day, year_of
from shishin.kit.dates import FiscalYear
from shishin.kit.form_page import FormPage, attempt_act, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Organization

AT_ONCE = 40
"""Gaps on one page: a form has so many fields and no more."""
FIRST_NUMBER, LAST_NUMBER = 1900, 2200


def way_to_duties(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("governance:duties"), _("Who owes what")), *more]


def way_to(page: OrganizationPage, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    label = _("%(organization)s, %(year)s") % {"organization": page.name, "year": page.year}
    return way_to_duties((organization_url(page.organization, page.year), label), *more)


def year_numbered(number: int) -> FiscalYear:
    """The year that people call so; what no office means is not there."""
    if not FIRST_NUMBER <= number <= LAST_NUMBER:
        raise Http404
    return FiscalYear.numbered(number)


@require_safe
def organization(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Organization.objects.prefetch_related("dated_names"), slug=slug)
    page = OrganizationPage(found, year_asked(request.GET.get("year", "")), request.user)
    return render(request, "governance/organization.html", {"page": page, "steps": way_to_duties(("", page.name))})


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    page = MatrixPage(request.GET, request.user)
    if page.owner is None and request.GET.get("owner"):
        raise Http404
    links = [(reverse("governance:matrix-file", args=[form]) + page.url(), label) for form, label in FORMATS.items()]
    context = {"page": page, "looks": LOOKS, "sheets": links, "steps": way_to_duties(("", _("Who performs what")))}
    return render(request, "governance/matrix.html", context)


# Stating


@form_view
def state(request: HttpRequest, slug: str, year: int, duty: str) -> HttpResponse:
    page = _page_to_state(request, slug, year)
    row = page.row_of(duty)
    if row is None or not page.has_begun:
        raise Http404
    form = StateForm(form_data(request), row=row)
    form_page = FormPage(str(row.duty), _("Save, and go on"), way_to(page), lambda made: _stated(made, page))
    # Asked when the page is drawn: somebody else may have stated it since the form was filled in.
    context = {"organization_page": page, "row": row, "newest": lambda: _as_it_is(row)}

    def go_on(made: DutyStatus) -> str:
        after = OrganizationPage(page.organization, page.year, page.reader)
        gap = after.gap_after(row.duty)
        return _url_to_state(gap) if gap else organization_url(page.organization, page.year)

    by = signed_in(request.user)
    return form_page.answer(request, form, lambda _clean: form.store(by=by), template="governance/state.html", to=go_on, **context)


def _page_to_state(request: HttpRequest, slug: str, year: int) -> OrganizationPage:
    return OrganizationPage(organization_to_answer_for(request.user, slug), year_numbered(year), request.user)


def _url_to_state(row: CellRow) -> str:
    return reverse("governance:state", args=[row.organization.slug, row.standing.year.number, row.duty.slug])


def _as_it_is(row: CellRow) -> CellRow:
    rows = DutyStatus.objects.filter(duty=row.duty, organization=row.organization, fiscal_year=row.standing.year.begins_in, is_newest=True)
    status = rows.select_related("by").prefetch_related("by__dated_names").first()
    return row._replace(status=status, state=str(status.state)) if status else row


def _stated(made: DutyStatus, page: OrganizationPage) -> str:
    left = len(page.gaps) - (1 if any(row.duty.pk == made.duty_id for row in page.gaps) else 0)
    words = _("“%(duty)s” is stated: %(state)s.") % {"duty": made.duty, "state": made.get_state_display()}
    return f"{words} {_left(left)}"


def _left(count: int) -> str:
    if not count:
        return _("Nothing is left to be stated.")
    return ngettext("%(count)s is left.", "%(count)s are left.", count) % {"count": count}


@form_view
def state_gaps(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """All gaps in one form. Each cell is saved by itself; what is refused stays with its words."""
    page = _page_to_state(request, slug, year)
    if not page.has_begun:
        raise Http404
    if request.method == "POST":
        return _state_all(request, page)
    shown = page.gaps[:AT_ONCE]
    return _gaps_page(request, page, [_gap_form(row) for row in shown])


def _gap_form(row: CellRow, data: Any = None) -> StateForm:
    return StateForm(data, row=row, may_be_empty=True, prefix=row.duty.slug, initial={})


def _state_all(request: HttpRequest, page: OrganizationPage) -> HttpResponse:
    by, stored, kept = signed_in(request.user), 0, []
    sent = [row for row in page.rows if f"{row.duty.slug}-follows" in request.POST]
    for row in sent:
        form = _gap_form(row, request.POST)
        if form.is_filled:
            tried = attempt_act(request, lambda form=form: form.store(by=by))  # type: ignore[misc]
            tried.tell(form)
            stored += tried.made is not None
        if form.errors or not form.is_filled:
            kept.append(form)
    after = OrganizationPage(page.organization, page.year, page.reader)
    if stored:
        words = ngettext("%(count)s duty is stated.", "%(count)s duties are stated.", stored) % {"count": stored}
        messages.success(request, f"{words} {_left(len(after.gaps))}")
    if any(form.errors for form in kept):
        return _gaps_page(request, after, kept, status=409)
    if not after.gaps:
        return redirect(organization_url(page.organization, page.year))
    return redirect(request.path)


def _gaps_page(request: HttpRequest, page: OrganizationPage, forms_shown: list[StateForm], *, status: int = 200) -> HttpResponse:
    rows = [(form, row) for form in forms_shown if (row := page.row_of(form.row.duty.slug))]
    context = {
        "page": page,
        "rows": rows,
        "errors": sum(bool(form.errors) for form in forms_shown),
        "further": len(page.gaps) - len(rows),
        "back": organization_url(page.organization, page.year),
        "steps": way_to(page, ("", _("State what is missing"))),
    }
    return render(request, "governance/state_gaps.html", context, status=status)


# A year of a list


@form_view
def year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Until when it is to be stated, and what there is already."""
    owner, asked = owner_of_duties_to_keep(request.user, slug), year_numbered(year)
    kept = year_of(owner, asked.begins_in)
    standing = standing_of(owner, asked)
    title = _("%(year)s of the duties of %(owner)s") % {"year": asked, "owner": owner}
    form = DueForm(form_data(request), initial={"due_on": kept.due_on})
    page = FormPage(title, _("Save the day"), _way_to_matrix(owner, asked), _("The day was saved."))

    def act(clean: dict[str, Any]) -> object:
        return set_due_day(owner, fiscal_year=asked.begins_in, by=signed_in(request.user), **clean)

    context = {"kept": kept, "owner": owner, "figures": figures_of(standing.counts()), "has_begun": asked.first_day <= localdate()}
    return page.answer(request, form, act, template="governance/year.html", to=request.path, **context)


def _way_to_matrix(owner: Organization, asked: FiscalYear, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return way_to_duties((matrix_url(owner, asked), _("Who performs what")), *more)


@form_view
def publish(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    owner, asked = owner_of_duties_to_keep(request.user, slug), year_numbered(year)
    counts = standing_of(owner, asked).counts()
    here = reverse("governance:year", args=[slug, year])
    title = _("Publish %(year)s") % {"year": asked}
    lead = _("Everybody will read who performs what: each state with its words and evidence, and each gap. Names of people stay hidden.")
    silent = ngettext("%(count)s cell is not stated.", "%(count)s cells are not stated.", counts["not_stated"]) % {
        "count": counts["not_stated"]
    }
    warnings = [silent] if counts["not_stated"] else []
    warnings.append(_("This cannot be taken back. What is corrected later is public at once."))
    page = FormPage(
        title,
        _("Publish it"),
        _way_to_matrix(owner, asked, (here, _("The year"))),
        _("The year is published."),
        lead,
        warnings,
        lambda: refuse_to_publish(year_of(owner, asked.begins_in), on=localdate()),
    )

    def act() -> object:
        return publish_year(owner, fiscal_year=asked.begins_in, by=signed_in(request.user))

    return page.confirm(request, act, template="governance/publish_year.html", to=matrix_url(owner, asked), figures=figures_of(counts))
