"""Weighing: when a text is fixed, the worker makes its files once, so that their links say how large they are."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from shishin.guidelines.editions.clauses import hashes_of
from shishin.guidelines.editions.exporting import Format, content_of, digest_of_export, edition_file_name, formats_of
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
def weigh_files(slug: str, version: str, done: int = 0) -> str:
    """The next file of an edition, as it is for everybody, and then the one after it: between two the worker is free. Says which was made."""
    try:
        readable = readable_document(slug, reader=AnonymousUser())
        edition = readable.edition(version)
    except (NotFoundWithSuggestions, OldName):
        return ""
    hashes = hashes_of(edition)
    files = [(choice.tag, form) for choice in hashes.choices for form in formats_of("edition", "summary")]
    language, form = files[done]
    name = edition_file_name(edition, form, language=language)
    try:
        file = _written(edition, form, language)
    except NotPrintable:
        name = ""
    else:
        note_size(digest_of_export(content_of(edition, hashes, editions=readable.editions), form, language), file, name=name)
    if done + 1 < len(files):
        weigh_files.enqueue(slug, version, done + 1)
    else:
        # The pages of the text were drawn anew when it was fixed, a moment ago; once more, and they say what is known now.
        note_public_change()
    return name


def _written(edition: Edition, form: Format, language: str) -> bytes:
    write = partial(form.write, edition, language)
    return print_edition(edition, write) if form.is_printed else write()
