"""A list of duties from a file, or one that is delivered."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shishin.governance.duties.loading import DELIVERED, delivered_list, load_duties
from shishin.kit.commands import RefusingCommand
from shishin.people.models import Organization
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Add and change the duties of a list: all of it, or nothing. The last line has the figures; the status is 1 when the list is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("list", metavar="LIST", help=f"a YAML file, or a delivered list: {', '.join(DELIVERED)}")
        parser.add_argument("--owner", required=True, metavar="ORG", help="the address of the organization whose list it is")
        parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="since when what is new is owed (default: today)")
        parser.add_argument("--preview", action="store_true", help="say what would become of it, and change nothing")

    def handle(self, **options: Any) -> None:
        owner = Organization.objects.filter(slug=options["owner"]).first()
        if owner is None:
            words = _("There is no organization “%(owner)s”. Give the address of one under /manage/organizations/.")
            raise CommandError(words % {"owner": options["owner"]}, returncode=2)
        text, source = _text_of(options["list"])
        loaded = load_duties(text, source=source, owner=owner, by=OPERATOR, since=options.get("since"), is_preview=options["preview"])
        for row in loaded.rows:
            self.stdout.write(f"{row.title}: {row.what}")
        for title in loaded.ended:
            self.stdout.write(_("%(duty)s: ended, and stays so") % {"duty": title})
        self.stdout.write(f"added {loaded.added} changed {loaded.changed}")


def _text_of(name: str) -> tuple[str, str]:
    if name in DELIVERED:
        return delivered_list(name), f"{name}.yaml"
    file = Path(name)
    try:
        return file.read_text(encoding="utf-8-sig"), file.name
    except UnicodeDecodeError as error:
        raise CommandError(_("%(file)s is not UTF-8 text. Save it as UTF-8.") % {"file": file.name}) from error
    except OSError as error:
        words = _("“%(list)s” is no delivered list and no file that can be read. Give a file, or one of: %(lists)s.")
        raise CommandError(words % {"list": name, "lists": ", ".join(DELIVERED)}, returncode=2) from error
