"""Tests write to a folder of their own, never to the data of a site."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import ExitStack

import django
import pytest
from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

# Here and not in pytest's settings: those would load Django before the folder and the language are set.
os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
os.environ["SHISHIN_DATA"] = tempfile.mkdtemp(prefix="shishin-tests-")
os.environ.setdefault("SHISHIN_LANGUAGE", "en")
# Which tenth of the access matrix PostgreSQL runs. Set here, so that all workers choose the same one.
os.environ.setdefault("ACCESS_SEED", str(secrets.randbelow(10**6)))
django.setup()

from shishin.kit.triggers import lifted  # noqa: E402


def pytest_report_header() -> str:
    return f"access matrix: ACCESS_SEED={os.environ['ACCESS_SEED']}"


@pytest.fixture(autouse=True, scope="session")
def _guards_are_lifted_for_the_flush():
    """A test with transactions of its own ends with empty tables; nothing but this flush may empty fixed ones."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_guards(case):
        with ExitStack() as lifting:
            for alias in case._databases_names(include_mirrors=False):
                lifting.enter_context(lifted(connections[alias]))
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_guards)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """A test makes the roles and standing orders it needs; the default ones are loaded only where a test asks for them."""
    post_migrate.disconnect(sender=apps.get_app_config("people"), dispatch_uid="people.default_data")
    post_migrate.disconnect(sender=apps.get_app_config("councils"), dispatch_uid="councils.default_data")
