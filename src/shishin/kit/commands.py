"""A command as a door to one activity: what that refuses ends it with a sentence and a status, not with a trace."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal


class RefusingCommand(BaseCommand):
    """What is refused, and a file that cannot be read or written, is told as an error of the command."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Refusal as refusal:
            raise CommandError(refusal.in_full) from refusal
        except DatabaseError as error:
            if MigrationRecorder(connection).has_table():
                raise
            raise CommandError(_("This data folder is not prepared yet. Run “shishin migrate” first.")) from error
        except OSError as error:
            raise CommandError(f"{error.strerror}: {error.filename}") from error
