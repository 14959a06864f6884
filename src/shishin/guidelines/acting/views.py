"""Acting: the doors through which the secretariat publishes, adopts, takes over, withdraws and goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shishin.guidelines.access import edition_to_edit
from shishin.guidelines.acting.adopting import adopt_edition, decide_and_adopt, refuse_to_adopt
from shishin.guidelines.acting.adoption_page import Adoption, adoption_of, secretariats_among
from shishin.guidelines.acting.forms import AdoptForm, DecideForm, PublishForm, StartForm, TakeOverForm, WithdrawForm
from shishin.guidelines.acting.pages import FORMS, answer_act, form_data
from shishin.guidelines.acting.publishing import publish_draft, refuse_to_publish
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.acting.taking_over import take_over
from shishin.guidelines.acting.withdrawing import in_force_without, refuse_to_withdraw, withdraw_edition
from shishin.guidelines.changes.edition_changes import changes_of
from shishin.guidelines.drafting.explaining import explain_changes
from shishin.guidelines.drafting.pages.forms import ExplainForm, reason_languages
from shishin.guidelines.editions.naming import breadcrumbs_to_edition, version_in_words
from shishin.guidelines.editions.procedures import bodies_for, referrals_to_draft_for
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.models import Edition
from shishin.kit.form_page import FormPage
from shishin.people.access import acting
from shishin.texts.manuscript import next_version

ADOPT = "guidelines/act_adopt.html"


@login_required
@require_http_methods(FORMS)
def publish(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = FormPage(
        title=_("Publish %(version)s") % name,
        button=_("Publish this draft"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("%(version)s was published.") % name,
        warnings=[_("Once published, everyone may read it."), *_fixed()],
        refuse=lambda: refuse_to_publish(edition),
    )
    form, refusal = PublishForm(form_data(request)), page.refusal()
    unexplained = _unexplained(refusal.edition) if isinstance(refusal, ChangesWithoutReason) else []
    return answer_act(
        page,
        edition,
        request,
        form,
        lambda clean: publish_draft(edition, **clean, by=acting(request.user)),
        template="guidelines/act_publish.html",
        unexplained=unexplained,
    )


def _unexplained(edition: Edition) -> list[str]:
    return [change.in_words for change in changes_of(edition) if not change.is_explained]


@login_required
@require_http_methods(FORMS)
def take_edition_over(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = FormPage(
        title=_("Take %(version)s over") % name,
        button=_("Take this edition over"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("%(version)s was taken over.") % name,
        lead=_("For a text that was adopted elsewhere. Its page names the source, the day and who took it over."),
        warnings=_binding(),
        refuse=lambda: refuse_to_adopt(edition),
    )
    form = TakeOverForm(form_data(request))
    return answer_act(page, edition, request, form, lambda clean: take_over(edition, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def withdraw(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = FormPage(
        title=_("Withdraw %(version)s") % name,
        button=_("Withdraw this edition"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("%(version)s was withdrawn.") % name,
        warnings=[_("An edition is withdrawn once, and this cannot be taken back. Its text and its address stay."), *_then(edition)],
        refuse=lambda: refuse_to_withdraw(edition),
    )
    form = WithdrawForm(form_data(request))
    return answer_act(page, edition, request, form, lambda clean: withdraw_edition(edition, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def start_next(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    name = {"version": version_in_words(edition.version)}
    page = FormPage(
        title=_("Start the next edition from %(version)s") % name,
        button=_("Start the next edition"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("The next edition was started."),
        lead=_("It begins as a copy: the same clauses with their keys, and their newest words in every language."),
        warnings=[_("The version number stays as it is. Until it is published or adopted, the edition can be discarded.")],
    )
    taken = set(edition.document.editions.values_list("version", flat=True))
    revision = edition.revision if edition.is_draft else Edition.Revision.MINOR
    initial = {"version": next_version(edition.version, taken=taken), "revision": revision, "referred_by": request.GET.get("referral")}
    form = StartForm(form_data(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return answer_act(page, edition, request, form, lambda clean: start_next_edition(edition, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def adopt(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    adoption = adoption_of(edition, reader=request.user)
    form, explain_form = AdoptForm(form_data(request), decisions=adoption.fitting), _explain_form(None, edition, adoption)
    return answer_act(
        _adoption(edition),
        edition,
        request,
        form,
        lambda clean: adopt_edition(edition, **clean, by=acting(request.user)),
        template=ADOPT,
        **_beside_adoption(adoption, explain_form),
    )


@login_required
@require_http_methods(FORMS)
def decide(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Only where the procedure names a secretariat that the person keeps; its form stands on the page of the adoption."""
    edition = edition_to_edit(request.user, slug, version)
    offices = secretariats_among(bodies_for(edition.document, edition.revision), reader=request.user)
    if not offices:
        raise Http404
    page = _adoption(edition)
    form = DecideForm(form_data(request), bodies=offices)
    return answer_act(page, edition, request, form, lambda clean: decide_and_adopt(edition, **clean, by=acting(request.user)))


@login_required
@require_http_methods(FORMS)
def explain(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Reasons are given on the page of the adoption; this is where its form goes."""
    edition = edition_to_edit(request.user, slug, version)
    adoption = adoption_of(edition, reader=request.user)
    form = _explain_form(form_data(request), edition, adoption)

    def act(clean: dict[str, Any]) -> Any:
        words, is_substantive = form.words(), form.is_substantive
        return explain_changes(edition, clean["changes"], words=words, is_substantive=is_substantive, by=acting(request.user))

    page, adopting = (
        replace(_adoption(edition), done=lambda _made: _explained(form), refuse=None),
        AdoptForm(None, decisions=adoption.fitting),
    )
    context = {"edition": edition, "document": edition.document, "form": adopting, "refusal": _adoption(edition).refusal()}
    to = reverse("guidelines:adopt", args=[slug, version])
    return page.answer(request, form, act, template=ADOPT, to=to, **context, **_beside_adoption(adoption, form))


def _explained(form: ExplainForm) -> str:
    count = len(form.cleaned_data["changes"])
    return ngettext("%(count)s change was explained.", "%(count)s changes were explained.", count) % {"count": count}


def _explain_form(data: Any, edition: Edition, adoption: Adoption) -> ExplainForm:
    return ExplainForm(data, names=adoption.change_names, languages=reason_languages(edition), auto_id="id-explain-%s")


def _beside_adoption(adoption: Adoption, explain_form: ExplainForm) -> dict[str, Any]:
    """The other forms of the page of an adoption."""
    decide_form = DecideForm(None, bodies=adoption.secretariats, auto_id="id-decide-%s")
    return {"adoption": adoption, "explain_form": explain_form, "decide_form": decide_form}


def _adoption(edition: Edition) -> FormPage:
    name = {"version": version_in_words(edition.version)}
    return FormPage(
        title=_("Adopt %(version)s") % name,
        button=_("Adopt this edition"),
        breadcrumbs=breadcrumbs_to_edition(edition),
        done=_("%(version)s was adopted.") % name,
        warnings=_binding(),
        refuse=lambda: refuse_to_adopt(edition),
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
