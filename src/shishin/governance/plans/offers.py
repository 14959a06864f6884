"""The ways to plans and editions, and what somebody can do with one now: the one next thing, and the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.governance.access import can_advise_on, can_write_plan
from shishin.governance.models import Plan, PlanEdition

Steps = list[tuple[str, Any]]


def url_of(name: str, edition: PlanEdition, *more: str) -> str:
    return reverse(f"governance:{name}", args=[edition.plan.slug, edition.address, *more])


def breadcrumbs_to_plans() -> Steps:
    return [(reverse("governance:plans"), _("Plans"))]


def breadcrumbs_to_plan(plan: Plan) -> Steps:
    return [*breadcrumbs_to_plans(), (plan.get_absolute_url(), str(plan))]


def breadcrumbs_to_edition(edition: PlanEdition) -> Steps:
    return [*breadcrumbs_to_plan(edition.plan), (edition.get_absolute_url(), str(edition))]


def breadcrumbs_to_writing(edition: PlanEdition) -> Steps:
    return [*breadcrumbs_to_edition(edition), (url_of("edit-edition", edition), _("Write"))]


class Offer(NamedTuple):
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done: drawn by `_plan_offers.html`."""

    next: Offer | None = None
    others: Sequence[Offer] = ()


def offers_of_plan(plan: Plan, *, reader: Any, open_edition: PlanEdition | None) -> Offers:
    """For the page of a plan: what is next with its open edition, else that one is started."""
    if not can_write_plan(reader, plan) or not plan.is_active:
        return offers_of_edition(open_edition, reader=reader) if open_edition else Offers()
    others = [Offer(_("Change the frame of the plan"), reverse("governance:change-plan", args=[plan.slug]))]
    if open_edition:
        return Offers(offers_of_edition(open_edition, reader=reader).next, others)
    others.append(Offer(_("Close the plan"), reverse("governance:close-plan", args=[plan.slug])))
    return Offers(Offer(_("Start the next edition"), reverse("governance:start-edition", args=[plan.slug])), others)


def offers_of_edition(edition: PlanEdition, *, reader: Any) -> Offers:
    if can_write_plan(reader, edition.plan):
        return _offers_to_writer(edition)
    if edition.is_submitted and can_advise_on(reader, edition.plan):
        return Offers(Offer(_("Give advice"), url_of("advice", edition)), [Offer(_("Return it"), url_of("return-edition", edition))])
    return Offers()


def _offers_to_writer(edition: PlanEdition) -> Offers:
    def offer(name: str, label: str) -> Offer:
        return Offer(label, url_of(name, edition))

    advice = offer("advice", _("Advice"))
    if edition.is_working:
        if not edition.plan.is_active:
            return Offers()
        dispose = [offer("dispose", _("Dispose of what was not done"))] if edition.started_from_id else []
        return Offers(
            offer("edit-edition", _("Write")),
            [*dispose, advice, offer("submit-edition", _("Submit")), offer("discard-edition", _("Discard"))],
        )
    if edition.is_submitted:
        return Offers(offer("adopt", _("Adopt")), [advice, offer("return-edition", _("Take it back"))])
    publish = None if edition.published_on else offer("publish-edition", _("Publish"))
    return Offers(publish, [advice] if edition.withdrawn_on else [advice, offer("withdraw-edition", _("Withdraw"))])
