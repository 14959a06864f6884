"""The consultations of the examples: asked, said, sorted, answered and published through the domain functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils.timezone import localdate, make_aware

from shishin.consultations.answering.responding import check_response, hand_over, make_final, write_response
from shishin.consultations.carrying import carried_to
from shishin.consultations.counting import count_voices
from shishin.consultations.default_data import load_default_data
from shishin.consultations.models import Consultation, Opinion, Response, Round, Theme
from shishin.consultations.publishing.publishing import publish_results
from shishin.consultations.sorting.folding import fold_opinions
from shishin.consultations.sorting.holding import take_next
from shishin.consultations.sorting.moderating import confirm_moderation, withhold_opinions
from shishin.consultations.sorting.placing import give_theme, mark_new_points
from shishin.consultations.sorting.splitting import split_opinion
from shishin.consultations.sorting.theming import add_theme
from shishin.consultations.storing import Point
from shishin.consultations.taking_in.typing_in import Letter, type_in
from shishin.demo.analysing import analyse_example
from shishin.guidelines.models import Edition, Line
from shishin.people.data_files import load_data
from shishin.people.models import Organization, Person
from shishin.trail.recording import OPERATOR

Sheet = Mapping[str, Any]
AS_A_FILE = ("slug", "organization", "document", "profile", "titles", "questions", "handling", "facts", "announced", "rounds")


def load_consultations(path: Path) -> None:
    """In their order: a later one follows what an earlier one carried."""
    load_default_data()
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["consultations"]:
        Telling(entry, path.parent).tell()


class Telling:
    """One consultation of an example while it is told."""

    def __init__(self, entry: Sheet, folder: Path) -> None:
        self.entry, self.folder = entry, folder
        self.by = Person.objects.get(login_name=entry["by"])
        self.second = Person.objects.get(login_name=entry.get("second", entry["by"]))
        self.themes: dict[str, Theme] = {}

    def tell(self) -> None:
        self.consultation = self._announced()
        for opinion in self.entry["opinions"]:
            self._say(opinion)
        count_voices(self.consultation)
        for theme in self.entry.get("themes", ()):
            self.themes[theme["name"]] = add_theme(self.consultation, titles=theme["titles"], by=self.by)
        for opinion in self.entry["opinions"]:
            self._sort(opinion)
        if told := self.entry.get("analysis"):
            analyse_example(self.consultation, told, file=self.folder / told["file"], themes=self.themes, by=self.by)
        for response in self.entry["responses"]:
            self._answer(response)
        if results := self.entry.get("results"):
            self._publish(results)

    def _announced(self) -> Consultation:
        rounds = [self._round(held) for held in self.entry["rounds"]]
        sheet = {name: self.entry[name] for name in AS_A_FILE if name in self.entry} | {"rounds": rounds}
        load_data(yaml.safe_dump({"consultations": [sheet]}, allow_unicode=True, sort_keys=False), source="consultations.yaml", by=OPERATOR)
        return Consultation.objects.get(slug=self.entry["slug"])

    def _round(self, held: Sheet) -> dict[str, Any]:
        """One that is open now closes some days after loading."""
        given = dict(held)
        if "closes_in_days" in given:
            given["closes_at"] = datetime.combine(localdate() + timedelta(days=given.pop("closes_in_days")), time(23, 59, 59))
        return given

    def _say(self, opinion: Sheet) -> None:
        held = Round.objects.select_related("consultation", "draft__document").get(consultation=self.consultation, number=opinion["round"])
        received_at = make_aware(datetime.combine(opinion["day"], time(10)))
        point = Point(opinion["words"], self._line(opinion.get("place", "")))
        type_in(held, Letter([point], received_at, people=opinion.get("people", 1)), by=self.by)

    def _line(self, key: str) -> str | None:
        line = Line.objects.filter(document=self.consultation.document, key=key).first() if key else None
        return str(line.pk) if line else None

    def _called(self, words: str) -> Any:
        return Opinion.objects.filter(consultation=self.consultation, words=words)

    def _sort(self, opinion: Sheet) -> None:
        chosen = self._called(opinion["words"])
        if "theme" in opinion:
            give_theme(self.consultation, chosen, theme=self.themes[opinion["theme"]], by=self.by)
        if opinion.get("new_point"):
            mark_new_points(self.consultation, chosen, is_new_point=True, by=self.by)
        if "under" in opinion:
            fold_opinions(self.consultation, chosen, under=self._called(opinion["under"]).get(), by=self.by)
        if "parts" in opinion:
            split_opinion(chosen.get(), at=[len(opinion["parts"][0])], by=self.by)
        if "held" in opinion:
            take_next(self.consultation, chosen, by=Person.objects.get(login_name=opinion["held"]))
        if reason := opinion.get("withheld") or opinion.get("asked"):
            withhold_opinions(self.consultation, chosen, reason=reason, by=self.by)
            if "withheld" in opinion:
                confirm_moderation(chosen.get().moderation.all(), by=self.second)

    def _answer(self, told: Sheet) -> Response:
        words = [opinion["words"] for opinion in self.entry["opinions"] if opinion.get("response") == told["name"]]
        response = write_response(
            self.consultation,
            opinions=Opinion.objects.filter(consultation=self.consultation, words__in=words),
            by=self.by,
            theme=self.themes.get(told.get("theme", "")),
            disposition=told["disposition"],
            follows=self._carried() if told.get("follows") else None,
            **{name: told[name] for name in ("views", "gists", "reasons", "places", "promised") if name in told},
        )
        if "in_charge" in told:
            hand_over(response, in_charge=Organization.objects.get(slug=told["in_charge"]), by=self.by)
        state = told.get("state", "final")
        if state != "draft" and self.second != self.by:
            check_response(response, by=self.second)
        if state == "final":
            make_final([response], by=self.second)
        return response

    def _carried(self) -> Response:
        return carried_to(self.consultation)[0]

    def _publish(self, results: Sheet) -> None:
        edition = None
        if "edition" in results:
            edition = Edition.objects.get(document=self.consultation.document, version=results["edition"])
        publish_results(self.consultation, edition=edition, at=make_aware(datetime.combine(results["day"], time(14))), by=self.by)
