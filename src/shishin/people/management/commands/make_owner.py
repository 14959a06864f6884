"""The first account of a site: its owner."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.urls import reverse

from shishin.kit.commands import RefusingCommand
from shishin.people.forms import LOGIN_NAME
from shishin.people.inviting import make_owner
from shishin.people.models import Person
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Make an account that owns this site: it keeps organizations, people, posts and bodies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login_name", help="the name to sign in with")
        parser.add_argument("--mail", default="", help="mail address, for a forgotten password")
        parser.add_argument("--name", default="", help="the name that colleagues see; default: the log-in name")
        parser.add_argument("--password-file", type=Path, help="file with the password; default: ask for it")

    def handle(self, **options: Any) -> None:
        login_name, mail = options["login_name"], options["mail"]
        try:
            LOGIN_NAME(login_name)
            if mail:
                validate_email(mail)
            password = self.read_password(options["password_file"])
            validate_password(password, Person(login_name=login_name, email=mail))
            make_owner(login_name=login_name, email=mail, password=password, name=options["name"], by=OPERATOR)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{login_name} owns this site now.")
        self.stdout.write(
            f"Next: sign in at {settings.SITE_URL}{reverse('account_login')}, then open {settings.SITE_URL}{reverse('people:manage')}"
        )
        self.stdout.write("to add organizations, invite people, and give posts to them.")

    def read_password(self, file: Path | None) -> str:
        if file is not None:
            try:
                return file.read_text(encoding="utf-8").rstrip("\r\n")
            except OSError as error:
                raise CommandError(f"The password file cannot be read: {error}.") from error
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask for a password. Give --password-file.")
        password = getpass.getpass("Password (at least 12 characters): ")
        if getpass.getpass("Once more: ") != password:
            raise CommandError("The two passwords differ. Nothing was made.")
        return password
