"""Weighing: when a text is fixed, the worker makes its files once, so that their links say how large they are."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.exporting import content_of, digest_of_export, edition_file_name, formats_of
from shishin.guidelines.editions.readable import OldName, readable_document
from shishin.guidelines.errors.editions import NotPrintable
from shishin.guidelines.models import Edition
from shishin.guidelines.printing.trying import print_edition
from shishin.kit.background import task
from shishin.kit.errors import NotFoundWithSuggestions
from shishin.kit.file_sizes import note_size
from shishin.trail.public_changes import note_public_change

AFTER_ALL_ELSE = -50
"""What people wait for comes first."""


def weigh_files_of(edition: Edition) -> None:
    """Leave it to the worker, when the caller's transaction is done."""
    if settings.PRINTS_FIRST:
        transaction.on_commit(partial(weigh_files.enqueue, edition.document.slug, edition.version))


@task(priority=AFTER_ALL_ELSE)
def weigh_files(slug: str, version: str) -> int:
    """Every file of an edition in every language, as it is for everybody. Says how many were made."""
    try:
        readable = readable_document(slug, reader=AnonymousUser())
        fixed = readable.edition(version)
    except (NotFoundWithSuggestions, OldName):
        return 0
    hashes = hashes_of(fixed)
    content = content_of(fixed, hashes, editions=readable.editions)
    made = 0
    for language in [choice.tag for choice in hashes.choices]:
        for form in formats_of("edition", "summary"):
            write = partial(form.write, fixed, language)
            try:
                file = print_edition(fixed, write) if form.is_printed else write()
            except NotPrintable:
                continue
            note_size(digest_of_export(content, form, language), file, name=edition_file_name(fixed, form, language=language))
            made += 1
    # The pages of the text were drawn anew when it was fixed, a moment ago; once more, and they say what is known now.
    note_public_change()
    return made
