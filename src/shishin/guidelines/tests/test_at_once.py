"""Two at once: of two people who take one address, one has it and the other is told who."""

from __future__ import annotations

import pytest

from shishin.guidelines.editions.describing import begin_document, found_family
from shishin.guidelines.models import Document, Family
from shishin.guidelines.tests.makers import make_family, make_numbering, make_organization
from shishin.kit.at_once import as_a_whole
from shishin.kit.tests.together import at_once
from shishin.texts.manuscript import DocumentSheet
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_families_at_one_address_one_is_founded():
    owner = make_organization()

    told = at_once(lambda: as_a_whole(lambda: found_family(slug="desks", titles={"ja": "窓口"}, owner=owner, by=OPERATOR)))

    assert told == ["", "FamilyAddressTaken", "FamilyAddressTaken"]
    assert (Family.objects.count(), Entry.objects.filter(key="guidelines.family_created").count()) == (1, 1)


def test_of_documents_at_one_address_one_is_begun():
    numbering, family = make_numbering(), make_family()
    sheet = DocumentSheet("rules", {"ja": "規則"}, family=family.slug, owner=family.owner.slug, numbering=numbering.slug)

    told = at_once(lambda: as_a_whole(lambda: begin_document(sheet, by=OPERATOR)))

    assert told == ["", "AliasTaken", "AliasTaken"]
    assert Document.objects.count() == 1
