"""Claims: what one organization says of a thing that another one keeps. It shows there, and gives rights there, only once the keeper agreed.

Opinions, findings, feedback and survey results are no claims: they need nobody's agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.kit.timeline import Tag
from shishin.people.abilities import ADMINISTER_PEOPLE
from shishin.people.access import is_owner, may, organizations_kept_by, organizations_where
from shishin.people.errors import AgreedAlready, EndedAlready, NobodyToAgreeTo
from shishin.people.models import ORGANIZATION_ABOVE, Claim, ClaimQuerySet, Organization, Person
from shishin.trail.recording import Acting, record


@dataclass(frozen=True, slots=True)
class ClaimedEdge:
    """An edge as its keeper reads of it: one sentence, and where both ends are read."""

    sentence: str
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """`kept` are the targets that somebody keeps, `known` the edges of which somebody may know; `describe` tells edges by uuid.

    Whoever has the ability at the keeping organization may agree to all edges of another one at once.
    Where each drawing makes a new edge, what is drawn to the same target is the same link.
    """

    name: str
    label: str | Promise
    ability: str
    kept: Callable[[Any], QuerySet[Any, Any]]
    known: Callable[[Any], QuerySet[Any, Any]]
    describe: Callable[[Iterable[UUID]], Mapping[UUID, ClaimedEdge]]
    is_new_each_time: bool = False


_declared: dict[str, ClaimKind] = {}


def declare_claim_kind(kind: ClaimKind) -> None:
    _declared[kind.name] = kind


def claim_kinds() -> list[ClaimKind]:
    return list(_declared.values())


def not_confirmed(keeper: Organization | None) -> Tag:
    """What stands beside an edge on one's own side until its keeper agrees."""
    words = _("not confirmed by %(organization)s") % {"organization": keeper} if keeper else _("not confirmed by the owners of this site")
    return Tag(words, "remark", "clock")


def unconfirmed_tags(edges: Iterable[Any], keeper: Callable[[Any], Organization | None]) -> dict[int, Tag]:
    """The tags of those edges, by number, that came `with_confirmation` and have none. One query where there are such."""
    waiting = [(edge.pk, keeper(edge)) for edge in edges if not edge.is_confirmed]
    prefetch_related_objects([organization for _pk, organization in waiting if organization], "dated_names")
    return {pk: not_confirmed(organization) for pk, organization in waiting}


@transaction.atomic
def claim(
    kind: str, *, edge: UUID, target: UUID, claimed_by: Organization | None, kept_by: Organization | None, by: Acting
) -> Claim | None:
    """Called by the act that draws an edge, in its transaction. None where one organization keeps both ends."""
    ends: Any = {"target": target, "claimed_by": claimed_by, "kept_by": kept_by}
    ended_targets = _ended_targets(_declared[kind], edge, **ends)
    Claim.objects.filter(kind=kind, edge=edge).delete()
    if claimed_by == kept_by:
        return None
    state, how = _answer_at_once(_declared[kind], **ends, was_ended=str(target) in ended_targets, by=by)
    person = by if isinstance(by, Person) else None
    claimed = Claim.objects.create(
        kind=kind,
        edge=edge,
        **ends,
        state=state,
        how=how,
        ended_targets=ended_targets,
        asked_at=now(),
        asked_by=person,
        answered_at=now() if how else None,
        answered_by=person if how == Claim.How.BOTH else None,
    )
    if how not in (Claim.How.CONSOLE, Claim.How.BOTH):  # else the entry of the act that drew the edge tells all there is
        record("people.claim_made", about=claimed, who=by, **_ends(claimed), state=str(state))
    return claimed


def _ended_targets(
    kind: ClaimKind, edge: UUID, *, target: UUID, claimed_by: Organization | None, kept_by: Organization | None
) -> list[str]:
    """To what this very link led when its keeper ended it. Locked: somebody may be ending it now."""
    ended = Claim.objects.select_for_update().ended_once().filter(kind=kind.name)
    if kind.is_new_each_time:
        return [str(target)] if list(ended.filter(target=target, claimed_by=claimed_by, kept_by=kept_by)) else []
    return [
        to for row in ended.filter(edge=edge) for to in {*row.ended_targets, *([str(row.target)] if row.state == Claim.State.ENDED else [])}
    ]


