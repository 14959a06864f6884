"""One world for all cells of a module: built once, every request taken back, nothing left behind."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator

import pytest
from django.core import mail

from shishin.site.tests.access_matrix.asking import Site, taken_back
from shishin.site.tests.access_matrix.cells import Matrix
from shishin.site.tests.access_matrix.world import make_world


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker) -> Iterator[Matrix]:
    logging.disable()  # each refused cell would be a line
    site = Site()
    with django_db_blocker.unblock(), taken_back():
        world = make_world()
        gc.freeze()  # nothing of the world goes before the end
        yield Matrix(site, world)
        gc.unfreeze()
    site.close()
    mail.outbox.clear()
    logging.disable(logging.NOTSET)
