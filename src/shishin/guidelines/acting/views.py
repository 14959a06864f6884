"""Acting: the doors through which the secretariat publishes, adopts, takes over, withdraws and goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shishin.guidelines.access import edition_to_edit
from shishin.guidelines.acting.adopting import (
    Adoption,
    adopt_edition,
    adoption_of,
    decide_and_adopt,
    refuse_to_adopt,
    secretariats_among,
    take_over,
)
from shishin.guidelines.acting.forms import (
    AdoptForm,
    DecideForm,
    PublishForm,
    StartForm,
    TakeOverForm,
    WithdrawForm,
    answer_act,
    page_of_act,
)
from shishin.guidelines.acting.publishing import in_force_without, publish_draft, refuse_to_publish, refuse_to_withdraw, withdraw_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changes_of
from shishin.guidelines.drafting.covering import draft_title_warnings
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.procedures import bodies_for, referrals_to_draft_for
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.printing.trying import refuse_unprinted
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.texts.manuscript import next_version

ADOPT = "guidelines/act_adopt.html"


@form_view
def publish(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Publish %(version)s"),
        button=_("Publish this draft"),
        done=_("%(version)s was published."),
        warnings=[_("Once published, everyone may read it."), *_fixed()],
        refuse=_printed(edition, refuse_to_publish),
    )
    form, refusal = PublishForm(form_data(request)), page.refusal()
    unexplained = _unexplained(refusal.edition) if isinstance(refusal, ChangesWithoutReason) else []
    return answer_act(
        page,
        edition,
        request,
        form,
        lambda clean: publish_draft(edition, **clean, by=signed_in(request.user)),
        template="guidelines/act_publish.html",
        unexplained=unexplained,
    )


def _unexplained(edition: Edition) -> list[str]:
    return [change.in_words for change in changes_of(edition) if not change.is_explained]


@form_view
def take_edition_over(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Take %(version)s over"),
        button=_("Take this edition over"),
        done=_("%(version)s was taken over."),
        lead=_("For a text that was adopted elsewhere. Its page names the source, the day and who took it over."),
        warnings=[*draft_title_warnings(edition), *_binding()],
        refuse=_printed(edition, refuse_to_adopt),
    )
    form = TakeOverForm(form_data(request))
    return answer_act(page, edition, request, form, lambda clean: take_over(edition, **clean, by=signed_in(request.user)))


@form_view
def withdraw(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Withdraw %(version)s"),
        button=_("Withdraw this edition"),
        done=_("%(version)s was withdrawn."),
        warnings=[_("An edition is withdrawn once, and this cannot be taken back. Its text and its address stay."), *_then(edition)],
        refuse=lambda: refuse_to_withdraw(edition),
    )
    form = WithdrawForm(form_data(request))
    return answer_act(page, edition, request, form, lambda clean: withdraw_edition(edition, **clean, by=signed_in(request.user)))


@form_view
def start_next(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    page = page_of_act(
        edition,
        title=_("Start the next edition from %(version)s"),
        button=_("Start the next edition"),
        done=_("The next edition was started."),
        lead=_("It begins as a copy: the same clauses with their keys, and their newest words in every language."),
        warnings=[_("Until it is published or adopted, its version number can be changed and it can be discarded.")],
    )
    taken = set(edition.document.editions.values_list("version", flat=True))
    revision = edition.revision if edition.is_draft else Edition.Revision.MINOR
    initial = {"version": next_version(edition.version, taken=taken), "revision": revision, "referred_by": request.GET.get("referral")}
    form = StartForm(form_data(request), initial=initial, referrals=referrals_to_draft_for(request.user))
    return answer_act(page, edition, request, form, lambda clean: start_next_edition(edition, **clean, by=signed_in(request.user)))


@form_view
def adopt(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    edition = edition_to_edit(request.user, slug, version)
    adoption = adoption_of(edition, reader=request.user)
    initial = {"decision": request.GET["decision"]} if "decision" in request.GET else {}
    form = AdoptForm(form_data(request), decisions=adoption.fitting, initial=initial)
    return answer_act(
        _adoption(edition, is_explained=adoption.is_explained),
        edition,
        request,
        form,
        lambda clean: adopt_edition(edition, **clean, by=signed_in(request.user)),
        template=ADOPT,
        **_beside_adoption(adoption),
    )


@form_view
def decide(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Only where the procedure names a secretariat that the person keeps; its form stands on the page of the adoption."""
    edition = edition_to_edit(request.user, slug, version)
    offices = secretariats_among(bodies_for(edition.document, edition.revision), reader=request.user)
    if not offices:
        raise Http404
    page = _adoption(edition)
    form = DecideForm(form_data(request), bodies=offices)
    return answer_act(page, edition, request, form, lambda clean: decide_and_adopt(edition, **clean, by=signed_in(request.user)))


def _beside_adoption(adoption: Adoption) -> dict[str, Any]:
    """The other form of the page of an adoption, and what is said of the title."""
    decide_form = DecideForm(None, bodies=adoption.secretariats, auto_id="id-decide-%s")
    return {"adoption": adoption, "decide_form": decide_form, "title_warnings": draft_title_warnings(adoption.edition)}


def _adoption(edition: Edition, *, is_explained: bool = True) -> FormPage:
    """While reasons are missing the text still changes: nobody prints it yet."""
    return page_of_act(
        edition,
        title=_("Adopt %(version)s"),
        button=_("Adopt this edition"),
        done=_("%(version)s was adopted."),
        warnings=_binding(),
        refuse=_printed(edition, refuse_to_adopt) if is_explained else lambda: refuse_to_adopt(edition),
    )


def _printed(edition: Edition, refuse: Callable[[Edition], None]) -> Callable[[], None]:
    """What keeps an edition from an act that fixes it: on a page nothing is printed, the worker does that."""

    def refuse_or_wait() -> None:
        refuse(edition)
        refuse_unprinted(edition, edition_hash(edition), in_place=False)

    return refuse_or_wait


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
