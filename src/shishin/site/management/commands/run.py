"""Start the whole site: database, demo, web server, worker and clock."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from shishin.demo.loading import DEMO_PASSWORD, demo_accounts, load_demo
from shishin.guidelines.models import Document
from shishin.people.models import Person
from shishin.site.leavings import end_left_behind
from shishin.site.running import CannotListen, clock, refuse_taken_port, wait_for_database, watch, web_server, worker
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, record

BEGINNINGS = ("site.started_empty", "demo.examples_loaded")


class Command(BaseCommand):
    help = "Start web server, worker and clock; on a new database load the demo first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="start a new site without the demo")
        parser.add_argument("--port", type=int, default=None, help="default: the port of SHISHIN_URL")
        parser.add_argument("--host", default=settings.ENVIRONMENT["SHISHIN_HOST"], help="address to listen on (SHISHIN_HOST)")

    def handle(self, **options: Any) -> None:
        host, port = options["host"], self.port_of_site() if options["port"] is None else options["port"]
        if left := end_left_behind():
            numbers = ", ".join(map(str, left))
            self.stderr.write(f"An earlier run was killed and left processes behind ({numbers}). They were ended.")
        try:
            refuse_taken_port(host, port)
        except CannotListen as taken:
            raise CommandError(str(taken)) from taken
        wait_for_database(say=self.stderr.write)
        self.prepare(empty=options["empty"])
        address = f"http://127.0.0.1:{port}" if settings.IS_LOCAL else settings.SITE_URL
        # The parts read their settings anew: what was chosen here has to reach them.
        os.environ["SHISHIN_HOST"] = host
        if settings.IS_LOCAL:
            os.environ["SHISHIN_URL"] = address
        self.announce(address)
        parts = [web_server(host, port, settings.ENVIRONMENT["SHISHIN_WEB_PROCESSES"]), worker(), clock()]
        sys.exit(watch(parts, say=self.stderr.write))

    def port_of_site(self) -> int:
        return (urlsplit(settings.SITE_URL).port or 8000) if settings.IS_LOCAL else 8000

    def prepare(self, *, empty: bool) -> None:
        call_command("migrate", verbosity=0)
        if Entry.objects.filter(key__in=BEGINNINGS).exists() or Person.objects.exists() or Document.objects.exists():
            return
        if empty:
            record("site.started_empty", about="site:this", who=OPERATOR)
            self.stdout.write("Started without the demo. Make the first account with: shishin make-owner")
        else:
            self.stdout.write("Loading the demo …")
            load_demo()

    def announce(self, address: str) -> None:
        self.stdout.write(f"\nShishin is at {address}  (Ctrl-C ends it)")
        accounts = demo_accounts()
        if not accounts:
            return
        self.stdout.write(f"Demo accounts, password {DEMO_PASSWORD}:")
        for account in accounts:
            self.stdout.write(f"  {account.login_name:<24} {account}")
