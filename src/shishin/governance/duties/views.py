"""Duties: a list as everybody reads it, one duty, what a role owes, and the acts that keep a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shishin.governance.access import duty_to_keep, duty_to_read, owner_of_duties_to_keep
from shishin.governance.duties.basing import add_practice, give_up_basis, read_basis
from shishin.governance.duties.choosing import ClauseChoice
from shishin.governance.duties.forms import (
    AddDutyForm,
    BreakDownForm,
    EndDutyForm,
    GiveUpBasisForm,
    LoadForm,
    MoveDutyForm,
    OwnerForm,
    PracticeForm,
    ReadBasisForm,
    RewordForm,
)
from shishin.governance.duties.keeping import add_duty, break_down_duty, end_duty, move_duty, reword_duty, step_duty
from shishin.governance.duties.loading import LoadedList, delivered_list, load_duties
from shishin.governance.duties.pages import DutyPage, clause_to_read, list_asked_for, owners_of_lists
from shishin.governance.duties.role_pages import RolePage
from shishin.governance.errors.duties import DutyHasEnded, NoSuchClauseInForce
from shishin.governance.models import Duty
from shishin.guidelines.access import editions_to_read, organizations_edited_by, writer_anywhere
from shishin.guidelines.models import Line
from shishin.kit.form_page import Act, FormPage, data_of, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in, with_parts
from shishin.people.models import Organization, Role

Steps = list[tuple[str, Any]]


def way_to_list(owner: Organization) -> Steps:
    return [(f"{reverse('governance:duties')}?list={owner.slug}", _("Duties of %(owner)s") % {"owner": owner})]


def way_to(duty: Duty) -> Steps:
    return [*way_to_list(duty.owner), (duty.get_absolute_url(), str(duty))]


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    owners = owners_of_lists(request.user)
    shown = list_asked_for(request.user, request.GET, owners)
    begins = organizations_edited_by(request.user).exclude(pk__in=[owner.pk for owner in owners]).exists()
    return render(request, "governance/duties.html", {"list": shown, "owners": owners, "may_begin": begins})


@require_safe
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    page = DutyPage(duty_to_read(request.user, slug), request.user, localdate())
    steps = [*way_to_list(page.duty.owner), *((above.get_absolute_url(), str(above)) for above in page.above), ("", str(page.duty))]
    return render(request, "governance/duty.html", {"page": page, "duty": page.duty, "steps": steps})


@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    page = RolePage(get_object_or_404(Role.objects.prefetch_related("dated_names"), slug=slug), request.user, localdate())
    return render(request, "governance/role.html", {"page": page, "role": page.role})


# Keeping a list.


@form_view
def begin(request: HttpRequest) -> HttpResponse:
    """Whose list it is to be; the first duty makes it one."""
    organizations = organizations_edited_by(writer_anywhere(request.user)).filter(abolished_on=None).prefetch_related("dated_names")
    form = OwnerForm(form_data(request), organizations=organizations)
    page = FormPage(_("Begin a list of duties"), _("Go on to its first duty"), [(reverse("governance:duties"), _("Duties"))])
    return page.answer(request, form, lambda clean: redirect("governance:add-duty", clean["owner"].slug))


@form_view
def add(request: HttpRequest, slug: str) -> HttpResponse:
    owner = owner_of_duties_to_keep(request.user, slug)
    form = AddDutyForm(form_data(request), functions=_functions_of(owner), initial={"parent": _parent_asked_for(request, owner)})
    page = FormPage(_("Add a function or a duty"), _("Add it"), way_to_list(owner), _("It was added."))
    return page.answer(request, form, lambda clean: add_duty(owner, **clean, by=signed_in(request.user)), to=Duty.get_absolute_url)


@form_view
def load(request: HttpRequest, slug: str) -> HttpResponse:
    """A delivered list. Preview first; the same list, sent with `confirmed`, is loaded."""
    owner, by = owner_of_duties_to_keep(request.user, slug), signed_in(request.user)
    form = LoadForm(form_data(request))
    page = FormPage(_("Load a delivered list"), _("Show what would change"), way_to_list(owner), _("The list was loaded."))

    def act(clean: dict[str, Any]) -> LoadedList | HttpResponse:
        name, is_preview = clean["name"], "confirmed" not in request.POST
        loaded = load_duties(delivered_list(name), source=f"{name}.yaml", owner=owner, by=by, is_preview=is_preview)
        if not is_preview:
            return loaded
        steps = [*page.breadcrumbs, ("", page.title)]
        return render(
            request, "governance/load_preview.html", {"page": page, "steps": steps, "loaded": loaded, "name": name, "owner": owner}
        )

    return page.answer(request, form, act)


@form_view
def reword(request: HttpRequest, slug: str) -> HttpResponse:
    found = duty_to_keep(request.user, slug)
    form = RewordForm(form_data(request), duty=found)
    page = _page(found, _("Put it in other words"), _("Save"), _("It was changed. What was stated of it stays."))
    return page.answer(request, form, lambda clean: reword_duty(found, **clean, by=signed_in(request.user)))


@form_view
def break_down(request: HttpRequest, slug: str) -> HttpResponse:
    found = duty_to_keep(request.user, slug)
    form = BreakDownForm(form_data(request), duty=found)
    lead = _("Enter the parts, each with the role that performs it. Leave out what you do not need; more can be added afterwards.")
    warning = _("From that day on its parts are owed in its place. What was stated of it stays readable.")
    page = _page(
        found,
        _("Break it down"),
        _("Add these parts"),
        _("The parts were added."),
        lead=lead,
        warnings=[] if found.is_abstract else [warning],
    )
    return page.answer(request, form, lambda clean: break_down_duty(found, **clean, by=signed_in(request.user)))


@form_view
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Under another function, or one place up or down."""
    found, by = duty_to_keep(request.user, slug), signed_in(request.user)
    functions = _functions_of(found.owner, without=found)
    form = MoveDutyForm(data_of(request, "under"), functions=functions, initial={"parent": found.parent_id})
    done = _("It was moved.")
    acts = {
        "under": Act(form, lambda clean: move_duty(found, **clean, by=by), done),
        "up": Act(forms.Form(data_of(request, "up")), lambda _clean: step_duty(found, up=True, by=by), done),
        "down": Act(forms.Form(data_of(request, "down")), lambda _clean: step_duty(found, up=False, by=by), done),
    }
    page = _page(found, _("Move it"), _("Move it there"), lead=_("It moves with all its parts, and stands last there."))
    return page.answer_one_of(request, acts, template="governance/move.html", duty=found)


