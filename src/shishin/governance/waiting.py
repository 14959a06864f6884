"""What waits for those who write plans and those who advise on them: a fixed number of queries, whatever the number of plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.councils.models import Decision
from shishin.governance.access import organizations_advised_by, plans_written_by
from shishin.governance.adopting import why_unfit
from shishin.governance.disposing import counts_to_dispose
from shishin.governance.models import Advice, Plan, PlanEdition
from shishin.governance.plans.offers import url_of
from shishin.kit.waiting import Waiting, source

MOST = 50


@source(order=40)
def plans_waiting_for(person: Any, day: date) -> list[Waiting]:
    editions = PlanEdition.objects.open().filter(plan__state=Plan.State.ACTIVE).select_related("plan", "started_from")
    unanswered = Count("advice", filter=Q(advice__answer=""))
    ours = editions.filter(plan__in=plans_written_by(person)).annotate(unanswered=unanswered).order_by("pk")
    open_editions = list(ours.prefetch_related("plan__bodies__dated_names")[:MOST])
    working = [edition for edition in open_editions if edition.is_working]
    submitted = [edition for edition in open_editions if edition.is_submitted]
    return [
        *_to_adopt(submitted),
        *_to_answer(open_editions),
        *_to_write(working),
        *_to_advise(editions.filter(plan__advised_by__in=organizations_advised_by(person))),
    ]


def _line(edition: PlanEdition, name: str, button: str, why: str, count: int = 1) -> Waiting:
    title = _("%(plan)s, %(edition)s") % {"plan": edition.plan, "edition": edition}
    return Waiting("plans", _("Plans"), title, url_of(name, edition), button, why, count=count)


def _to_adopt(submitted: list[PlanEdition]) -> Iterator[Waiting]:
    """A body decided on this very text, and nobody adopted it by that."""
    rows = Decision.objects.filter(text_hash__in=[edition.text_hash for edition in submitted]).select_related("body")
    by_hash = defaultdict(list)
    for decision in rows.prefetch_related("body__dated_names") if submitted else ():
        by_hash[decision.text_hash].append(decision)
    for edition in submitted:
        if any(why_unfit(edition, decision) is None for decision in by_hash[edition.text_hash]):
            yield _line(edition, "adopt", _("Adopt it"), _("A body has decided on it."))


def _to_answer(editions: list[PlanEdition]) -> Iterator[Waiting]:
    for edition in editions:
        if count := edition.unanswered:  # type: ignore[attr-defined]
            words = ngettext("%(count)s piece of advice is not answered.", "%(count)s pieces of advice are not answered.", count)
            yield _line(edition, "advice", _("Answer the advice"), words % {"count": count}, count)


def _to_write(working: list[PlanEdition]) -> Iterator[Waiting]:
    """Returned, or with measures of which nothing is said yet, or only begun."""
    counts = counts_to_dispose(working)
    for edition in working:
        if edition.return_reason:
            yield _line(edition, "edit-edition", _("Write on"), _("It was returned: %(why)s") % {"why": edition.return_reason})
        elif count := counts[edition.pk]:
            words = ngettext("%(count)s measure waits for a disposal.", "%(count)s measures wait for a disposal.", count)
            yield _line(edition, "dispose", _("Dispose of what was not done"), words % {"count": count}, count)
        else:
            yield _line(edition, "edit-edition", _("Write on"), _("It is being written, and not submitted yet."))


def _to_advise(editions: Any) -> Iterator[Waiting]:
    """Submitted, and nobody has advised on it since."""
    given = Advice.objects.filter(
        edition=OuterRef("pk"), given_on__gte=OuterRef("submitted_on"), organization=F("edition__plan__advised_by")
    )
    for edition in editions.filter(~Exists(given), state=PlanEdition.State.SUBMITTED).order_by("pk")[:MOST]:
        yield _line(edition, "advice", _("Give advice"), _("It is submitted, and waits for advice."))
