"""Tests write to a folder of their own, never to the data of a site; the slowest files are named at the end."""

from __future__ import annotations

import gc
import os
import secrets
import tempfile
from collections import Counter
from contextlib import ExitStack
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

# Here and not in pytest's settings: those would load Django before the folder and the language are set.
os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
os.environ["SHISHIN_DATA"] = tempfile.mkdtemp(prefix="shishin-tests-")
os.environ.setdefault("SHISHIN_LANGUAGE", "en")
# Which tenth of the access matrix PostgreSQL runs. Set here, so that all workers choose the same one.
os.environ.setdefault("ACCESS_SEED", str(secrets.randbelow(10**6)))
django.setup()
settings.KEEPS_PAGES = False
settings.JOBS_AT_ONCE = True
settings.PRINTS_FIRST = False
# Tests make thousands of people: who gets in is tested, and not how slow a guess is. `site/tests/test_checks.py` holds the real one.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from shishin.kit.triggers import lifted  # noqa: E402

TOGETHER = ("src/shishin/demo/tests/", "src/shishin/site/tests/test_backing_up.py", "src/shishin/site/tests/test_links.py")
"""These tests share what is dear to make, so they stay on one worker. So do the journeys of a file: some find what others left."""
SLOWEST = 10
BUDGET_OF_A_FILE = 60
"""Seconds. The matrix of access, which asks for every page as everybody, has more."""
BUDGETS = {"src/shishin/site/tests/access_matrix/test_access_matrix.py": 240}
seconds: Counter[str] = Counter()


def pytest_report_header() -> str:
    return f"access matrix: ACCESS_SEED={os.environ['ACCESS_SEED']}"


class Spreading(LoadScopeScheduling):
    """Every test goes to whoever is free, and what stays together goes first."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("journeys/"):
            return nodeid.partition("::")[0]
        return next((shared for shared in TOGETHER if nodeid.startswith(shared)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spreading:
    return Spreading(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks no database says the same beside each: on PostgreSQL those that ask it are run."""
    if connections["default"].vendor == "postgresql":
        idle = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=idle)
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or bool({"db", "django_db_setup"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A page leaves its language to whatever comes next in the process: each test begins in the language of the site."""
    translation.deactivate()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    seconds[report.nodeid.partition("::")[0]] += report.duration


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """With workers this is told of all of them; what a file waits for is counted to the test that asks first."""
    if not config.getoption("numprocesses", None):
        return
    terminalreporter.section("slowest test files")
    for name, taken in seconds.most_common(SLOWEST):
        terminalreporter.line(f"{taken:7.1f} s  {name}")
    for name, taken in seconds.most_common():
        if taken > (budget := BUDGETS.get(name, BUDGET_OF_A_FILE)):
            terminalreporter.line(f"Over its budget of {budget} s: {name}", yellow=True)


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
    """A test makes the roles, standing orders and rules of consultations it needs; the default ones are loaded only where a test asks for them."""
    post_migrate.disconnect(sender=apps.get_app_config("people"), dispatch_uid="people.default_data")
    post_migrate.disconnect(sender=apps.get_app_config("councils"), dispatch_uid="councils.default_data")
    post_migrate.disconnect(sender=apps.get_app_config("consultations"), dispatch_uid="consultations.default_data")
