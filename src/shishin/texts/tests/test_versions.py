from __future__ import annotations

import pytest

from shishin.texts.manuscript import next_version


@pytest.mark.parametrize(
    ("version", "taken", "likeliest"),
    [
        ("1.0.0-draft.1", {"1.0.0-draft.1"}, "1.0.0"),
        ("1.0.0-draft.1", {"1.0.0-draft.1", "1.0.0"}, "1.0.0-draft.2"),
        ("1.0.0-draft.1", {"1.0.0-draft.1", "1.0.0-draft.2", "1.0.0"}, "1.0.0-draft.3"),
        ("1.0.0", {"1.0.0"}, "1.1.0-draft.1"),
        ("1.0.0", {"1.0.0", "1.1.0-draft.1"}, "1.1.0-draft.2"),
        ("2.3.4", {"2.3.4"}, "2.4.0-draft.1"),
        ("first", {"first"}, ""),
    ],
)
def test_the_next_version_is_the_final_one_after_a_draft_and_a_free_draft_after_a_final_one(version, taken, likeliest):
    assert next_version(version, taken=taken) == likeliest
