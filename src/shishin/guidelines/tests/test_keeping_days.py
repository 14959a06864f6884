"""The days of translations that stood before each text could say its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shishin.guidelines.models import ClauseText
from shishin.kit.triggers import missing_guards

BEFORE = ("guidelines", "0010_former_versions")
LOADED, LATER = datetime(2026, 4, 1, 3, tzinfo=UTC), datetime(2026, 5, 6, 3, tzinfo=UTC)


@pytest.fixture
def before(transactional_db):
    """The tables of the state before, without rows; every migration is made again afterwards."""
    call_command("migrate", *BEFORE, verbosity=0)
    yield MigrationExecutor(connection).loader.project_state([BEFORE]).apps
    call_command("migrate", verbosity=0)


def fill(apps):
    """A fixed edition and one that is being written: each with a translation from the day of its source and one from later."""
    of = apps.get_model
    owner = of("people", "Organization").objects.create(slug="tokyo")
    family = of("guidelines", "Family").objects.create(slug="family", owner=owner, titles={})
    numbering, _ = of("guidelines", "NumberingScheme").objects.get_or_create(slug="arabic")
    document = of("guidelines", "Document").objects.create(slug="text", family=family, owner=owner, numbering=numbering, titles={})
    line = of("guidelines", "Line").objects.create(document=document, key="purpose")
    editions = of("guidelines", "Edition").objects
    for version in ("1.0.0-draft.1", "1.0.0-draft.2"):
        edition = editions.create(document=document, version=version, source_language="ja")
        clause = of("guidelines", "Clause").objects.create(edition=edition, line=line, position=0, depth=1)
        for tag, moment in (("ja", LOADED), ("en", LOADED), ("fr", LATER)):
            text = of("guidelines", "ClauseText").objects.create(clause=clause, language=tag, content_hash="d" * 64)
            of("guidelines", "ClauseText").objects.filter(pk=text.pk).update(written_at=moment)
    editions.filter(version="1.0.0-draft.1").update(state="published", text_hash="c" * 64)


def test_a_translation_that_came_later_to_a_fixed_edition_keeps_the_day_that_its_page_named(before):
    fill(before)

    call_command("migrate", "guidelines", verbosity=0)

    days = {(text.clause.edition.version, text.language): text.added_on for text in ClauseText.objects.select_related("clause__edition")}
    assert days == {
        ("1.0.0-draft.1", "ja"): None,
        ("1.0.0-draft.1", "en"): None,
        ("1.0.0-draft.1", "fr"): date(2026, 5, 6),
        ("1.0.0-draft.2", "ja"): None,
        ("1.0.0-draft.2", "en"): None,
        ("1.0.0-draft.2", "fr"): None,
    }
    assert missing_guards(connection) == []
