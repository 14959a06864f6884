"""Acting: the doors through which the secretariat publishes, adopts, takes over, withdraws and goes on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.guidelines.access import edition_to_edit
from shishin.guidelines.acting.adopting import adopt_edition, decide_and_adopt, refuse_to_adopt
from shishin.guidelines.acting.adoption_page import Adoption, adoption_of, secretariats_among
from shishin.guidelines.acting.forms import AdoptForm, DecideForm, PublishForm, StartForm, TakeOverForm, WithdrawForm
from shishin.guidelines.acting.pages import ActPage
from shishin.guidelines.acting.publishing import publish_draft, refuse_to_publish
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.acting.taking_over import take_over
from shishin.guidelines.acting.withdrawing import in_force_without, refuse_to_withdraw, withdraw_edition
from shishin.guidelines.changes.listing import changes_of
from shishin.guidelines.drafting.explaining import explain_changes
from shishin.guidelines.drafting.pages.forms import ExplainForm, reason_languages
from shishin.guidelines.editions.naming import version_in_words
from shishin.guidelines.editions.procedures import bodies_for
from shishin.guidelines.editions.referring_to import referrals_to_draft_for
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.models import Edition
from shishin.kit.errors import Refusal
from shishin.texts.versions import next_version

FORMS = ["GET", "POST"]
ONE_FORM = "guidelines/act_form.html"


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(FORMS)
def publish(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = ActPage(
        edition,
        title=_("Publish %(version)s") % name,
        button=_("Publish this draft"),
        done=_("%(version)s was published.") % name,
        warnings=[_("Once published, everyone may read it."), *_fixed()],
        refuse=refuse_to_publish,
    )
    form, refusal = PublishForm(_given(request)), page.refusal()
    unexplained = _unexplained(refusal.edition) if isinstance(refusal, ChangesWithoutReason) else []
    shown: dict[str, Any] = {"template": "guidelines/act_publish.html", "unexplained": unexplained}
    return page.answer(request, form, lambda clean, by: publish_draft(edition, **clean, by=by), **shown)


def _unexplained(edition: Edition) -> list[str]:
    return [change.in_words for change in changes_of(edition) if not change.is_explained]


@login_required
@require_http_methods(FORMS)
def take_edition_over(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = ActPage(
        edition,
        title=_("Take %(version)s over") % name,
        button=_("Take this edition over"),
        done=_("%(version)s was taken over.") % name,
        lead=_("For a text that was adopted elsewhere. Its page names the source, the day and who took it over."),
        warnings=_binding(),
        refuse=refuse_to_adopt,
    )
    form = TakeOverForm(_given(request))
    return page.answer(request, form, lambda clean, by: take_over(edition, **clean, by=by), template=ONE_FORM)


@login_required
@require_http_methods(FORMS)
def withdraw(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = ActPage(
        edition,
        title=_("Withdraw %(version)s") % name,
        button=_("Withdraw this edition"),
        done=_("%(version)s was withdrawn.") % name,
        warnings=[_("An edition is withdrawn once, and this cannot be taken back. Its text and its address stay."), *_then(edition)],
        refuse=refuse_to_withdraw,
    )
    form = WithdrawForm(_given(request))
    return page.answer(request, form, lambda clean, by: withdraw_edition(edition, **clean, by=by), template=ONE_FORM)


@login_required
@require_http_methods(FORMS)
def start_next(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = ActPage(
        edition,
        title=_("Start the next edition from %(version)s") % name,
        button=_("Start the next edition"),
        done=_("The next edition was started."),
        lead=_("It begins as a copy: the same clauses with their keys, and their newest words in every language."),
        warnings=[_("The version number stays as it is. Until it is published or adopted, the edition can be discarded.")],
    )
    taken = set(edition.document.editions.values_list("version", flat=True))
    revision = edition.revision if edition.is_draft else Edition.Revision.MINOR
    initial = {"version": next_version(edition.version, taken=taken), "revision": revision, "referred_by": request.GET.get("referral")}
    form = StartForm(_given(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return page.answer(request, form, lambda clean, by: start_next_edition(edition, **clean, by=by), template=ONE_FORM)


@login_required
@require_http_methods(FORMS)
def adopt(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    adoption = adoption_of(edition, reader=request.user)
    form = AdoptForm(_given(request), decisions=adoption.fitting)
    return _show_adoption(request, edition, adoption, form, _explain_form(None, edition, adoption))


@login_required
@require_http_methods(FORMS)
def decide(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Only where the procedure names a secretariat that the person keeps; its form stands on the page of the adoption."""
    edition = edition_to_edit(request.user, slug, version)
    offices = secretariats_among(bodies_for(edition.document, edition.revision), reader=request.user)
    if not offices:
        raise Http404
    page = _adoption(edition)
    form = DecideForm(_given(request), bodies=offices)
    return page.answer(request, form, lambda clean, by: decide_and_adopt(edition, **clean, by=by), template=ONE_FORM)


@login_required
@require_http_methods(FORMS)
def explain(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Reasons are given on the page of the adoption; this is where its form goes."""
    edition = edition_to_edit(request.user, slug, version)
    adoption = adoption_of(edition, reader=request.user)
    form = _explain_form(_given(request), edition, adoption)
    if form.is_valid():
        try:
            chosen = form.cleaned_data["changes"]
            explain_changes(edition, chosen, words=form.words(), is_substantive=form.is_substantive, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error(None, refusal.in_full)
        else:
            count = len(chosen)
            told = ngettext("%(count)s change was explained.", "%(count)s changes were explained.", count) % {"count": count}
            messages.success(request, told)
            return redirect(reverse("guidelines:adopt", args=[slug, version]))
    return _show_adoption(request, edition, adoption, AdoptForm(None, decisions=adoption.fitting), form)


def _explain_form(given: Any, edition: Edition, adoption: Adoption) -> ExplainForm:
    return ExplainForm(given, names=adoption.change_names, languages=reason_languages(edition), auto_id="id-explain-%s")


def _show_adoption(request: HttpRequest, edition: Edition, adoption: Adoption, form: AdoptForm, explain_form: ExplainForm) -> HttpResponse:
    return _adoption(edition).answer(
        request,
        form,
        lambda clean, by: adopt_edition(edition, **clean, by=by),
        template="guidelines/act_adopt.html",
        adoption=adoption,
        explain_form=explain_form,
        decide_form=DecideForm(None, bodies=adoption.secretariats, auto_id="id-decide-%s"),
    )


def _adoption(edition: Edition) -> ActPage:
    name = {"version": version_in_words(edition.version)}
    return ActPage(
        edition,
        title=_("Adopt %(version)s") % name,
        button=_("Adopt this edition"),
        done=_("%(version)s was adopted.") % name,
        warnings=_binding(),
        refuse=refuse_to_adopt,
    )


def _binding() -> list[str]:
    return [
        _("Once adopted or taken over, everyone may read it. The edition before it ends on the day before its first day."),
        *_fixed(),
    ]


def _fixed() -> list[str]:
    return [
        _(
            "Its clauses, their order, force and keys, its words in the language that binds and the reasons of its changes never change again."
        ),
        _("Translations may still be added and corrected, and the edition may be withdrawn once."),
    ]


def _then(edition: Edition) -> list[str]:
    """What is in force afterwards, where that changes."""
    is_in_force, then = in_force_without(edition)
    if not is_in_force:
        return []
    if then:
        return [_("The edition in force will then be %(version)s.") % {"version": version_in_words(then.version)}]
    return [_("No edition of this document will then be in force.")]
