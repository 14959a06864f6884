from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from shishin.guidelines.access import (
    can_edit,
    can_import,
    document_to_edit,
    edition_to_discard,
    editions_to_read,
    require_importer,
)
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_organization, make_person, make_secretariat
from shishin.people.organizing import move_organization
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def test_a_working_edition_is_read_by_those_who_write_it():
    adopted, working = make_adopted("1.0.0"), make_edition("2.0.0")
    tokyo = make_organization("tokyo")
    above = make_organization("government")
    move_organization(tokyo, parent=above, by=OPERATOR)
    ours, upper = make_secretariat("alice"), make_secretariat("carol", organization=above)
    theirs, nobody = make_secretariat("bob", organization=make_organization("osaka")), make_person("dave")
    owner = make_person("olivia", is_owner=True)

    for reader in (ours, upper, owner):
        assert set(editions_to_read(reader)) == {adopted, working}
        assert can_edit(reader, working.document)
    for reader in (theirs, nobody, AnonymousUser()):
        assert list(editions_to_read(reader)) == [adopted]
        assert not can_edit(reader, working.document)
        with pytest.raises(Http404):
            document_to_edit(reader, "action-guidelines")
        with pytest.raises(Http404):
            edition_to_discard(reader, "action-guidelines", "2.0.0")


def test_an_adopted_edition_is_never_there_to_discard():
    make_adopted("1.0.0")

    with pytest.raises(Http404):
        edition_to_discard(make_secretariat(), "action-guidelines", "1.0.0")


def test_only_a_secretariat_brings_texts_in():
    alice, dave = make_secretariat("alice"), make_person("dave")

    assert require_importer(alice) == alice
    assert (can_import(alice), can_import(dave), can_import(AnonymousUser())) == (True, False, False)
    for refused in (dave, AnonymousUser()):
        with pytest.raises(Http404):
            require_importer(refused)
