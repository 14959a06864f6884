"""The least that is valid: organizations, documents, manuscripts, editions, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from shishin.councils.deciding.recording import record_decision
from shishin.councils.models import Body, Decision
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.models import Document, Edition, Family, NumberingScheme
from shishin.guidelines.models.documents import IN_FAMILY
from shishin.people.models import Appointment, Organization, OrganizationName, Person, PersonName, Post, Role
from shishin.people.tests.makers import agree_to
from shishin.texts.manuscript import DocumentSheet, EditionSheet, Manuscript, ManuscriptClause, Passage, kind_of_step
from shishin.trail.recording import OPERATOR


def make_organization(slug: str = "tokyo", **fields: Any) -> Organization:
    organization, is_new = Organization.objects.get_or_create(slug=slug, defaults=fields)
    if is_new:
        names = {"ja": f"{slug}局", "en": f"Bureau {slug}"}
        OrganizationName.objects.create(organization=organization, names=names, valid_from=date(2000, 1, 1))
    return organization


def make_person(login_name: str = "bob", *, name: str = "", **fields: Any) -> Person:
    """Somebody who signs in and holds no post."""
    person = Person.objects.create(login_name=login_name, **fields)
    PersonName.objects.create(person=person, names={"en": name or login_name.title()}, valid_from=date(2000, 1, 1))
    return person


def make_secretariat(login_name: str = "alice", *, organization: Organization | None = None) -> Person:
    """Somebody whose post lets them write the documents of an organization."""
    role, _ = Role.objects.get_or_create(slug="secretariat", defaults={"abilities": ["edit_documents", "import_texts"]})
    person = make_person(login_name)
    post = Post.objects.create(slug=f"desk-{login_name}", organization=organization or make_organization(), role=role)
    Appointment.objects.create(person=person, post=post, since=date(2020, 4, 1))
    return person


def make_auditor(login_name: str = "audrey") -> Person:
    """Somebody who sees everything and changes nothing."""
    role, _ = Role.objects.get_or_create(slug="auditor", defaults={"abilities": ["read_everything", "read_trail"]})
    person = make_person(login_name)
    post = Post.objects.create(slug=f"desk-{login_name}", organization=make_organization(), role=role)
    Appointment.objects.create(person=person, post=post, since=date(2020, 4, 1))
    return person


def make_numbering(slug: str = "arabic", rules: dict[str, Any] | None = None) -> NumberingScheme:
    return NumberingScheme.objects.get_or_create(slug=slug, defaults={"titles": {"en": slug}, "rules": rules or {}})[0]


def make_family(slug: str = "tokyo-family", **fields: Any) -> Family:
    fields = {"titles": {"ja": "東京の指針", "en": "Tokyo guidelines"}, "owner": fields.pop("owner", None) or make_organization(), **fields}
    return Family.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_document(slug: str = "action-guidelines", **fields: Any) -> Document:
    family = fields.pop("family", None) or make_family()
    fields = {"titles": {"ja": "行動指針", "en": "Action guidelines"}, "owner": family.owner, "numbering": make_numbering(), **fields}
    document, is_new = Document.objects.get_or_create(slug=slug, defaults={"family": family, **fields})
    if is_new and document.owner != family.owner:
        agree_to(IN_FAMILY, edge=document, target=family, ours=document.owner, theirs=family.owner)
    return document


def words(heading: str = "", body: str = "", summary: str = "", **translations: Passage) -> dict[str, Passage]:
    return {"ja": Passage(heading, body, summary), **translations}


CLAUSES = (
    ManuscriptClause(
        "purpose",
        1,
        kind="chapter",
        passages=words("目的", "この指針は、行動の規範を定める。", en=Passage("Purpose", "This sets out conduct.")),
    ),
    ManuscriptClause("design", 1, kind="chapter", passages=words("設計")),
    ManuscriptClause(
        "users-first", 2, kind="conduct", force="must", passages=words("利用者", "利用者から始めなければならない。", "利用者から。")
    ),
    ManuscriptClause("do-not-guess", 2, kind="dont", force="must-not", passages=words("", "推測で作ってはならない。")),
)


def make_manuscript(
    version: str = "1.0.0", *, slug: str = "action-guidelines", clauses: Sequence[ManuscriptClause] = CLAUSES, **sheet: Any
) -> Manuscript:
    make_numbering()
    document = DocumentSheet(slug, {"ja": "行動指針", "en": "Action guidelines"}, family="tokyo-family", owner="tokyo")
    return Manuscript(document, EditionSheet(version, **sheet), tuple(clauses))


def make_edition(
    version: str = "1.0.0", *, slug: str = "action-guidelines", clauses: Sequence[ManuscriptClause] = CLAUSES, **sheet: Any
) -> Edition:
    """A working edition; its document, family and owner are made where they are missing. Its kind of revision is what its number says."""
    document = make_document(slug)
    adopted = Edition.objects.filter(document=document, state=Edition.State.ADOPTED).order_by("in_force_from").last()
    if adopted:
        sheet.setdefault("revision", kind_of_step(adopted.version, version) or "enactment")
    return import_manuscript(make_manuscript(version, slug=slug, clauses=clauses, **sheet), by=OPERATOR)


def make_decision(
    *, on: Edition, kind: Decision.Kind = Decision.Kind.DECIDED, text_hash: str = "", day: date = date(2022, 3, 31)
) -> Decision:
    """Of another hash it is about words that the edition had once."""
    body, _ = Body.objects.get_or_create(slug="council", defaults={"kind": Body.Kind.COUNCIL})
    told: dict[str, Any] = {
        "kind": kind,
        "decided_on": day,
        "text_name": f"{on.document.slug} {on.version}",
        "text_hash": text_hash or edition_hash(on),
    }
    if text_hash:
        return Decision.objects.create(body=body, **told)
    return Decision.objects.filter(body=body, **told).first() or record_decision(body, **told, by=OPERATOR)


def make_adopted(version: str = "1.0.0", *, in_force_from: date | None = None, **fields: Any) -> Edition:
    edition = make_edition(version, **fields)
    return adopt_edition(edition, decision=make_decision(on=edition), in_force_from=in_force_from or localdate(), by=OPERATOR)
