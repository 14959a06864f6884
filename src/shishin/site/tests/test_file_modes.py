"""The data of a site is for its own user alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shishin.site import file_modes
from shishin.site.file_modes import close_to_others, open_to_others

MAIN = "import os\n{plant}\nfrom shishin.site.commands import main\nmain()"


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


@pytest.fixture
def data(settings, tmp_path: Path, monkeypatch) -> Path:
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(file_modes, "database_file", lambda: tmp_path / "elsewhere" / "shishin.sqlite3")
    for place in (settings.DATA / "secret.key", tmp_path / "elsewhere" / "shishin.sqlite3", tmp_path / "elsewhere" / "shishin.sqlite3-wal"):
        place.parent.mkdir(exist_ok=True)
        place.touch()
        place.chmod(0o644)
    settings.DATA.chmod(0o755)
    return settings.DATA


def test_what_others_may_read_is_closed_and_named(data: Path):
    database = data.parent / "elsewhere" / "shishin.sqlite3"

    sentences = close_to_others()

    assert [mode(place) for place in (data, data / "secret.key", database, Path(f"{database}-wal"))] == [0o700, 0o600, 0o600, 0o600]
    assert len(sentences) == 4
    assert f"{data} was open to other users of this machine; it is closed now (700)." in sentences
    assert (open_to_others(), close_to_others()) == ([], [])


def test_what_cannot_be_closed_is_said_and_stops_nothing(data: Path, monkeypatch):
    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)

    assert [sentence for sentence in close_to_others() if "could not be closed (Operation not permitted)" in sentence] != []


def open_after_writing(data: Path, plant: str = "") -> tuple[str, set[str]]:
    """Whatever the shell allows: here it lets everybody read and write."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    words = "from pathlib import Path; from django.conf import settings; (settings.DATA / 'mail').mkdir(); (settings.DATA / 'mail' / 'a').touch()"
    done = subprocess.run(
        [sys.executable, "-c", MAIN.format(plant=plant), "shell", "--no-imports", "-c", words],
        env={**environment, "SHISHIN_DATA": str(data)},
        umask=0,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    return done.stderr, {place.name for place in (data, *data.rglob("*")) if mode(place) & 0o077}


def test_what_a_site_writes_is_for_its_own_user_alone(tmp_path: Path):
    assert open_after_writing(tmp_path / "site") == ("", set())
    assert mode(tmp_path / "site") == 0o700


def test_planted_without_its_umask_others_would_read_it(tmp_path: Path):
    assert open_after_writing(tmp_path / "site", "os.umask = lambda mask: 0")[1] >= {"mail", "a"}
