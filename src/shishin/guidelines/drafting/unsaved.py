"""Unsaved: what somebody is typing, kept for them until they save it. It never touches the clause."""

from __future__ import annotations

from django.db import transaction

from shishin.guidelines.drafting.operating import fresh
from shishin.guidelines.editions.checking import check_language, check_length
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Clause, UnsavedText
from shishin.people.models import Person
from shishin.texts.manuscript import Passage


@transaction.atomic
def keep_typing(clause: Clause, *, language: str, passage: Passage, based_on: str, by: Person) -> UnsavedText:
    """Keep what is in the form as it is, with the hash of the text that it began from. No trail: nothing has changed."""
    clause = fresh(clause)
    if not clause.edition.is_working:
        raise NotAWorkingEdition(edition=clause.edition)
    check_language(language)
    check_length(clause.line.key, passage)
    return UnsavedText.objects.update_or_create(
        person=by,
        clause=clause,
        language=language,
        defaults={"heading": passage.heading, "body": passage.body, "summary": passage.summary, "based_on": based_on[:64]},
    )[0]


def typing_kept(person: Person, clause: Clause, language: str) -> UnsavedText | None:
    return UnsavedText.objects.filter(person=person, clause=clause, language=language).first()


def forget_typing(clause: Clause, *, language: str, by: Person) -> None:
    """Throw away what somebody typed: it was saved, or they do not want it."""
    UnsavedText.objects.filter(person=by, clause=clause, language=language).delete()
