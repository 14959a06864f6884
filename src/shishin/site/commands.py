"""The console command `shishin`: every management command by its name, dashes or underscores."""

from __future__ import annotations

import os
import signal
import sys

from django.core.management import execute_from_command_line

from shishin.site.holding import hold_site

ALONE = ("restore", "move_database")
"""They take the lock of the site for themselves."""
HARMLESS = ("analyse", "check", "compilemessages", "help", "makemessages", "makemigrations", "version")
"""They touch no data of the site."""
CANCELLED_AT_ANY_TIME, CANCELLED = "analyse", 4


def main() -> None:
    # What the site writes is for its own user alone; the settings already make files.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shishin.site.settings")
    arguments = sys.argv[:]
    if len(arguments) > 1 and not arguments[1].startswith("-"):
        arguments[1] = arguments[1].replace("-", "_")
        if arguments[1] == CANCELLED_AT_ANY_TIME:
            # Before it has begun, while all is loaded that it needs.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_signal: os._exit(CANCELLED))
        if arguments[1] not in (*ALONE, *HARMLESS):
            hold_site()
    execute_from_command_line(arguments)
