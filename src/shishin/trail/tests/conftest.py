"""Every test of the trail begins with an empty one and a key of its own."""

from __future__ import annotations

import pytest
from django.db import connection

from shishin.kit.triggers import lifted
from shishin.trail.models import Entry, Place, Seal


@pytest.fixture
def trail(db, settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY, settings.CHECKPOINT_FILE = tmp_path, tmp_path / "trail.key", tmp_path / "checkpoints.txt"
    empty_trail()


def empty_trail():
    # What the packages above record when they load their own data is not of interest here.
    with lifted(connection):
        for model in (Place, Seal, Entry):
            model.objects.all()._raw_delete("default")
        # PostgreSQL makes no trigger while foreign keys wait to be checked.
        connection.check_constraints()
