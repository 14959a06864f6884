"""One run of the measurements on the database of DATABASE_URL; prints each figure as a line of JSON."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

NOT_MEASUREMENTS = {"__init__", "__main__", "drafts", "figures", "killing", "measuring", "near_copies", "opinion_results", "texts"}
PARTS = {"opinion_queue", "submissions", "clause_links", "theme_sets"}
"""Of `opinions` and of `analysis`, each to be had by its own name as well."""


def names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_MEASUREMENTS)


def main(only: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    # What drawing a page costs: `serving` measures the site as people run it.
    settings.KEEPS_PAGES = False
    call_command("migrate", verbosity=0)
    if only and only not in names():
        sys.exit(f"There is no measurement {only!r}. Choose one of: {', '.join(names())}.")
    for name in [only] if only else sorted({*names()} - PARTS):
        print(f"{name} …", file=sys.stderr)
        for figure in import_module(f"bench.{name}").measure():
            print(json.dumps(list(figure), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
