"""Procedures: which edition follows which, which bodies adopt which kind of revision, and for which referral an edition is drafted.

A procedure is data on the document; a kind of revision that it does not name is anybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from shishin.councils.access import referrals_to_read
from shishin.councils.meetings.agenda import rename_text
from shishin.councils.models import Body, Referral, Report
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.errors.editions import (
    NoSuchBody,
    NotAVersion,
    NotAWorkingEdition,
    ReferralIsAnswered,
    SubmittedAlready,
    UnknownRevision,
    VersionGoesBack,
    VersionSaysOtherwise,
    VersionTaken,
)
from shishin.guidelines.models import Document, Edition
from shishin.guidelines.models.offices import POST
from shishin.people.models import Post
from shishin.texts.manuscript import is_version, kind_of_step
from shishin.trail.recording import Acting, record


@dataclass(frozen=True, slots=True)
class Lineage:
    """`before` is the adopted edition that this one follows; `drafts` lie between the two, oldest first."""

    edition: Edition
    drafts: Sequence[Edition]
    before: Edition | None

    @property
    def steps(self) -> list[Edition]:
        return [*self.drafts, self.edition]


def lineage_of(edition: Edition) -> Lineage:
    """One query, for all editions of the document."""
    return lineage_among(edition, list(Edition.objects.filter(document=edition.document_id)))


def lineage_among(edition: Edition, editions: Sequence[Edition]) -> Lineage:
    """Along `started_from`; a text that was started from none follows the newest adopted one that does not itself come from it."""
    by_pk = {other.pk: other for other in editions}
    drafts: list[Edition] = []
    before = by_pk.get(edition.started_from_id or 0)
    while before is not None and before.is_draft:
        drafts.insert(0, before)
        before = by_pk.get(before.started_from_id or 0)
    others = [other for other in editions if not _comes_from(other, edition, by_pk)]
    return Lineage(edition, drafts, before or _newest_adopted(edition, others))


def _comes_from(edition: Edition, source: Edition, by_pk: Mapping[int, Edition]) -> bool:
    started_from = by_pk.get(edition.started_from_id or 0)
    return started_from is not None and (started_from.pk == source.pk or _comes_from(started_from, source, by_pk))


def _newest_adopted(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    adopted = [
        other for other in editions if not other.is_draft and not other.withdrawn_on and other.pk != edition.pk and other.in_force_from
    ]
    if edition.in_force_from:
        adopted = [other for other in adopted if other.in_force_from and other.in_force_from < edition.in_force_from]
    return max(adopted, key=lambda other: (other.in_force_from, other.pk), default=None)


Procedure = Mapping[str, Sequence[str]]
"""Kind of revision → addresses of the bodies whose decision adopts it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who adopts one kind of revision. Without a body, the approval of any body will do."""

    revision: Edition.Revision
    bodies: Sequence[Body]
    unknown: Sequence[str]
    """Addresses that the procedure names and no body has: a text may come before its bodies."""
    posts: Sequence[Post] = ()
    """Offices whose holder decides alone."""

    @property
    def is_open(self) -> bool:
        return not self.bodies and not self.unknown and not self.posts


def procedure_in_order(procedure: Procedure) -> dict[str, list[str]]:
    """The same procedure in the order of the kinds, each body once; an unknown kind is refused, an empty one left out."""
    known = [str(kind) for kind in Edition.Revision.values]
    for kind in procedure:
        if kind not in known:
            raise UnknownRevision(kind=kind, known=known)
    return {kind: list(dict.fromkeys(procedure[kind])) for kind in known if procedure.get(kind)}


@transaction.atomic
def change_procedure(document: Document, *, procedure: Procedure, by: Acting) -> Document:
    """Say anew which bodies adopt which kind of revision; what was adopted before stays adopted."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    wanted = procedure_in_order(procedure)
    named = {slug for slugs in wanted.values() for slug in slugs}
    # A text may have come before its bodies: what it names already may stay.
    named -= {slug for slugs in document.procedure.values() for slug in slugs}
    if missing := named - _bodies(named).keys() - _posts(named).keys():
        raise NoSuchBody(slug=sorted(missing))

    before = document.procedure
    if wanted == before:
        return document
    document.procedure = wanted
    document.save(update_fields=["procedure"])
    record("guidelines.procedure_changed", about=document, who=by, procedure=wanted, before=before)
    return document


def slugs_for(document: Document, revision: str) -> Sequence[str]:
    """The addresses of the bodies that adopt this kind; none where any body may."""
    slugs: Sequence[str] = document.procedure.get(revision, ())
    return slugs


