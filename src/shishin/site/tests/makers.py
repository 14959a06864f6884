"""What the tests of running a site share."""

from __future__ import annotations

import os


def clean_environment(**more: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}
    return {**environment, **more}
