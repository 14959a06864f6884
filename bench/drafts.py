"""A draft with many clauses and changes, and somebody who writes it."""

from __future__ import annotations

from datetime import date

from bench.texts import make_clauses, store
from shishin.guidelines.access import EDIT_DOCUMENTS
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.models import ClauseText, Document, Edition
from shishin.people.models import Appointment, Person, Post, Role
from shishin.texts.manuscript import Passage

PLACE = "1.1.0"


def make_writer(name: str) -> Person:
    return Person.objects.create(login_name=name)


def make_draft(slug: str, *, clauses: int, changes: int, by: Person, chapter: int = 25) -> Edition:
    """Started from an edition in force, with some of its clauses worded otherwise, one operation each."""
    before = store(slug, "1.0.0", make_clauses(clauses, chapter=chapter))
    let_write(by, Document.objects.get(slug=slug))
    draft = start_next_edition(before, version=PLACE, by=by)
    texts = ClauseText.objects.filter(clause__edition=draft, clause__depth=3).select_related("clause__line", "clause__edition__document")
    for text in texts.order_by("clause__position")[:changes]:
        passage = Passage(text.heading, f"{text.body}\n\n速やかに行う。", text.summary)
        edit_clause(text.clause, language=text.language, passage=passage, based_on=text.content_hash, by=by)
    return draft


def let_write(person: Person, document: Document) -> None:
    role, _ = Role.objects.get_or_create(slug="bench-writer", defaults={"abilities": [EDIT_DOCUMENTS]})
    post = Post.objects.create(slug=f"post-{person.login_name}", organization=document.owner, role=role)
    Appointment.objects.create(person=person, post=post, since=date(2020, 4, 1))
