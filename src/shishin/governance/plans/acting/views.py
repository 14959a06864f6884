"""Acting: the doors through which an edition is disposed of, submitted, returned, advised on, adopted, published and withdrawn."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shishin.governance.access import can_advise_on, can_write_plan, edition_to_advise_on, edition_to_write
from shishin.governance.adopting import (
    adopt_plan_edition,
    publish_plan_edition,
    refuse_to_adopt,
    refuse_to_publish,
    refuse_to_withdraw,
    withdraw_plan_edition,
)
from shishin.governance.disposing import dispose_of, refuse_nothing_to_dispose, to_dispose
from shishin.governance.models import Advice
from shishin.governance.plans.acting.forms import AdoptForm, AdviceForm, AnswerForm, DisposeForm, ReturnForm, WithdrawForm
from shishin.governance.plans.acting.pages import adoption_of, advice_page, edition_in_figures, titles_of
from shishin.governance.plans.content import read_content
from shishin.governance.plans.offers import breadcrumbs_to_edition, breadcrumbs_to_plans, breadcrumbs_to_writing, url_of
from shishin.governance.submitting import (
    answer_advice,
    bars_to_submitting,
    give_advice,
    refuse_answered,
    refuse_not_submitted,
    return_edition,
    submit_edition,
)
from shishin.governance.writing import discard_edition, refuse_fixed, refuse_to_discard
from shishin.kit.form_page import FormPage, form_data
from shishin.kit.views import form_view
from shishin.people.access import signed_in
from shishin.people.models import Organization


@form_view
def dispose(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    content = read_content(edition)
    rows = sorted(to_dispose(edition, content), key=lambda row: (not row.is_open, row.is_done))
    page = FormPage(
        _("Dispose of what was not done"),
        _("Say it of those that are chosen"),
        breadcrumbs_to_writing(edition),
        _("What becomes of them is said."),
        _("No unmet measure goes in silence: of each the edition says what becomes of it, and why."),
        refuse=lambda: refuse_nothing_to_dispose(edition),
    )
    form = DisposeForm(form_data(request), rows=rows, content=content)
    act = lambda clean: dispose_of(edition, **clean, by=signed_in(request.user))  # noqa: E731 - one act of one page
    return page.answer(request, form, act, template="governance/dispose.html", to=request.path, edition=edition)


@form_view
def submit(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    figures = edition_in_figures(edition)
    page = FormPage(
        _("Submit %(edition)s") % {"edition": edition},
        _("Submit it"),
        breadcrumbs_to_writing(edition),
        _("It is submitted, and waits for advice and for a decision."),
        refuse=lambda: refuse_fixed(edition),
    )
    context: dict[str, Any] = {"template": "governance/submit_edition.html", "edition": edition, "figures": figures}
    if edition.is_working:
        context["bars"] = list(bars_to_submitting(figures.content))
    return page.confirm(request, lambda: submit_edition(edition, by=signed_in(request.user)), to=lambda made: made, **context)


@form_view
def send_back(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_advise_on(request.user, slug, address)
    is_own = can_write_plan(request.user, edition.plan)
    title, button = (_("Take it back"), _("Take it back")) if is_own else (_("Return it"), _("Return it"))
    page = FormPage(
        title,
        button,
        breadcrumbs_to_edition(edition),
        _("It is written on."),
        _("It is written on, and submitted again. The advice that was given stays."),
        refuse=lambda: refuse_not_submitted(edition),
    )
    form = ReturnForm(form_data(request))
    # What is written is not read by those who advise.
    to = url_of("edit-edition", edition) if is_own else breadcrumbs_to_plans()[0][0]
    return page.answer(request, form, lambda clean: return_edition(edition, **clean, by=signed_in(request.user)), to=to)


@form_view
def advice(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_advise_on(request.user, slug, address)
    shown = advice_page(edition, reader=request.user)
    if request.method == "POST" and not can_advise_on(request.user, edition.plan):
        raise Http404
    page = FormPage(
        _("Advice on %(edition)s") % {"edition": edition},
        _("Give the advice"),
        breadcrumbs_to_edition(edition),
        _("The advice was given."),
        refuse=(lambda: refuse_not_submitted(edition)) if request.method == "POST" else None,
    )
    form = AdviceForm(form_data(request), content=read_content(edition))
    adviser = cast(Organization, edition.plan.advised_by)
    act = lambda clean: give_advice(edition, organization=adviser, **clean, by=signed_in(request.user))  # noqa: E731 - one act of one page
    return page.answer(request, form, act, template="governance/advice.html", to=request.path, edition=edition, shown=shown)


@form_view
def answer(request: HttpRequest, slug: str, address: str, uuid: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    found = get_object_or_404(Advice.objects.select_related("organization"), edition=edition, uuid=uuid)
    back = [*breadcrumbs_to_edition(edition), (url_of("advice", edition), _("Advice"))]
    page = FormPage(
        _("Answer the advice"),
        _("Answer it"),
        back,
        _("The advice was answered."),
        warnings=[_("An answer is given once.")],
        refuse=lambda: refuse_answered(found),
    )
    form = AnswerForm(form_data(request))
    measure = titles_of(edition.plan, [found.key]).get(found.key, "") if found.key else ""
    act = lambda clean: answer_advice(found, **clean, by=signed_in(request.user))  # noqa: E731 - one act of one page
    return page.answer(request, form, act, template="governance/answer_advice.html", advice=found, measure=measure)


@form_view
def adopt(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    adoption = adoption_of(edition, reader=request.user)
    page = FormPage(
        _("Adopt %(edition)s") % {"edition": edition},
        _("Adopt it"),
        breadcrumbs_to_edition(edition),
        _("It is adopted."),
        _("An edition is adopted by the decision of a body on this very text. It counts from the day of the decision."),
        refuse=lambda: refuse_to_adopt(edition),
    )
    initial = {"decision": request.GET["decision"]} if "decision" in request.GET else {}
    form = AdoptForm(form_data(request), choices=adoption.fitting, initial=initial)
    act = lambda clean: adopt_plan_edition(edition, **clean, by=signed_in(request.user))  # noqa: E731 - one act of one page
    shown: dict[str, Any] = {"template": "governance/adopt_edition.html", "edition": edition, "adoption": adoption}
    return page.answer(request, form, act, to=lambda made: made, **shown)


@form_view
def publish(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    page = FormPage(
        _("Publish %(edition)s") % {"edition": edition},
        _("Publish it"),
        breadcrumbs_to_edition(edition),
        _("It is published."),
        _("From now on everybody reads it, with all that stands below. This cannot be taken back."),
        refuse=lambda: refuse_to_publish(edition),
    )
    shown = {"template": "governance/publish_edition.html", "edition": edition, "figures": edition_in_figures(edition)}
    return page.confirm(request, lambda: publish_plan_edition(edition, by=signed_in(request.user)), to=lambda made: made, **shown)


@form_view
def withdraw(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    page = FormPage(
        _("Withdraw %(edition)s") % {"edition": edition},
        _("Withdraw it"),
        breadcrumbs_to_edition(edition),
        _("It is withdrawn."),
        warnings=[_("This cannot be taken back. It counts no more, keeps its number, and stays readable where it was published.")],
        refuse=lambda: refuse_to_withdraw(edition),
    )
    form = WithdrawForm(form_data(request))
    return page.answer(request, form, lambda clean: withdraw_plan_edition(edition, **clean, by=signed_in(request.user)))


@form_view
def discard(request: HttpRequest, slug: str, address: str) -> HttpResponse:
    edition = edition_to_write(request.user, slug, address)
    page = FormPage(
        _("Discard %(edition)s") % {"edition": edition},
        _("Discard it"),
        breadcrumbs_to_writing(edition),
        _("It is discarded."),
        warnings=[_("This cannot be taken back: what was written in it is gone.")],
        refuse=lambda: refuse_to_discard(edition),
    )
    to = edition.plan.get_absolute_url()
    return page.confirm(request, lambda: discard_edition(edition, by=signed_in(request.user)), to=to)
