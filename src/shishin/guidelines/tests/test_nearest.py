from __future__ import annotations

from shishin.guidelines.editions.readable import suggestions


def test_the_likest_name_comes_first_and_what_is_unlike_not_at_all():
    found = suggestions(
        "acton-guidelines", [("data-guideline", ("/d/", "Data")), ("action-guidelines", ("/a/", "Action")), ("xyz", ("/x/", "X"))]
    )

    assert found[0] == ("/a/", "Action")
    assert ("/x/", "X") not in found


def test_one_thing_with_several_names_is_offered_once():
    assert suggestions("DS-100", [("DS-100", ("/s/", "Standard")), ("ds-100", ("/s/", "Standard"))]) == [("/s/", "Standard")]


def test_nothing_to_offer_is_no_error():
    assert suggestions("1.0.0", []) == []
