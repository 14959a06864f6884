from __future__ import annotations

import pytest

from shishin.councils.tests.makers import TEXTS


@pytest.fixture(autouse=True)
def no_texts_of_other_tests():
    TEXTS.clear()
