"""The trail calls things by their names and links to their pages, for those who may see them."""

from __future__ import annotations

import pytest

from shishin.guidelines.tests.makers import make_adopted, make_edition, make_person, make_secretariat
from shishin.trail.naming import Known, known_names
from shishin.trail.recording import name_of

pytestmark = pytest.mark.django_db


def test_an_adopted_edition_its_document_and_who_did_it_have_names():
    edition, alice = make_adopted("1.0.0"), make_person("alice")
    wanted = {name_of(edition), name_of(edition.document), alice.as_actor().name}

    known = known_names(wanted, reader=None)

    assert known == {
        name_of(edition): Known("Action guidelines 1.0.0", "/guidelines/action-guidelines/1.0.0/"),
        name_of(edition.document): Known("Action guidelines", "/guidelines/action-guidelines/"),
        alice.as_actor().name: Known("Alice"),
    }


def test_a_working_edition_is_named_only_for_those_who_may_read_it():
    edition = make_edition("1.0.0")
    alice = make_secretariat("alice", organization=edition.document.owner)

    assert known_names({name_of(edition)}, reader=make_person("bob")) == {}
    assert list(known_names({name_of(edition)}, reader=alice)) == [name_of(edition)]


def test_what_no_longer_exists_keeps_its_bare_name():
    assert known_names({"guidelines.edition:00000000-0000-0000-0000-000000000000", "system:operator"}, reader=None) == {}
