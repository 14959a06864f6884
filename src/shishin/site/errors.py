"""Refusals about the running of a site: its backups, its database, its lock."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class NotABackup(RefusedHere):
    message = _("%(path)s is not a backup of Shishin: %(why)s.")
    way_out = _("Choose a file that `shishin backup` wrote.")


class BackupIsBroken(RefusedHere):
    message = _("The backup %(path)s is broken: %(why)s. Nothing was changed.")
    way_out = _("Copy it from its safe place again, or take the backup before it.")


class BackupIsNewer(RefusedHere):
    message = _("The backup was made by a newer version (%(what)s), which this one (%(here)s) cannot read. Nothing was changed.")
    way_out = _("Install that version and restore again.")


class AnotherDatabase(RefusedHere):
    message = _("The backup holds a %(wanted)s database, and this site uses %(here)s.")
    way_out = _("Set DATABASE_URL to a %(wanted)s database and restore again.")


class SiteIsNotEmpty(RefusedHere):
    message = _("This site holds data, and restoring would replace all of it.")
    way_out = _("Back it up first, then restore with --replace.")


class SiteIsRunning(RefusedHere):
    message = _("The site is running, or a command of it is: nothing was changed.")
    way_out = _("Stop it (`shishin run`, and what you started by itself), then do this again.")


class DiskFailed(RefusedHere):
    message = _("This could not be written: %(why)s. What was there is as it was.")
    way_out = _("Make room, or choose another place, and do it again.")


class ToolIsMissing(RefusedHere):
    message = _("The program %(tool)s was not found.")
    way_out = _("Install PostgreSQL's client programs, for example with: apt install postgresql-client")


class ToolFailed(RefusedHere):
    message = _("%(tool)s ended with an error: %(said)s")
    way_out = _("Mend what it names and run the command again; nothing was changed that it does not say.")

    said: str

    def places(self) -> dict[str, Any]:
        return {**super().places(), "said": self.said.strip()[-500:]}


class NothingToMove(RefusedHere):
    message = _("A site is moved from SQLite to PostgreSQL, and from nothing else to nothing else.")
    way_out = _("Run this with the settings of the site on SQLite, and name the database as postgres://user:password@host/name.")


class TargetIsNotEmpty(RefusedHere):
    message = _("The database that was named holds something already. Nothing was changed.")
    way_out = _("Make an empty database and name that.")


class CannotMove(RefusedHere):
    message = _("The site was not moved: %(why)s. What was here is as it was.")
    way_out = _("Mend what is named, make the other database anew, and do it again.")


class MovedDiffers(RefusedHere):
    message = _("After moving, row %(row)s of %(table)s is not the same in both databases. What was here is as it was.")
    way_out = _("Do not use the other database; report this as a fault of Shishin.")
