"""What the page on which an edition is adopted shows: changes without a reason, decisions that fit and those that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.councils.access import bodies_kept_by, bodies_presided_by
from shishin.councils.models import Body, Decision
from shishin.guidelines.changes.edition_changes import changes_of
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import bodies_for, slugs_for
from shishin.guidelines.models import Edition
from shishin.kit.dates import day_in_words

OTHERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far an edition is on its way to being adopted."""

    text_name: str
    text_hash: str
    change_names: Sequence[tuple[str, str]]
    """Changes that wait for a reason: as a form names them and as a reader does."""
    fitting: Sequence[tuple[str, str]]
    unfit: Sequence[tuple[Decision, str, str]]
    """The decision, the body's name on its day, and why it does not fit."""
    bodies: Sequence[tuple[str, str]]
    """Where the reader can record a decision on this text."""
    named: Sequence[str]
    """Names of the bodies that the procedure names for this revision; none where any body may decide."""
    secretariats: Sequence[Body]
    """Of those, the secretariats that the reader keeps: they decide and adopt in one step."""

    @property
    def is_explained(self) -> bool:
        return not self.change_names


def adoption_of(edition: Edition, *, reader: Any) -> Adoption:
    text_name, text_hash = name_of_text(edition), edition_hash(edition)
    waiting = [change for change in changes_of(edition) if not change.is_explained]
    fitting, unfit = _decisions(edition, text_hash)
    named = bodies_for(edition.document, edition.revision)
    return Adoption(
        text_name=text_name,
        text_hash=text_hash,
        change_names=[(change.choice, change.in_words) for change in waiting],
        fitting=fitting,
        unfit=unfit,
        bodies=_bodies(edition, text_name, text_hash, reader=reader),
        named=[str(body) for body in named],
        secretariats=secretariats_among(named, reader=reader),
    )


def secretariats_among(named: Sequence[Body], *, reader: Any) -> list[Body]:
    """The secretariats among these bodies that somebody keeps."""
    offices = [body for body in named if body.kind == Body.Kind.SECRETARIAT and not body.abolished_on]
    kept = set(bodies_kept_by(reader).filter(pk__in=[body.pk for body in offices]).values_list("pk", flat=True)) if offices else set()
    return [body for body in offices if body.pk in kept]


def _bodies(edition: Edition, text_name: str, text_hash: str, *, reader: Any) -> list[tuple[str, str]]:
    """Those the reader presides over and the procedure does not leave out."""
    query = urlencode({"text_name": text_name, "text_hash": text_hash})
    bodies = bodies_presided_by(reader).filter(abolished_on=None).prefetch_related("dated_names")
    if named := slugs_for(edition.document, edition.revision):
        bodies = bodies.filter(slug__in=named)
    return [(f"{reverse('councils:record-decision', args=[body.slug])}?{query}", str(body)) for body in bodies]


def _decisions(edition: Edition, text_hash: str) -> tuple[list[tuple[str, str]], list[tuple[Decision, str, str]]]:
    """Those on this very text first; of the others those that name this document, then the newest."""
    rows = Decision.objects.select_related("body", "meeting").prefetch_related("body__dated_names")
    same = Q(text_hash=text_hash)
    of_this_document = Case(When(text_name__icontains=edition.document.slug, then=0), default=1)
    others = rows.exclude(same).order_by(of_this_document, "-decided_on", "-pk")[:OTHERS_SHOWN]
    on_this_text = list(rows.filter(same).order_by("-decided_on", "-pk"))
    named = slugs_for(edition.document, edition.revision)
    fits = [decision for decision in on_this_text if decision.is_approval and (not named or decision.body.slug in named)]
    fitting = [(str(decision.uuid), _in_words(decision)) for decision in fits]
    unfit = [
        *(_unfit(decision, _why_not(decision)) for decision in on_this_text if decision not in fits),
        *(_unfit(decision, _("It was made on another text.")) for decision in others),
    ]
    return fitting, unfit


def _why_not(decision: Decision) -> str:
    if not decision.is_approval:
        return _("It does not approve the text.")
    return _("The procedure of the document names another body for this kind of revision.")


def _unfit(decision: Decision, why: str) -> tuple[Decision, str, str]:
    return decision, decision.body.name_on(decision.decided_on), why


def _in_words(decision: Decision) -> str:
    return _("%(body)s, %(day)s: %(kind)s (%(text)s)") % {
        "body": decision.body.name_on(decision.decided_on) or decision.body.slug,
        "day": day_in_words(decision.decided_on),
        "kind": decision.get_kind_display(),
        "text": decision.text_name,
    }
