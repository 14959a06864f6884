"""Texts: an adopted edition, a published draft, working ones, a withdrawn one, and one that a body drafts."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from shishin.councils.meetings.agenda import add_agenda_item
from shishin.councils.meetings.meeting import record_meeting
from shishin.councils.models import Body, Decision, Referral
from shishin.councils.tests.makers import make_body
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.offices import decide_by_office, lay_before_office
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.editions.naming import name_of_text
from shishin.guidelines.editions.procedures import change_procedure, draft_for
from shishin.guidelines.linking.links import link_lines
from shishin.guidelines.models import (
    ClauseLink,
    DocumentLink,
    Edition,
    Line,
    NumberingScheme,
    OfficeDecision,
    Proposal,
    ProposedChange,
    Reason,
    Scope,
)
from shishin.guidelines.tests.makers import CLAUSES, make_decision, make_family, make_numbering
from shishin.people.models import Appointment, Post, Role
from shishin.people.tests.makers import make_person
from shishin.site.tests.access_matrix.cast import FIRST_DAY, UNSAID, Side
from shishin.site.tests.access_matrix.things import Thing, Things, by_slug, moved
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript
from shishin.trail.recording import OPERATOR


def things_of_texts(sides: dict[str, Side], *, question: Referral) -> Things:
    """`question` is what the own body is asked: one draft is written for it."""
    make_numbering()
    own, other = sides["own"], sides["other's"]
    for side in sides.values():
        make_family(f"{side.prefix}-family", owner=side.organization)
    rows = {
        "own": _adopted(own, "rules"),
        "other's": _adopted(other, "rules"),
        "draft": _edition(own, "rules", "1.1.0", started_from="1.0.0", titles=_unsaid(own)),
        "hidden": _edition(own, "unsaid", "1.0.0"),
        "published": _published(own, "proposal", "1.0.0-draft.2"),
        "withdrawn": _adopted(own, "withdrawn"),
        "referred": draft_for(_edition(own, "referred", "1.0.0"), referral=question, by=OPERATOR),
        "agenda": _on_agenda(own),
    }
    _edition(other, "rules", "1.1.0", started_from="1.0.0", titles=_unsaid(other))
    _edition(other, "unsaid", "1.0.0")
    withdraw_edition(rows["withdrawn"], day=localdate(), reason="It was wrong.", by=OPERATOR)
    whispered = _edition(own, "whispered", "1.0.0", family=make_family("own-unsaid-family", owner=own.organization).slug)
    documents = {
        ("draft" if column == "hidden" else column): edition.document
        for column, edition in rows.items()
        if column not in ("draft", "referred", "agenda")
    }
    families = {"own": rows["own"].document.family, "other's": rows["other's"].document.family, "draft": whispered.document.family}
    return {
        "edition": {column: _by_version(edition) for column, edition in rows.items()},
        "document": {column: by_slug(row) for column, row in documents.items()},
        "family": {column: by_slug(row) for column, row in families.items()},
        "comparison": _comparisons(rows),
        "explained draft": {"draft": _explained(own)},
        "text of the secretariat": {"draft": _decided_by_secretariat(own), "own": _by_version(rows["own"])},
        "text for an office": {"draft": _for_office(own, "for-office")},
        "text before an office": {"draft": _for_office(own, "before-office", is_laid=True)},
        "decision of an office": {
            "own": _decision(own, "mayor-decided", OfficeDecision.State.DECIDED),
            "draft": _decision(own, "mayor-returned", OfficeDecision.State.RETURNED),
        },
        "link": _links(own, other),
        "document link": _document_links(rows),
        **_proposals(own),
        "numbering": {"own": by_slug(NumberingScheme.objects.get(slug="arabic"))},
        "scope": {"own": by_slug(Scope.objects.get_or_create(slug="phase")[0])},
    }


def _on_agenda(side: Side) -> Edition:
    """A working edition that a meeting of the body deliberates."""
    _adopted(side, "agenda")
    edition = _edition(side, "agenda", "1.1.0", started_from="1.0.0")
    meeting = record_meeting(side.body, held_on=localdate(), number=90, by=OPERATOR)
    add_agenda_item(meeting, kind="deliberation", titles={"ja": "案"}, text_name=name_of_text(edition), by=OPERATOR)
    return edition


def _unsaid(side: Side) -> dict[str, str]:
    return {"ja": UNSAID[side.prefix], "en": UNSAID[side.prefix]}


def _edition(side: Side, document: str, version: str, *, family: str = "", clauses=CLAUSES, **sheet) -> Edition:
    """A working edition. Of a document that nobody may know of, the title is what others may not meet."""
    slug = f"{side.prefix}-{document}"
    titles = _unsaid(side) if document in ("unsaid", "whispered") else {"ja": slug, "en": slug}
    about = DocumentSheet(slug, titles, family=family or f"{side.prefix}-family", owner=side.organization.slug)
    return import_manuscript(Manuscript(about, EditionSheet(version, **{"titles": titles, **sheet}), clauses), by=OPERATOR)


def _published(side: Side, document: str, version: str) -> Edition:
    return publish_draft(_edition(side, document, version), published_on=FIRST_DAY, by=OPERATOR)


def _adopted(side: Side, document: str) -> Edition:
    """With the draft that everybody could read before."""
    _published(side, document, "1.0.0-draft.1")
    edition = _edition(side, document, "1.0.0", started_from="1.0.0-draft.1")
    # Each on a day of its own: all say the same, and the same text is not decided on twice in a day.
    decided_on = FIRST_DAY + timedelta(days=Decision.objects.count())
    return adopt_edition(edition, decision=make_decision(on=edition, day=decided_on), in_force_from=FIRST_DAY, by=OPERATOR)


def _by_version(edition: Edition) -> Thing:
    """A document with one edition goes with it."""
    arguments = {"slug": edition.document.slug, "version": edition.version}
    is_alone = edition.document.editions.count() == 1
    return Thing(arguments, moved(edition.document, "slug") if is_alone else moved(edition, "version"))


def _comparisons(rows: dict[str, Edition]) -> dict[str, Thing]:
    """With the edition before it, where there is one."""
    pairs = {column: (edition.started_from, edition) for column, edition in rows.items() if edition.started_from}
    return {
        column: Thing({"slug": new.document.slug, "old": old.version, "new": new.version}, moved(new, "version"))
        for column, (old, new) in pairs.items()
    }


def _explained(side: Side) -> Thing:
    """One change with a reason, one that is formal and needs none."""
    first = _adopted(side, "explained")
    draft = _edition(side, "explained", "1.1.0", started_from=first.version, clauses=CLAUSES[:2])
    one, other = unexplained_changes(draft)
    explain_changes(draft, [one], words={"ja": "不要になった。", "en": "Not needed any more."}, is_substantive=True, by=OPERATOR)
    explain_changes(draft, [other], words={}, is_substantive=False, by=OPERATOR)
    reason = Reason.objects.filter(edition=draft).exclude(words={}).get()
    arguments = {"slug": draft.document.slug, "version": draft.version, "uuid": str(reason.uuid)}
    return Thing(arguments, moved(draft, "version"))


def _proposals(side: Side) -> Things:
    """A text laid beside a working edition."""
    edition = _edition(side, "proposed-to", "1.0.0")
    proposal = Proposal.objects.create(edition=edition, language="ja")
    change = ProposedChange.objects.create(
        proposal=proposal, position=0, kind=ProposedChange.Kind.NEW, key="something-new", body="新しい。"
    )
    arguments = {"slug": edition.document.slug, "version": edition.version, "uuid": str(proposal.uuid)}
    return {
        "proposal": {"draft": Thing(arguments, moved(proposal, "uuid"))},
        "proposed change": {"draft": Thing({**arguments, "change": str(change.uuid)}, moved(change, "uuid"))},
    }


def _decided_by_secretariat(side: Side) -> Thing:
    """The procedure of this document names the organization's secretariat."""
    edition = _edition(side, "decided", "1.0.0")
    office = make_body(f"{side.prefix}-secretariat", organization=side.organization, kind=Body.Kind.SECRETARIAT)
    change_procedure(edition.document, procedure={edition.revision: [office.slug]}, by=OPERATOR)
    return _by_version(edition)


