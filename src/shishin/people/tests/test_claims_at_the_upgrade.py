"""What stood between organizations at the upgrade counts as agreed, and says so."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shishin.people.models import Claim

STATE = [("people", "0004_hide_sessions_and_second_factors"), ("councils", "0001_initial"), ("guidelines", "0004_scopes")]


@pytest.fixture
def before(transactional_db):
    """The tables of the state before, without rows; every migration is made again afterwards."""
    call_command("migrate", *STATE[0], verbosity=0)
    yield MigrationExecutor(connection).loader.project_state(STATE).apps
    call_command("migrate", verbosity=0)


def test_edges_between_organizations_stand_and_say_since_when(before):
    of = before.get_model
    tokyo = of("people", "Organization").objects.create(slug="tokyo")
    city = of("people", "Organization").objects.create(slug="city", parent=tokyo)
    bodies = of("councils", "Body").objects
    council = bodies.create(slug="council", kind="council", organization=tokyo)
    panel = bodies.create(slug="panel", kind="committee", organization=city, parent=council)
    bodies.create(slug="group", kind="committee", organization=tokyo, parent=council)
    proposal = of("councils", "Referral").objects.create(
        direction="up", asked_by=panel, asked_of=council, titles={"ja": "案"}, questions={"ja": "案"}, referred_on=date(2026, 4, 1)
    )
    family = of("guidelines", "Family").objects.create(slug="family", owner=tokyo, titles={})
    numbering, _ = of("guidelines", "NumberingScheme").objects.get_or_create(slug="arabic")
    ours, theirs = (
        of("guidelines", "Document").objects.create(slug=slug, family=family, owner=owner, numbering=numbering, titles={"ja": slug})
        for slug, owner in (("ours", tokyo), ("theirs", city))
    )
    source, target = (of("guidelines", "Line").objects.create(document=document, key="one") for document in (theirs, ours))
    link = of("guidelines", "ClauseLink").objects.create(source=source, target=target, kind="supersedes")
    of("guidelines", "ClauseLink").objects.create(source=target, target=source, kind="details")
    documents = of("guidelines", "DocumentLink").objects.create(source=theirs, target=ours, kind="supersedes")

    call_command("migrate", verbosity=0)

    assert set(Claim.objects.values_list("state", "how")) == {("agreed", "upgrade")}
    kept = {(row.kind, row.edge, row.target) for row in Claim.objects.filter(kept_by_id=tokyo.pk, claimed_by_id=city.pk)}
    assert kept == {
        ("organization_above", city.uuid, tokyo.uuid),
        ("parent_body", panel.uuid, council.uuid),
        ("upward_proposal", proposal.uuid, council.uuid),
        ("in_family", theirs.uuid, family.uuid),
        ("clause_link", link.uuid, target.uuid),
        ("document_link", documents.uuid, ours.uuid),
    }
    assert Claim.objects.filter(kept_by_id=city.pk).count() == 1
