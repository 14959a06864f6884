"""The attacks on one database, of DATABASE_URL; prints what each returns as a line of JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

WITHOUT_SITE = {"tampering": 1_000, "races": 25, "small-files": 1}
ON_THE_SITE = {"accounts": 400, "claims": 40, "probe": 1_500, "opinions": 10, "running": 50}
"""How often each is tried unless it is said otherwise."""
EVERY = (*WITHOUT_SITE, *ON_THE_SITE)


def attacks(names: list[str], times: int, seed: int) -> Iterator[object]:
    from attack import accounts, claiming, opinions, probing, racing, running, small_files, tampering
    from attack.site import Site

    alone = {"tampering": tampering.attack, "races": racing.attack, "small-files": small_files.attack}
    against = {
        "accounts": accounts.attack,
        "claims": claiming.attack,
        "probe": probing.attack,
        "opinions": opinions.attack,
        "running": running.attack,
    }
    for name in names:
        if name in alone:
            yield from alone[name](times or WITHOUT_SITE[name], random.Random(seed))
    if not set(names) & set(against):
        return
    site = Site(Path(os.environ["SHISHIN_DATA"]))
    try:
        site.start()
        for name in names:
            if name in against:
                yield from against[name](site, times or ON_THE_SITE[name], random.Random(seed))
    finally:
        site.stop()


def main() -> None:
    names, times, seed = sys.argv[1].split(","), int(sys.argv[2]), int(sys.argv[3])
    import django

    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    django.setup()
    from django.core.management import call_command

    from shishin.demo.loading import load_demo

    call_command("migrate", verbosity=0)
    load_demo()
    began = time.monotonic()
    for tries in attacks(names, times, seed):
        tries.seconds = time.monotonic() - began  # type: ignore[attr-defined]
        print(json.dumps(asdict(tries)), flush=True)  # type: ignore[call-overload]
        began = time.monotonic()


if __name__ == "__main__":
    main()
