from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localdate

from shishin.guidelines.editions.naming import cite_edition
from shishin.guidelines.models import Edition
from shishin.kit.triggers import missing_guards

BEFORE = ("guidelines", "0001_initial")
BUREAU, AGENCY, COUNCIL = {"ja": "局", "en": "Bureau"}, {"ja": "庁"}, {"ja": "会議", "en": "Council"}


@pytest.fixture
def before(transactional_db):
    """The tables of the state before, without rows; every migration is made again afterwards."""
    call_command("migrate", *BEFORE, verbosity=0)
    yield MigrationExecutor(connection).loader.project_state([BEFORE]).apps
    call_command("migrate", verbosity=0)


def fill(apps):
    """An owner established in 2023 and renamed in 2025, and a body that decided before that."""
    of = apps.get_model
    owner = of("people", "Organization").objects.create(slug="tokyo", established_on=date(2023, 9, 1))
    names = of("people", "OrganizationName").objects
    names.create(organization=owner, names=BUREAU, valid_from=date(2023, 9, 1))
    names.create(organization=owner, names=AGENCY, valid_from=date(2025, 4, 1))
    body = of("councils", "Body").objects.create(slug="council", kind="council")
    of("councils", "BodyName").objects.create(body=body, names=COUNCIL, valid_from=date(2020, 1, 1))
    decisions = of("councils", "Decision").objects
    old, new = (
        decisions.create(body=body, kind="decided", decided_on=day, text_name="1", text_hash=text_hash)
        for day, text_hash in ((date(2022, 3, 31), "a" * 64), (date(2024, 3, 31), "b" * 64))
    )
    family = of("guidelines", "Family").objects.create(slug="family", owner=owner, titles={})
    numbering, _ = of("guidelines", "NumberingScheme").objects.get_or_create(slug="arabic")
    document = of("guidelines", "Document").objects.create(
        slug="text", family=family, owner=owner, numbering=numbering, titles={"ja": "文"}
    )

    def edition(version, **values):
        fixed = {} if values["state"] == "working" else {"text_hash": "c" * 64}
        of("guidelines", "Edition").objects.create(document=document, version=version, source_language="ja", **fixed, **values)

    elsewhere = {"taken_over_from": "https://old.example/", "taken_over_on": date(2024, 1, 1), "taken_over_by": "carol"}
    edition("1.0.0", state="adopted", adopted_by=old, decided_on=date(2022, 3, 31), in_force_from=date(2022, 4, 1))
    edition("2.0.0-draft.1", state="published", published_on=date(2024, 2, 1))
    edition("2.0.0", state="adopted", adopted_by=new, decided_on=date(2024, 3, 31), in_force_from=date(2024, 4, 1))
    edition("0.9.0", state="adopted", in_force_from=date(2021, 4, 1), drafted_on=date(2021, 3, 1), **elsewhere)
    edition("0.8.0", state="adopted", in_force_from=date(2020, 4, 1), **elsewhere)
    edition("3.0.0", state="working", drafted_on=localdate())


def test_fixed_editions_keep_the_issuer_that_was_cited_before_the_migration(before):
    fill(before)

    call_command("migrate", "guidelines", verbosity=0)

    kept = {one.version: (one.issuer_kind, one.issuer_names) for one in Edition.objects.all()}
    assert kept == {
        "1.0.0": ("body", COUNCIL),
        "2.0.0-draft.1": ("organization", BUREAU),
        "2.0.0": ("organization", BUREAU),
        "0.9.0": ("organization", BUREAU),
        "0.8.0": ("organization", AGENCY),
        "3.0.0": ("", {}),
    }
    assert [cite_edition(edition, language="ja").words for edition in Edition.objects.public().order_by("pk")] == [
        "会議「文」1.0.0、2022年3月31日決定。",
        "局「文」2.0.0 原案、2024年2月1日公表。",
        "局「文」2.0.0、2024年3月31日決定。",
        "局「文」0.9.0、2021年3月1日公表。",
        "庁「文」0.8.0。",
    ]


def test_the_kept_issuer_is_guarded_once_it_is_filled(before):
    fill(before)
    call_command("migrate", "guidelines", verbosity=0)

    assert missing_guards(connection) == []
    with pytest.raises(IntegrityError, match="fixed"):
        Edition.objects.filter(version="1.0.0").update(issuer_names={"ja": "別の庁"})
