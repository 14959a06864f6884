"""A place for a site of its own, with a database on the server of the tests."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as given_settings
from django.db import connection

from shishin.site.tests.makers import clean_environment


@pytest.fixture
def place_for_drill(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A data folder, and on PostgreSQL a database of its own, on the server of the tests."""
    data = tmp_path / "drill"
    data.mkdir()
    if connection.vendor != "postgresql":
        yield clean_environment(SHISHIN_DATA=str(data))
        return
    name = f"drill_{secrets.token_hex(4)}"
    options = given_settings.DATABASES["default"]
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {variable: str(options[key]) for variable, key in place.items() if options[key]}

    def psql(words: str) -> None:
        subprocess.run(["psql", "--quiet", "--dbname=postgres", f"--command={words}"], env={**os.environ, **given}, check=True)

    psql(f"CREATE DATABASE {name}")
    login = ":".join(quote(str(options[key]), safe="") for key in ("USER", "PASSWORD") if options[key])
    port = f":{options['PORT']}" if options["PORT"] else ""
    yield clean_environment(
        SHISHIN_DATA=str(data), DATABASE_URL=f"postgres://{login}@{quote(str(options['HOST']), safe='')}{port}/{name}", PYTHONUNBUFFERED="1"
    )
    with suppress(subprocess.CalledProcessError):
        psql(f"DROP DATABASE {name} WITH (FORCE)")
