"""File modes: the data of a site is for its own user alone, which is looked at whenever a process of it starts."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def open_to_others() -> list[Path]:
    """The data folder, and what lies at its top or is kept elsewhere, where others may look into it. What is deeper is behind the folder."""
    return [place for place in _places() if stat.S_IMODE(place.stat().st_mode) & 0o077]


def close_to_others() -> list[str]:
    """Take from others what they may; one sentence for each place where something was to be done."""
    sentences = []
    for place in open_to_others():
        wanted = 0o700 if place.is_dir() else 0o600
        try:
            place.chmod(wanted)
        except OSError as error:
            sentences.append(
                f"{place} is open to other users of this machine and could not be closed ({error.strerror}): chmod {wanted:o} it."
            )
        else:
            sentences.append(f"{place} was open to other users of this machine; it is closed now ({wanted:o}).")
    return sentences


def _places() -> Iterator[Path]:
    data: Path = settings.DATA
    yield from (place for place in (data, *data.glob("*.key")) if place.exists())
    if file := database_file():
        yield from (place for place in file.parent.glob(f"{file.name}*") if place.is_file())


def database_file() -> Path | None:
    database = settings.DATABASES["default"]
    return Path(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None
