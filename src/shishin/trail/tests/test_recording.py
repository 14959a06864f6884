"""Recording: one canonical line, the columns from it, in the transaction of the change."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, canonical, in_utc, record
from shishin.trail.tests.makers import CLERK, DOCUMENT


def test_an_entry_is_one_canonical_line_and_the_columns_it_says(trail):
    entry = record("x.done", about=DOCUMENT, who=CLERK, why="一行目\n二行目", number=1, ratio=0.5, names={"ja": "名"}, parts=(1, 2))
    entry.refresh_from_db()

    assert entry.sealed_text == canonical(
        {
            "id": str(entry.uuid),
            "key": "x.done",
            "actor": CLERK.name,
            "role": "事務局",
            "organization": "デジタル庁",
            "about": DOCUMENT,
            "at": in_utc(entry.happened_at),
            "why": "一行目\n二行目",
            "data": {"number": 1, "ratio": 0.5, "names": {"ja": "名"}, "parts": [1, 2]},
        }
    )
    assert "\n" not in entry.sealed_text
    assert entry.data == json.loads(entry.sealed_text)["data"]


def test_an_entry_goes_with_the_change_that_fails(trail):
    with pytest.raises(ZeroDivisionError):
        _change_that_fails()
    assert Entry.objects.count() == 0


def test_what_json_cannot_hold_is_not_recorded(trail):
    with pytest.raises(ValueError, match="not JSON compliant"):
        record("x.done", about=DOCUMENT, who=OPERATOR, figure=float("nan"))
    with pytest.raises(TypeError, match="not JSON serializable"):
        record("x.done", about=DOCUMENT, who=OPERATOR, thing=object())


@transaction.atomic
def _change_that_fails():
    record("x.done", about=DOCUMENT, who=OPERATOR)
    raise ZeroDivisionError
