"""What bodies see of plans: submitted editions that they may decide on, what each is called, and what their decisions led to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.councils.models import Body
from shishin.councils.subjects import Acts, Subject, subjects
from shishin.councils.texts import Text, hashes_of_text, texts_named, texts_to_decide
from shishin.governance.access import editions_to_read, plans_written_by
from shishin.governance.adopting import name_of_plan_text
from shishin.governance.models import PlanEdition
from shishin.governance.models.plans import address_parts

PREFIX = "plan:"


def _title(edition: PlanEdition) -> str:
    return _("%(plan)s, %(edition)s") % {"plan": edition.plan, "edition": edition}


@texts_to_decide.fill
def submitted_editions(body: Body, reader: Any) -> Iterator[Text]:
    """Those of plans that name this body, or no body. Three queries."""
    rows = editions_to_read(reader).filter(state=PlanEdition.State.SUBMITTED).select_related("plan").prefetch_related("plan__bodies")
    for edition in rows.order_by("plan", "pk"):
        bodies = [one.pk for one in edition.plan.bodies.all()]
        if not bodies or body.pk in bodies:
            yield Text(name_of_plan_text(edition), _title(edition), edition.text_hash, edition.get_absolute_url())


@texts_named.fill
def editions_named(names: Collection[str], reader: Any) -> Iterator[Text]:
    """What a reader may not read has neither address nor title."""
    wanted = {name: edition for name in names if (edition := _edition_called(name))}
    if not wanted:
        return
    pks = [edition.pk for edition in wanted.values()]
    readable = set(editions_to_read(reader).filter(pk__in=pks).values_list("pk", flat=True))
    written = set(plans_written_by(reader).filter(editions__in=pks).values_list("pk", flat=True))
    for name, edition in wanted.items():
        if edition.pk not in readable:
            yield Text(name, _("A text that is not public"))
            continue
        may_adopt = edition.is_submitted and edition.plan_id in written
        adoption = reverse("governance:adopt", args=[edition.plan.slug, edition.address]) if may_adopt else ""
        yield Text(name, _title(edition), "", edition.get_absolute_url(), adoption=adoption)


@hashes_of_text.fill
def hash_of_edition(name: str) -> Iterator[str]:
    """Of what was submitted: what is being written has no hash to decide on."""
    edition = _edition_called(name)
    if edition and edition.text_hash:
        yield edition.text_hash


@subjects.fill
def editions_of_acts(acts: Acts, reader: Any) -> Iterator[Subject]:
    """The editions that decisions adopted, as far as the reader may read them. One query."""
    if not acts.decisions:
        return
    rows = editions_to_read(reader).filter(adopted_by__in=acts.decisions).select_related("plan")
    for edition in rows:
        if edition.adopted_by_id:
            yield Subject("decision", edition.adopted_by_id, _title(edition), edition.get_absolute_url())


def _edition_called(name: str) -> PlanEdition | None:
    slug, _space, address = name.removeprefix(PREFIX).rpartition(" ")
    parts = address_parts(address) if name.startswith(PREFIX) else None
    if parts is None:
        return None
    rows = PlanEdition.objects.select_related("plan")
    return rows.filter(plan__slug=slug, fiscal_year=parts[0], number=parts[1]).first()
