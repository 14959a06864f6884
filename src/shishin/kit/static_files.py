"""Static files whose address changes with their content, so that browsers may keep them for ever."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


class NoSuchStaticFile(LookupError):
    """A page asks for a static file that no package has."""

    def __init__(self, path: str) -> None:
        super().__init__(f"No package has a static file {path!r}.")


@cache
def versioned_url(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        raise NoSuchStaticFile(path)
    version = sha256(Path(found).read_bytes()).hexdigest()[:12]
    return f"{static(path)}?v={version}"