def rules_of(document: Document) -> list[Rule]:
    """Every kind of revision with who adopts it. Two queries, and as many for offices where one is named."""
    slugs = {slug for named in document.procedure.values() for slug in named}
    bodies, posts, rules = _bodies(slugs), _posts(slugs), []
    for revision in Edition.Revision:
        named = slugs_for(document, revision)
        unknown = [slug for slug in named if slug not in bodies and slug not in posts]
        rules.append(
            Rule(revision, [bodies[slug] for slug in named if slug in bodies], unknown, [posts[slug] for slug in named if slug in posts])
        )
    return rules


def is_named(document: Document, revision: str, decider: Body | Post) -> bool:
    """Whether a decision of a body or of one office adopts this kind of revision: that of any body where none is named, that of an office where it is."""
    named = slugs_for(document, revision)
    return f"{POST}{decider.slug}" in named if isinstance(decider, Post) else not named or decider.slug in named


def posts_for(document: Document, revision: str) -> list[Post]:
    """The offices that the procedure names for this kind of revision."""
    return list(_posts(slugs_for(document, revision)).values())


def _posts(slugs: Collection[str]) -> dict[str, Post]:
    wanted = {name.removeprefix(POST) for name in slugs if name.startswith(POST)}
    rows = Post.objects.filter(slug__in=wanted).prefetch_related("dated_names", "role__dated_names").select_related("role", "organization")
    return {f"{POST}{post.slug}": post for post in rows} if wanted else {}


def bodies_for(document: Document, revision: str) -> list[Body]:
    """The bodies whose decision adopts this kind of revision; none where any body's will do."""
    named = slugs_for(document, revision)
    bodies = _bodies(named)
    return [bodies[slug] for slug in named if slug in bodies]


def _bodies(slugs: Collection[str]) -> dict[str, Body]:
    return {body.slug: body for body in Body.objects.filter(slug__in=slugs).prefetch_related("dated_names")} if slugs else {}


def refuse_version(before: Edition | None, *, version: str, revision: str) -> None:
    """After an adopted edition a major revision moves x, a minor one y, a formal one z; a text enacted anew takes any higher number."""
    if before is None:
        return
    says = kind_of_step(before.version, version)
    if not says:
        raise VersionGoesBack(version=version, before=before.version)
    if says != revision:
        kinds = {kind: str(Edition.Revision(kind).label) for kind in (says, revision)}
        raise VersionSaysOtherwise(version=version, revision=kinds[revision], before=before.version, says=kinds[says])


@transaction.atomic
def change_version(edition: Edition, *, version: str, revision: Edition.Revision, by: Acting) -> Edition:
    """Give a working edition another version number or kind of revision. Its text, and so its hash, stays."""
    document = Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    if not is_version(version):
        raise NotAVersion(version=version)
    others = document.editions.exclude(pk=edition.pk).values_list("version", "former_versions")
    if any(version == taken or version in former for taken, former in others):
        raise VersionTaken(document=document, version=version)
    refuse_version(lineage_of(edition).before, version=version, revision=revision)

    before, name = (edition.version, edition.revision), name_of_text(edition)
    edition.version, edition.revision = version, revision
    if version != before[0]:
        edition.former_versions = [former for former in (before[0], *edition.former_versions) if former != version]
    edition.save(update_fields=["version", "revision", "former_versions"])
    rename_text(name, name_of_text(edition), by=by)
    record("guidelines.version_changed", about=edition, who=by, before=before[0], version=version, revision=str(revision))
    return edition


def referrals_to_draft_for(user: Any) -> QuerySet[Referral]:
    """What somebody may read and still waits for a report, the most urgent first."""
    return referrals_to_read(user).unanswered().order_by(F("due_on").asc(nulls_last=True), "referred_on")


def refuse_answered(referral: Referral) -> None:
    """Only what waits for a report can be drafted for."""
    referral.refresh_from_db(fields=["state"])
    if not referral.waits_for_report:
        raise ReferralIsAnswered(referral=referral, state=referral.get_state_display())


def still_asked(edition: Edition) -> Referral | None:
    """The referral that a draft was made for, as long as it waits for a report."""
    referral = edition.referred_by if edition.is_draft else None
    return referral if referral and referral.waits_for_report else None


@transaction.atomic
def draft_for(edition: Edition, *, referral: Referral | None, by: Acting) -> Edition:
    """Say for which referral a working edition is drafted, or for none."""
    Document.objects.select_for_update().get(pk=edition.document_id)
    edition.refresh_from_db()
    if not edition.is_working:
        raise NotAWorkingEdition(edition=edition)
    refuse_submitted(edition)
    if referral is not None:
        refuse_answered(referral)

    edition.referred_by = referral
    edition.save(update_fields=["referred_by"])
    record("guidelines.drafted_for_referral", about=edition, who=by, referral=str(referral.uuid) if referral else "")
    return edition


def refuse_submitted(edition: Edition) -> None:
    if edition.submitted_with and edition.submitted_with.outcome == Report.Outcome.OPEN:
        raise SubmittedAlready(edition=edition)
