"""A profile has a documented shape; what is wrong in it is named, and what is missing is filled in."""

from __future__ import annotations

import pytest

from shishin.guidelines.comparing.profiles import check_profile, profile_in, profile_of
from shishin.guidelines.errors.managing import WrongProfile


def test_nothing_given_is_the_usual_form():
    profile = profile_in("ja")

    assert (profile.new_label, profile.old_label, profile.omitted, profile.new, profile.dropped) == (
        "改定後",
        "改定前",
        "（略）",
        "（新設）",
        "（削る）",
    )
    assert (profile.is_new_left, profile.has_reasons, profile.shows_dropped) == (True, True, True)


def test_what_is_given_takes_the_place_of_the_usual():
    given = {"order": "old-left", "labels": {"ja": {"new": "新"}}, "reason": {"shown": False}, "show_dropped": False}
    profile = profile_in("ja-simple", given)

    assert (profile.new_label, profile.old_label, profile.is_new_left, profile.has_reasons) == ("新", "改定前", False, False)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ([], "object"),
        ({"oder": "new-left"}, "oder"),
        ({"order": "up"}, "order"),
        ({"show_dropped": "yes"}, "show_dropped"),
        ({"omit_renumbered": "yes"}, "omit_renumbered"),
        ({"omit_longer_than": True}, "omit_longer_than"),
        ({"labels": {"ja": {"left": "新"}}}, "labels.ja"),
        ({"labels": {"??": {"new": "Nouveau"}}}, "labels"),
        ({"labels": {"ja-simple": {"new": "あと"}}}, "labels.ja-simple"),
        ({"reason": {"labels": {"fr_FR": "Motif"}}}, "reason.labels"),
        ({"labels": ["新"]}, "labels"),
        ({"words": {"ja": {"new": " "}}}, "words.ja"),
        ({"reason": {"shown": 1}}, "reason.shown"),
        ({"reason": {"labels": {"ja": 3}}}, "reason.labels"),
        ({"reason": True}, "reason"),
    ],
)
def test_what_is_wrong_is_named(given, named):
    with pytest.raises(WrongProfile, match=named):
        check_profile(given)


def test_words_may_be_given_in_any_language_and_what_is_missing_is_english():
    given = {
        "labels": {"fr": {"new": "Après", "old": "Avant"}},
        "words": {"fr": {"omitted": "(sans changement)"}},
        "reason": {"labels": {"fr": "Motif"}},
    }
    french, swiss = profile_in("fr", given), profile_in("fr-CH", given)

    assert (french.new_label, french.old_label, french.omitted, french.new, french.reason_label) == (
        "Après",
        "Avant",
        "(sans changement)",
        "(new)",
        "Motif",
    )
    assert swiss == french
    assert profile_in("de", given) == profile_in("en")


def test_a_wrong_profile_that_is_stored_does_not_take_the_table_away():
    assert profile_of("ja", {"order": "up"}) == profile_in("ja")