def _answer_at_once(
    kind: ClaimKind, *, target: UUID, claimed_by: Organization | None, kept_by: Organization | None, was_ended: bool, by: Acting
) -> tuple[Claim.State, str]:
    """What needs no question: the operator drew it, whoever drew it keeps the other end too, or its keeper agreed to all and ended not this one."""
    if not isinstance(by, Person):
        return Claim.State.AGREED, Claim.How.CONSOLE
    if kind.kept(by).filter(uuid=target).exists() or _goes_on_for(kept_by, claimed_by):
        return Claim.State.AGREED, Claim.How.BOTH
    # Locked: an agreement that ends meanwhile takes this edge with it, or is no more.
    to_all = Claim.objects.select_for_update().filter(kind=kind.name, edge=None, claimed_by=claimed_by, kept_by=kept_by)
    if claimed_by and not was_ended and to_all.filter(state=Claim.State.AGREED).exists():
        return Claim.State.AGREED, Claim.How.ALL
    return Claim.State.ASKED, ""


def _goes_on_for(gone: Organization | None, heir: Organization | None) -> bool:
    """Whether one organization is what became of another, which is there no more and can agree to nothing."""
    seen = set()
    while heir and gone and gone.abolished_on and gone.abolished_on < localdate() and gone.pk not in seen:
        seen.add(gone.pk)
        gone = gone.successor
    return bool(seen) and gone == heir


def drop_claims(*edges: UUID) -> None:
    """Called by the act that takes edges away; the entry of that act tells it. What its keeper once ended is kept, for when it is drawn anew."""
    claims = Claim.objects.filter(edge__in=edges)
    claims.exclude(pk__in=claims.ended_once()).delete()


@transaction.atomic
def agree(claimed: Claim, *, by: Person) -> Claim:
    """From now on the edge shows on the keeper's pages as well."""
    claimed = Claim.objects.select_for_update().get(pk=claimed.pk)
    if claimed.is_agreed:
        raise AgreedAlready
    _answer(claimed, Claim.State.AGREED, how=Claim.How.PERSON, by=by)
    record("people.claim_agreed", about=claimed, who=by, **_ends(claimed))
    return claimed


@transaction.atomic
def agree_to_all(claimed: Claim, *, by: Person) -> Claim:
    """Agree to all edges of this kind that this organization draws to what the keeper keeps, those to come included. Ended ones stay so."""
    claimed = Claim.objects.select_for_update().get(pk=claimed.pk)
    if claimed.claimed_by is None:
        raise NobodyToAgreeTo
    between = {"kind": claimed.kind, "claimed_by": claimed.claimed_by, "kept_by": claimed.kept_by}
    waiting = list(Claim.objects.select_for_update().filter(**between).exclude(edge=None).filter(state=Claim.State.ASKED))
    to_all = Claim.objects.select_for_update().filter(**between, edge=None).first()
    if to_all and to_all.is_agreed:
        raise AgreedAlready
    to_all = to_all or Claim(**between, asked_at=now(), asked_by=by)
    _answer(to_all, Claim.State.AGREED, how=Claim.How.ALL, by=by)
    for one in waiting:
        _answer(one, Claim.State.AGREED, how=Claim.How.ALL, by=by)
    record("people.claims_agreed_to", about=to_all, who=by, **_ends(to_all), edges=[str(one.edge) for one in waiting])
    return to_all


@transaction.atomic
def end_claim(claimed: Claim, *, reason: str, by: Person) -> Claim:
    """Decline what was asked, or end what was agreed: the edge stays on its own side. An agreement to all takes with it what rested on it."""
    claimed = Claim.objects.select_for_update().get(pk=claimed.pk)
    if claimed.state == Claim.State.ENDED:
        raise EndedAlready
    resting: list[Claim] = []
    if claimed.is_for_all:
        between = {"kind": claimed.kind, "claimed_by": claimed.claimed_by, "kept_by": claimed.kept_by}
        rows = Claim.objects.select_for_update().filter(**between, state=Claim.State.AGREED, how=Claim.How.ALL)
        resting = list(rows.exclude(edge=None))
    for one in (claimed, *resting):
        _answer(one, Claim.State.ENDED, how="", by=by)
    record("people.claim_ended", about=claimed, who=by, why=reason.strip(), **_ends(claimed), edges=[str(one.edge) for one in resting])
    return claimed


def _answer(claimed: Claim, state: Claim.State, *, how: str, by: Person) -> None:
    claimed.state, claimed.how, claimed.answered_at, claimed.answered_by = state, how, now(), by
    claimed.save()