@form_view
def end(request: HttpRequest, slug: str) -> HttpResponse:
    found = duty_to_keep(request.user, slug)
    form = EndDutyForm(form_data(request))
    warning = _("This cannot be taken back. What was stated of it stays.")
    page = _page(found, _("End it"), _("End it"), _("It was ended. It stays in the list, with your reason."), warnings=[warning])
    return page.answer(request, form, lambda clean: end_duty(found, **clean, by=signed_in(request.user)))


@form_view
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    found = duty_to_keep(request.user, slug)
    organizations = Organization.objects.filter(pk__in=with_parts({found.owner_id})).prefetch_related("dated_names")
    form = PracticeForm(form_data(request), organizations=organizations)
    lead = _("What an organization does already, from which this duty was taken. Everybody reads it.")
    page = _page(found, _("Tell a practice"), _("Add it"), _("The practice was added."), lead=lead)
    return page.answer(request, form, lambda clean: add_practice(found, **clean, by=signed_in(request.user)))


# What it stands on.


@login_required
@require_safe
def choose_basis(request: HttpRequest, slug: str) -> HttpResponse:
    found = duty_to_keep(request.user, slug)
    query, document = request.GET.get("q", "").strip()[:200], request.GET.get("document", "")
    choice = ClauseChoice(found, request.user, localdate(), query, document)
    steps = [*way_to(found), ("", _("Choose a clause"))]
    return render(request, "governance/choose_basis.html", {"choice": choice, "duty": found, "steps": steps})


@form_view
def read(request: HttpRequest, slug: str, document: str, key: str) -> HttpResponse:
    """The clause as it is in force; beside it, where it was read before and reads otherwise, as it was."""
    found, line = duty_to_keep(request.user, slug), _line(request.user, document, key)
    shown = clause_to_read(found, line, day=localdate())
    now = str(shown.end.clause.uuid) if shown.end.clause else ""
    form = ReadBasisForm(form_data(request), initial={"read": now})

    def refuse() -> None:
        if found.is_over_on(localdate()):
            raise DutyHasEnded(duty=found, until=found.until)
        if not now:
            raise NoSuchClauseInForce(line=line, day=localdate())

    def act(clean: dict[str, Any]) -> Any:
        # Refused, the form keeps the words and asks again beside the clause as it stands now.
        form.data = {"words": form.data.get("words", ""), "read": now}
        return read_basis(found, line=line, **clean, by=signed_in(request.user))

    title = _("Read the basis again") if shown.basis else _("Read a clause as a basis")
    page = _page(found, title, _("The duty stands on it"), _("It was noted that you read it."), refuse=refuse)
    return page.answer(request, form, act, template="governance/read_basis.html", shown=shown)


@form_view
def give_up(request: HttpRequest, slug: str, document: str, key: str) -> HttpResponse:
    found, line = duty_to_keep(request.user, slug), _line(request.user, document, key)
    form = GiveUpBasisForm(form_data(request))
    lead = clause_to_read(found, line, day=localdate()).name
    page = _page(
        found, _("Give up a basis"), _("Give it up"), _("The basis was given up. That it was one stays in the history."), lead=lead
    )
    return page.answer(request, form, lambda clean: give_up_basis(found, line=line, **clean, by=signed_in(request.user)))


def _page(duty: Duty, title: str, button: str, done: str = "", **more: Any) -> FormPage:
    return FormPage(title, button, way_to(duty), done, **more)


def _functions_of(owner: Organization, *, without: Duty | None = None) -> list[Duty]:
    """Under which something can stand; not below the one that moves."""
    functions = list(Duty.objects.filter(owner=owner, is_abstract=True, until=None))
    below = {without.pk} if without else set()
    for _step in functions:
        below |= {function.pk for function in functions if function.parent_id in below}
    return [function for function in functions if function.pk not in below]


def _parent_asked_for(request: HttpRequest, owner: Organization) -> int | None:
    under = Duty.objects.filter(owner=owner, slug=request.GET.get("under", "")).first()
    return under.pk if under else None


def _line(reader: Any, document: str, key: str) -> Line:
    """A clause of a text that somebody may read, or once might."""
    lines = Line.objects.filter(document__slug=document, key=key, clauses__edition__in=editions_to_read(reader))
    return get_object_or_404(lines.select_related("document__owner").distinct())