def _for_office(side: Side, name: str, *, is_laid: bool = False) -> Thing:
    edition, post = _edition_for_office(side, name)
    if is_laid:
        lay_before_office(edition, post=post, by=OPERATOR)
    return _by_version(edition)


def _decision(side: Side, name: str, state: OfficeDecision.State) -> Thing:
    """Where the text was decided it was adopted; otherwise it is still being written."""
    edition, post = _edition_for_office(side, name)
    holder = make_person(f"{side.prefix}-{name}")
    Appointment.objects.create(person=holder, post=post, since=FIRST_DAY)
    question = lay_before_office(edition, post=post, by=OPERATOR)
    decision = decide_by_office(question, state=state, read=edition_hash(edition), by=holder)
    if decision.is_approval:
        adopt_edition(edition, decision=decision, in_force_from=localdate(), by=OPERATOR)
    place = {"slug": edition.document.slug, "version": edition.version, "uuid": str(decision.uuid)}
    return Thing(place, moved(decision, "uuid"))


def _edition_for_office(side: Side, name: str) -> tuple[Edition, Post]:
    """The procedure of this document names one post, which nobody of the cast holds."""
    edition = _edition(side, name, "1.0.0")
    post = Post.objects.create(slug=f"{side.prefix}-{name}", organization=side.organization, role=Role.objects.order_by("pk")[0])
    change_procedure(edition.document, procedure={edition.revision: [f"post:{post.slug}"]}, by=OPERATOR)
    edition.document.refresh_from_db()
    return edition, post


def _links(own: Side, other: Side) -> dict[str, Thing]:
    """Between texts of both sides; in “draft” the text that is linked to is still being written elsewhere."""
    from_own, from_other = _line(own, "rules"), _line(other, "rules")
    ends = {"own": (from_own, from_other), "other's": (from_other, from_own), "draft": (from_own, _line(other, "unsaid"))}
    links = {
        column: link_lines(source, target=target, kind=ClauseLink.Kind.DETAILS, by=OPERATOR) for column, (source, target) in ends.items()
    }
    return {
        column: Thing({"slug": link.source.document.slug, "uuid": str(link.uuid)}, moved(link, "uuid")) for column, link in links.items()
    }


def _document_links(rows: dict[str, Edition]) -> dict[str, Thing]:
    pairs = {"own": (rows["own"], rows["withdrawn"]), "other's": (rows["other's"], rows["own"])}
    links = {
        column: DocumentLink.objects.create(source=source.document, target=target.document, kind=DocumentLink.Kind.REFERS_TO)
        for column, (source, target) in pairs.items()
    }
    return {column: Thing({"slug": link.source.slug, "uuid": str(link.uuid)}, moved(link, "uuid")) for column, link in links.items()}


def _line(side: Side, document: str) -> Line:
    return Line.objects.select_related("document").get(document__slug=f"{side.prefix}-{document}", key="users-first")
