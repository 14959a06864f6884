from __future__ import annotations

import pytest

from shishin.guidelines.default_data import delivered_schemes, load_schemes
from shishin.guidelines.models import NumberingScheme

pytestmark = pytest.mark.django_db


def test_the_schemes_are_there_after_migrating():
    assert set(NumberingScheme.objects.values_list("slug", flat=True)) == {scheme["slug"] for scheme in delivered_schemes()}


def test_loading_again_changes_nothing_and_leaves_what_was_changed():
    NumberingScheme.objects.filter(slug="arabic").update(titles={"ja": "うちの番号"})
    NumberingScheme.objects.filter(slug="dai").delete()

    assert load_schemes() == 1
    assert load_schemes() == 0
    assert NumberingScheme.objects.get(slug="arabic").titles == {"ja": "うちの番号"}
