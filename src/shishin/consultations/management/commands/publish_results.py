"""Publish the results of a consultation, all at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from shishin.consultations.publishing.exporting import consultation_called
from shishin.consultations.publishing.publishing import publish_results
from shishin.guidelines.editions.exporting import edition_called
from shishin.kit.commands import RefusingCommand
from shishin.trail.recording import OPERATOR


class Command(RefusingCommand):
    help = "Publish the results of a consultation: everything at once, or nothing and the first reason why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the consultation's address")
        parser.add_argument("--edition", metavar="VERSION", help="the edition of its document that the results went into, such as 1.1.0")

    def handle(self, *, slug: str, edition: str | None = None, **options: Any) -> None:
        consultation = consultation_called(slug)
        document = consultation.document.slug if consultation.document else ""
        into = edition_called(document, edition) if edition else None
        published = publish_results(consultation, edition=into, by=OPERATOR)
        self.stdout.write(f"{published.slug} {published.results_hash}")