def _ends(claimed: Claim) -> dict[str, Any]:
    kept = {"edge": claimed.edge, "target": claimed.target}
    return {"kind": claimed.kind, **{name: str(value) if value else None for name, value in kept.items()}}


def claims_kept_by(user: Any, claims: ClaimQuerySet | None = None) -> ClaimQuerySet:
    """What others say of things that somebody keeps, and the agreements to all of an organization; of these claims or of all.

    Only edges of which they may know: what is still being written waits until it is public.
    """
    claims = Claim.objects.all() if claims is None else claims
    if not isinstance(user, Person) or not user.is_active:
        return claims.none()
    # Whose things are of a kind takes several queries: it is asked only of kinds that there are.
    kinds = claims.order_by().values_list("kind", flat=True).distinct()
    return claims.filter(reduce(or_, (_kept(_declared[kind], user) for kind in kinds), Q(pk__in=())))


def _kept(kind: ClaimKind, user: Person) -> Q:
    is_kept = Exists(kind.kept(user).filter(uuid=OuterRef("target")))
    to_all = Q(edge=None) if is_owner(user) else Q(edge=None, kept_by__in=organizations_where(user, kind.ability))
    return Q(kind=kind.name) & (to_all | Q(is_kept, Exists(kind.known(user).filter(uuid=OuterRef("edge")))))


def keeps_claims(user: Any) -> bool:
    """Whether somebody keeps anything at all that others may link to."""
    if not isinstance(user, Person) or not user.is_active:
        return False
    return any(may(user, kind.ability) or kind.kept(user).exists() for kind in claim_kinds())


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as its keeper reads it."""

    claim: Claim
    kind: str | Promise
    edge: ClaimedEdge
    may_agree_to_all: bool
    """It binds all of the keeping organization: whoever keeps one thing of it alone answers for that one."""

    @property
    def state_tag(self) -> Tag:
        tone, icon = STATE_TAGS[Claim.State(self.claim.state)]
        return Tag(self.claim.get_state_display(), tone, icon)


STATE_TAGS = {Claim.State.ASKED: ("warning", "clock"), Claim.State.AGREED: ("success", "check"), Claim.State.ENDED: ("missing", "")}


def claim_rows(claims: Iterable[Claim], *, reader: Any) -> list[ClaimRow]:
    """Take them `with_names`. A fixed number of queries a kind."""
    claims = list(claims)
    edges: defaultdict[str, list[UUID]] = defaultdict(list)
    for claimed in claims:
        if claimed.edge:
            edges[claimed.kind].append(claimed.edge)
    told = {name: _declared[name].describe(uuids) for name, uuids in edges.items()}
    abilities = {_declared[claimed.kind].ability for claimed in claims}
    reach = {ability: set(organizations_where(reader, ability).values_list("pk", flat=True)) for ability in abilities}
    rows = []
    for claimed in claims:
        kind = _declared[claimed.kind]
        edge = told[claimed.kind].get(claimed.edge) if claimed.edge else _all_of(claimed)
        if edge:
            may_all = claimed.claimed_by is not None and (is_owner(reader) or claimed.kept_by_id in reach[kind.ability])
            rows.append(ClaimRow(claimed, kind.label, edge, may_all))
    return rows


def _all_of(claimed: Claim) -> ClaimedEdge:
    words = _("All that %(organization)s draws to what %(keeper)s keeps, from now on as well.")
    return ClaimedEdge(words % {"organization": claimed.claimed_by, "keeper": claimed.kept_by or _("the owners of this site")})


def _organizations_put_under(edges: Iterable[UUID]) -> dict[UUID, ClaimedEdge]:
    rows = Organization.objects.filter(uuid__in=list(edges)).exclude(parent=None).select_related("parent")
    told = _("%(organization)s is part of %(parent)s.")
    return {
        row.uuid: ClaimedEdge(told % {"organization": row, "parent": row.parent})
        for row in rows.prefetch_related("dated_names", "parent__dated_names")
    }


declare_claim_kind(
    ClaimKind(
        ORGANIZATION_ABOVE,
        gettext_lazy("Organization above"),
        ability=ADMINISTER_PEOPLE,
        kept=organizations_kept_by,
        known=lambda _reader: Organization.objects.exclude(parent=None),
        describe=_organizations_put_under,
    )
)
