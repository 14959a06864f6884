"""People: who has an account, how they get one, and when it ends."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shishin.kit.at_once import GoneMeanwhile
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.listing import Facet, Listing, Search
from shishin.kit.sheets import sheet_download, sheet_links
from shishin.kit.views import act_view, form_view
from shishin.people.abilities import ADMINISTER_PEOPLE
from shishin.people.access import (
    can_change_account,
    can_see_invitation,
    is_owner,
    organizations_kept_by,
    owner_only,
    people_kept_by,
    person_to_keep,
    posts_kept_by,
    require_administrator,
    signed_in,
)
from shishin.people.appointing import appoint
from shishin.people.forms import AppointToForm, InviteForm, ListForm, MailAddressForm, ReasonForm
from shishin.people.invitation_links import invitation_link
from shishin.people.inviting import (
    change_address,
    deactivate,
    give_ownership,
    invite,
    invite_again,
    reactivate,
    rename_person,
    take_ownership,
)
from shishin.people.inviting_list import COLUMNS, ListedPerson, invite_listed, read_list, rehearse, template_rows
from shishin.people.models import Appointment, NewAddress, Person
from shishin.people.naming import called
from shishin.people.renaming_page import answer_renaming

STATE = Facet(
    "state",
    gettext_lazy("State"),
    {"active": gettext_lazy("Can sign in"), "invited": gettext_lazy("Invited"), "deactivated": gettext_lazy("Deactivated")},
    Case(
        When(is_active=False, then=Value("deactivated")),
        When(invited_at__isnull=False, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX, then=Value("invited")),
        default=Value("active"),
    ),
)


def _way(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("people:manage"), _("Manage")), (reverse("people:people"), _("People")), *more]


def _way_to(person: Person) -> list[tuple[str, Any]]:
    return _way((person.get_absolute_url(), str(person)))


def _held_today() -> Prefetch:
    rows = Appointment.objects.on(localdate()).select_related("post__role", "post__organization")
    names = ("post__dated_names", "post__role__dated_names", "post__organization__dated_names")
    return Prefetch("appointments", rows.prefetch_related(*names), to_attr="held_today")


def _person_to_change(user: Any, uuid: str) -> Person:
    found = person_to_keep(user, uuid)
    if not can_change_account(user, found):
        raise Http404
    return found


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    rows = people_kept_by(require_administrator(request.user)).prefetch_related("dated_names", _held_today()).order_by("-joined_at", "-pk")
    listing = Listing(rows, request.GET, [STATE], search=Search(_("Name or mail address"), _called))
    return render(request, "people/people.html", {"listing": listing, "page": listing.page})


def _called(rows: QuerySet[Person], words: str) -> QuerySet[Person]:
    return rows.filter(called(Person, words) | Q(login_name__icontains=words) | Q(email__icontains=words))


@login_required
@require_safe
def person(request: HttpRequest, uuid: str) -> HttpResponse:
    found = person_to_keep(request.user, uuid)
    rows = found.appointments.select_related("post__role", "post__organization").order_by("-since")
    names = ("post__dated_names", "post__role__dated_names", "post__organization__dated_names")
    context = {
        "person": found,
        "names": found.dated_names.order_by("valid_from"),
        "appointments": rows.prefetch_related(*names),
        "kept_posts": set(posts_kept_by(request.user).values_list("pk", flat=True)),
        "link": invitation_link(found) if can_see_invitation(request.user, found) else "",
        "may_change": can_change_account(request.user, found),
        "new_address": NewAddress.objects.filter(person=found).first(),
        "is_owner": is_owner(request.user),
        "today": localdate(),
    }
    return render(request, "people/person.html", context)


@form_view
def invite_somebody(request: HttpRequest) -> HttpResponse:
    by = require_administrator(request.user)
    kept = organizations_kept_by(by).filter(abolished_on=None).prefetch_related("dated_names")
    own = {"invited_for": min(by.organizations_holding(ADMINISTER_PEOPLE), default=None)}
    form = InviteForm(request.POST or None, initial=own, organizations=kept, is_organization_required=not is_owner(by))
    lead = _("The person gets a mail with a link that sets the password. It holds for 14 days.")
    page = FormPage(_("Invite somebody"), _("Send the invitation"), _way(), _("The invitation was sent."), lead)
    return page.answer(request, form, lambda clean: invite(**clean, by=by))


LISTED = "people.listed"


@form_view
def invite_from_list(request: HttpRequest) -> HttpResponse:
    """A list is rehearsed first; the rows that were shown are those that are taken in."""
    by = require_administrator(request.user)
    lead = _("Each person gets an invitation by mail and the post of the row. Who has an account already gets the post alone.")
    page = FormPage(_("Invite from a list"), _("See what it would do"), _way(), _("Everybody on the list was taken in."), lead)
    if "confirmed" in request.POST:
        return page.confirm(request, lambda: _take_in(request, by=by))
    form = ListForm(request.POST or None, request.FILES or None)
    return page.answer(
        request,
        form,
        lambda clean: _rehearsed(request, page, clean["upload"], by=by),
        template="people/invite_from_list.html",
        templates=sheet_links("people:invite-template"),
    )


def _take_in(request: HttpRequest, *, by: Person) -> None:
    """The very list on whose page the button was pressed, whatever was rehearsed since in another window."""
    name, rows = request.session.get(LISTED, ("", ()))
    if name != request.POST["confirmed"]:
        raise GoneMeanwhile
    invite_listed([ListedPerson(*row) for row in rows], by=by)
    del request.session[LISTED]


def _rehearsed(request: HttpRequest, page: FormPage, upload: Any, *, by: Person) -> HttpResponse:
    rows = read_list(upload.read(), name=upload.name)
    name = token_hex(8)
    request.session[LISTED] = (name, rows)
    outcomes = rehearse(rows, by=by)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    context = {"steps": [*page.breadcrumbs, ("", page.title)], "outcomes": outcomes, "refused": refused, "list": name}
    return render(request, "people/list_rehearsed.html", context)


@login_required
@require_safe
def list_template(request: HttpRequest, format: str) -> HttpResponseBase:  # noqa: A002 - the word of the address
    require_administrator(request.user)
    return sheet_download(COLUMNS, template_rows(), format, name=_("people"), suggestions=sheet_links("people:invite-template"))


@act_view
def invite_once_more(request: HttpRequest, uuid: str) -> HttpResponse:
    found = _person_to_change(request.user, uuid)
    invite_again(found, by=signed_in(request.user))
    messages.success(request, _("The invitation was sent."))
    return redirect(found)


@form_view
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    found = _person_to_change(request.user, uuid)
    by = signed_in(request.user)
    form = MailAddressForm(request.POST or None, initial={"email": found.email}, by=by)
    lead = _("Another mail address holds as soon as whoever reads it confirms. The one before is told.")
    page = FormPage(_("Change the mail address"), _("Save"), _way_to(found), _("The account was changed."), lead)
    return page.answer(request, form, lambda clean: change_address(found, **clean, by=by))


@form_view
def rename(request: HttpRequest, uuid: str) -> HttpResponse:
    found = _person_to_change(request.user, uuid)
    return answer_renaming(request, found, rename_person, breadcrumbs=_way_to(found), by=signed_in(request.user))


@form_view
def appoint_person(request: HttpRequest, uuid: str) -> HttpResponse:
    found = person_to_keep(request.user, uuid)
    posts = posts_kept_by(request.user).filter(abolished_on=None)
    form = AppointToForm(request.POST or None, posts=posts, initial={"since": localdate()})
    page = FormPage(_("Appoint to a post"), _("Appoint"), _way_to(found), _("The appointment was made."))
    return page.answer(request, form, lambda clean: appoint(found, **clean, by=signed_in(request.user)))


@form_view
def switch_off(request: HttpRequest, uuid: str) -> HttpResponse:
    found = _person_to_change(request.user, uuid)
    form = ReasonForm(form_data(request))
    warning = _("The person is signed out everywhere and can no longer sign in. Posts and traces stay.")
    page = FormPage(_("Deactivate the account"), _("Deactivate"), _way_to(found), _("The account was deactivated."), warnings=[warning])
    return page.answer(request, form, lambda clean: deactivate(found, **clean, by=signed_in(request.user)))


@form_view
def switch_on(request: HttpRequest, uuid: str) -> HttpResponse:
    found = _person_to_change(request.user, uuid)
    lead = _("The person can sign in again, with the posts that still hold.")
    page = FormPage(_("Reactivate the account"), _("Reactivate"), _way_to(found), _("The account was reactivated."), lead)
    return page.confirm(request, lambda: reactivate(found, by=signed_in(request.user)))


@form_view
def ownership(request: HttpRequest, uuid: str) -> HttpResponse:
    owner, found = owner_only(request.user), person_to_keep(request.user, uuid)
    act = take_ownership if found.is_owner else give_ownership
    title = _("Make this person no owner any more") if found.is_owner else _("Make this person an owner")
    lead = _("Owners keep the data of the whole site and may do everything. The trail says who did what.")
    page = FormPage(title, _("Confirm"), _way_to(found), _("The ownership was changed."), lead)
    return page.confirm(request, lambda: act(found, by=owner))
