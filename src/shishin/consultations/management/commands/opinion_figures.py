"""The figures of a consultation."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from shishin.consultations.counting import Figures, figures_of
from shishin.consultations.models import Round, Voice
from shishin.consultations.publishing.exporting import consultation_called
from shishin.kit.commands import RefusingCommand
from shishin.kit.moments import now


class Command(RefusingCommand):
    help = "Print the figures of a consultation as JSON: submitters, opinions counted in voices, and distinct opinions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the address of the consultation")

    def handle(self, *, slug: str, **options: Any) -> None:
        consultation = consultation_called(slug)
        figures, rounds = figures_of(consultation), list(consultation.rounds.select_related("draft"))
        undone = Voice.objects.filter(submission__round__consultation=consultation, left=Voice.Left.UNDONE)
        told = {
            "state": str(consultation.state_at(now(), rounds)),
            "submitters": figures.all_submitters,
            "opinions": figures.received,
            "distinct": figures.distinct,
            "answered": figures.answered,
            "withheld": figures.withheld,
            "open": figures.open,
            "undone": undone.count(),
            "rounds": [of_round(held, figures) for held in rounds],
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def of_round(held: Round, figures: Figures) -> dict[str, Any]:
    return {
        "number": held.number,
        "channel": held.channel,
        "submitters": figures.submitters.get(held.pk, 0),
        "opinions": figures.voices(lambda cell: cell.round == held.pk and cell.state != "split"),
    }
