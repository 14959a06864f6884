"""Measure on SQLite and on a throw-away PostgreSQL, and print one table."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.figures import Figure, table
from bench.measuring import PARTS

DURABLE = {"opinions", *PARTS}
"""What counts only as far as it is on the disk."""
CHECKOUT = Path(__file__).resolve().parents[1]


def measured_on(database: str, only: str) -> list[tuple[str, Figure]]:
    command = [sys.executable, "-m", "bench.measuring", *([only] if only else [])]
    if database == "PostgreSQL":
        command = [str(CHECKOUT / "scripts" / "with-postgresql"), *command]
    if only in DURABLE:
        os.environ["POSTGRESQL_DURABLE"] = "on"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("SHISHIN_BENCH_") or not name.startswith(("SHISHIN_", "DATABASE_URL"))
    }
    with tempfile.TemporaryDirectory() as folder:
        environment["SHISHIN_DATA"] = folder
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [(database, Figure(*json.loads(line))) for line in done.stdout.splitlines() if line.startswith("[")]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", help="one measurement, such as reading")
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], help="default: both")
    chosen = parser.parse_args()
    rows = [
        row
        for database in ([chosen.database] if chosen.database else ["SQLite", "PostgreSQL"])
        for row in measured_on(database, chosen.only)
    ]
    print(
        f"{date.today().isoformat()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}\n"
    )
    print(table(rows))


if __name__ == "__main__":
    main()
