"""One's own account, and the invitation that opens it."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shishin.kit.form_page import FormPage
from shishin.kit.views import act_view, form_view
from shishin.people import saved_filters
from shishin.people.access import signed_in
from shishin.people.address_links import asked_address
from shishin.people.forms import LanguageForm, PasswordForm, RemoveFiltersForm, SaveFilterForm
from shishin.people.invitation_links import invited_person
from shishin.people.inviting import accept_invitation
from shishin.people.keeping_account import choose_language, sign_out_elsewhere
from shishin.people.models import NewAddress
from shishin.people.new_addresses import confirm_address, withdraw_address
from shishin.people.signing_in import remember_language


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = signed_in(request.user)
    rows = person.appointments.select_related("post__role", "post__organization").order_by("-since")
    names = ("post__dated_names", "post__role__dated_names", "post__organization__dated_names")
    context = {
        "appointments": rows.prefetch_related(*names),
        "has_second_factor": is_mfa_enabled(person),
        "form": LanguageForm(initial={"language": person.language or translation.get_language()}),
        "new_address": NewAddress.objects.filter(person=person).first(),
        "has_providers": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "today": localdate(),
    }
    return render(request, "people/account.html", context)


@act_view
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    answer = redirect("people:account")
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        choose_language(signed_in(request.user), language=chosen)
        remember_language(answer, chosen)
    return answer


@act_view
def leave_elsewhere(request: HttpRequest) -> HttpResponse:
    person = signed_in(request.user)
    sign_out_elsewhere(person)
    update_session_auth_hash(request, person)
    messages.success(request, _("You are signed out on all other machines."))
    return redirect("people:account")


def _list_at(page: str) -> str:
    """The address of a page of ours, on which a filter may be saved."""
    try:
        resolve(f"/{page.removeprefix(get_script_prefix())}")
    except Resolver404 as error:
        raise Http404 from error
    if len(page) > 200:
        raise Http404
    return page


@form_view
def save_filter(request: HttpRequest) -> HttpResponse:
    """Lists lead here with their address and the filter that is on."""
    page, query = _list_at(request.GET.get("page", "")), request.GET.get("query", "")
    if not 0 < len(query) <= 1000:
        raise Http404
    words = FormPage(_("Save this filter"), _("Save"), [(f"{page}?{query}", _("The list"))], _("The filter was saved."))
    form = SaveFilterForm(request.POST or None)
    return words.answer(request, form, lambda clean: saved_filters.save_filter(signed_in(request.user), page=page, query=query, **clean))


@form_view
def remove_filters(request: HttpRequest) -> HttpResponse:
    page = _list_at(request.GET.get("page", ""))
    person = signed_in(request.user)
    form = RemoveFiltersForm(request.POST or None, filters=person.saved_filters.filter(page=page))
    words = FormPage(_("Remove saved filters"), _("Remove them"), [(page, _("The list"))], _("The filters were removed."))
    return words.answer(request, form, lambda clean: saved_filters.remove_filters(person, **clean))


@act_view
def keep_address(request: HttpRequest) -> HttpResponse:
    withdraw_address(signed_in(request.user), by=signed_in(request.user))
    messages.success(request, _("The mail address stays as it was."))
    return redirect("people:account")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link that went to a new mail address: whoever opens it reads it."""
    asked = asked_address(token)
    lead = _("From now on mails for %(name)s go to %(address)s.") % {"name": asked.person, "address": asked.address}
    page = FormPage(_("Confirm the mail address"), _("Confirm"), [("/", _("Home"))], _("The mail address was confirmed."), lead)
    return page.confirm(request, lambda: confirm_address(token))


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: set a password, then sign in with it."""
    person = invited_person(token)
    form = PasswordForm(request.POST or None, person=person)
    lead = _("Your log-in name is %(name)s. Set a password; then sign in with both.") % {"name": person.login_name}
    way = [(reverse("account_login"), _("Sign in"))]
    page = FormPage(
        _("Welcome, %(name)s") % {"name": person}, _("Set the password"), way, _("Your password is set. Sign in with it."), lead
    )
    return page.answer(request, form, lambda clean: accept_invitation(token, password=clean["password"]))
