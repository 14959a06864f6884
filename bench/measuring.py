"""One run of the measurements on the database of DATABASE_URL; prints each figure as a line of JSON."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

NOT_MEASUREMENTS = {
    "__init__",
    "__main__",
    "analysis_in_queue",
    "drafts",
    "figures",
    "killing",
    "measuring",
    "near_copies",
    "opinion_results",
    "restarting",
    "texts",
}
PARTS = {
    "analysis-in-queue": "analysis_in_queue.measure",
    "analysis-from-button": "analysis_in_queue.measure_from_button",
    "clause_links": "clause_links.measure",
    "opinion_queue": "opinion_queue.measure",
    "submissions": "submissions.measure",
    "theme_sets": "theme_sets.measure",
    "opinions-intake": "opinions.measure_intake",
    "opinions-results": "opinions.measure_answers",
    "opinions-search": "opinion_queue.measure_search",
    "opinions-attach": "opinion_queue.measure_acts",
    "opinions-form": "submissions.measure_form",
    "opinions-race": "submissions.measure_race",
}
"""Of `opinions` and `analysis`, each to be had by a name of its own, and the function that measures it. `analysis-in-queue` and `analysis-from-button` are had by theirs alone."""


def measurements() -> dict[str, str]:
    files = [path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_MEASUREMENTS]
    return {name: f"{name}.measure" for name in sorted(files)} | PARTS


def main(only: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    # What drawing a page costs: `serving` measures the site as people run it.
    settings.KEEPS_PAGES = False
    call_command("migrate", verbosity=0)
    known = measurements()
    if only and only not in known:
        sys.exit(f"There is no measurement {only!r}. Choose one of: {', '.join(known)}.")
    for name in [only] if only else [name for name in known if name not in PARTS]:
        print(f"{name} …", file=sys.stderr)
        module, function = known[name].split(".")
        for figure in getattr(import_module(f"bench.{module}"), function)():
            print(json.dumps(list(figure), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
