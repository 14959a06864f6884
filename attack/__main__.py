"""Attack a site on SQLite and one on a throw-away PostgreSQL, and print one table. Ends with 1 where something went wrong."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attack.attacking import EVERY
from attack.tries import Tries, table

CHECKOUT = Path(__file__).resolve().parents[1]
DATABASES = ("SQLite", "PostgreSQL")
KILLS = 100


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}


def attacked_on(database: str, names: list[str], times: int, seed: int) -> Iterator[Tries]:
    command = [sys.executable, "-m", "attack.attacking", ",".join(names), str(times), str(seed)]
    if database == "PostgreSQL":
        command = [str(CHECKOUT / "scripts" / "with-postgresql"), *command]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        environment = clean() | {"SHISHIN_DATA": str(data)}
        with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True) as attacking:
            assert attacking.stdout is not None
            for line in attacking.stdout:
                if line.startswith("{"):
                    yield Tries(**json.loads(line))
    if attacking.returncode:
        yield Tries("whatever came after that", 1, [f"it ended with {attacking.returncode}"])


def killed_on(database: str, times: int, seed: int) -> Tries:
    began = time.monotonic()
    command = [sys.executable, "-m", "bench.killing", "--times", str(times), "--seed", str(seed), "--database", database]
    done = subprocess.run(command, cwd=CHECKOUT, env=clean(), stdout=subprocess.PIPE, text=True, check=False)
    failures = [done.stdout.strip() or "it could not be counted"] if done.returncode else []
    return Tries("the server killed while somebody saves", times, failures, time.monotonic() - began)


def rows(names: list[str], databases: list[str], times: int, seed: int) -> Iterator[tuple[str, Tries]]:
    for database in databases:
        # Reading a file asks no database.
        chosen = [name for name in names if name != "kills" and (name != "small-files" or database == databases[0])]
        for tries in attacked_on(database, chosen, times, seed) if chosen else ():
            yield database, tries
        if "kills" in names:
            yield database, killed_on(database, times or KILLS, seed)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make attack", description=__doc__)
    parser.add_argument("--only", choices=[*EVERY, "kills"], action="append", help="one attack; default: all of them")
    parser.add_argument("--times", type=int, default=0, help="how often; each has its own default")
    parser.add_argument("--database", choices=DATABASES, action="append", help="default: both")
    parser.add_argument("--seed", type=int, default=date.today().toordinal())
    chosen = parser.parse_args()
    found = []
    for database, tries in rows(chosen.only or [*EVERY, "kills"], chosen.database or list(DATABASES), chosen.times, chosen.seed):
        found.append((database, tries))
        said = f"{database}: {tries.what}: {tries.tries} tries, {len(tries.failures)} failures"
        print(said, *tries.failures, sep="\n  ", file=sys.stderr)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{date.today().isoformat()}, {machine}, seed {chosen.seed}\n\n{table(found)}")
    sys.exit(any(tries.failures for _, tries in found))


if __name__ == "__main__":
    main()
