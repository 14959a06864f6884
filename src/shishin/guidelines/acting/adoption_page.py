"""What the page on which an edition is adopted shows: changes without a reason, decisions that fit and those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.councils.access import bodies_kept_by, bodies_presided_by
from shishin.councils.models import Body, Decision
from shishin.guidelines.comparing.plain_lines import plain_lines
from shishin.guidelines.comparing.words import LONGEST_NAME
from shishin.guidelines.explaining import UnexplainedChange, unexplained_changes
from shishin.guidelines.hashing import edition_hash
from shishin.guidelines.manuscript import ManuscriptChange
from shishin.guidelines.models import Change, Clause, ClauseText, Edition
from shishin.guidelines.naming import name_of_text
from shishin.guidelines.numbering.labelling import labels_in
from shishin.guidelines.procedures import bodies_for, slugs_for
from shishin.kit.dates import day_in_words
from shishin.kit.markdown import plain

OTHERS_SHOWN = 20
DIFFERENCES = {
    "words": gettext_lazy("the words"),
    "place": gettext_lazy("the place"),
    "kind": gettext_lazy("the kind"),
    "force": gettext_lazy("the force"),
    "is_hard_gate": gettext_lazy("whether it stops at the gate"),
    "is_vacated": gettext_lazy("whether its text is deleted"),
    "applicability": gettext_lazy("what it applies to"),
}


@dataclass(frozen=True, slots=True)
class Adoption:
    """How far an edition is on its way to being adopted."""

    text_name: str
    text_hash: str
    changes: Mapping[str, ManuscriptChange]
    """By their choice in the form."""
    change_names: Sequence[tuple[str, str]]
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
        return not self.changes


def adoption_of(edition: Edition, *, reader: Any) -> Adoption:
    text_name, text_hash = name_of_text(edition), edition_hash(edition)
    found = unexplained_changes(edition)
    names = _names_of_clauses(edition, {change.key for change in found})
    fitting, unfit = _decisions(edition, text_hash)
    named = bodies_for(edition.document, edition.revision)
    return Adoption(
        text_name=text_name,
        text_hash=text_hash,
        changes={_choice(change): _as_recorded(change) for change in found},
        change_names=[(_choice(change), _change_in_words(change, names)) for change in found],
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


def _choice(change: UnexplainedChange) -> str:
    return f"{change.kind}:{change.key}"


def _as_recorded(change: UnexplainedChange) -> ManuscriptChange:
    before = () if change.kind == Change.Kind.NEW else (change.key,)
    after = () if change.kind == Change.Kind.DROPPED else (change.key,)
    return ManuscriptChange(change.kind, before, after)


def _change_in_words(change: UnexplainedChange, names: Mapping[str, str]) -> str:
    what = str(Change.Kind(change.kind).label)
    if change.kind == Change.Kind.KEPT:
        what = _("different: %(what)s") % {"what": _(", ").join(str(DIFFERENCES[name]) for name in change.differs)}
    return _("%(clause)s (%(what)s)") % {"clause": names.get(change.key, change.key), "what": what}


def _names_of_clauses(edition: Edition, keys: set[str]) -> dict[str, str]:
    """Number and heading of clauses, as they stand here; of those dropped, as they stood."""
    if not keys:
        return {}
    editions = [edition.started_from, edition] if edition.started_from else [edition]
    labels = labels_in(editions)
    texts = ClauseText.objects.filter(clause__edition__in=editions, clause__line__key__in=keys, language=edition.source_language)
    beginnings = {text.clause_id: _beginning(text) for text in texts.order_by("number")}
    names: dict[str, str] = {}
    # The edition before comes first, so that what stands here overwrites it.
    rows = Clause.objects.filter(edition__in=editions, line__key__in=keys).annotate(here=Case(When(edition=edition, then=1), default=0))
    for pk, key in rows.order_by("here").values_list("pk", "line__key"):
        names[key] = "　".join(part for part in (labels.get(pk, ""), beginnings.get(pk, "")) if part) or key
    return names


def _beginning(text: ClauseText) -> str:
    """The heading; where there is none, how the words begin."""
    if text.heading:
        return plain(text.heading)
    begin = next(iter(plain_lines(text.body, language=text.language)), "")
    return begin if len(begin) <= LONGEST_NAME else f"{begin[:LONGEST_NAME]}…"


def _decisions(edition: Edition, text_hash: str) -> tuple[list[tuple[str, str]], list[tuple[Decision, str, str]]]:
    """Those on this very text first; of the others those that name this document, then the newest."""
    rows = Decision.objects.select_related("body", "meeting").prefetch_related("body__dated_names")
    same = Q(text_hash=text_hash)
    named = Case(When(text_name__icontains=edition.document.slug, then=0), default=1)
    others = rows.exclude(same).order_by(named, "-decided_on", "-pk")[:OTHERS_SHOWN]
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
