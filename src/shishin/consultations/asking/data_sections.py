"""The sections of data files that are about profiles and consultations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shishin.consultations.asking.announcing import announce_consultation
from shishin.consultations.asking.keeping_profiles import add_profile, change_profile
from shishin.consultations.asking.preparing import WORDS, add_round, change_consultation, prepare_consultation
from shishin.consultations.models import Consultation, ConsultationProfile, Round
from shishin.guidelines.models import Document, Edition
from shishin.kit.lined_yaml import Lined
from shishin.people.data_files import Section, Step, sections
from shishin.people.data_sections import find, read_choice
from shishin.people.models import Organization
from shishin.trail.recording import Acting

ROUND = (
    *("number", "channel", "titles", "audience", "draft", "opens_at", "closes_at", "short_reason"),
    *("sittings", "participants", "outcome", "takes_form"),
)


def profile_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "titles", "rules")
    there = ConsultationProfile.objects.filter(slug=record["slug"]).first()
    titles, rules = record.texts("titles"), plain(record.get("rules") or {})
    if there is None:
        yield Step(_("added"), lambda: add_profile(slug=record["slug"], titles=titles, rules=rules, by=by))
        return
    given = (titles if "titles" in record else there.titles, rules if "rules" in record else there.rules)
    if given != (there.titles, there.rules):
        yield Step(_("changed"), lambda: change_profile(there, titles=given[0], rules=given[1], by=by))


def consultation_steps(record: Lined, by: Acting) -> Iterator[Step]:
    record.allow("slug", "organization", "document", "profile", *WORDS, "announced", "rounds")
    there = Consultation.objects.filter(slug=record["slug"]).first()
    words: dict[str, Any] = {name: record.texts(name) for name in WORDS[:-1] if name in record}
    if "facts" in record:
        words["facts"] = plain(record["facts"])
    if there is None:
        organization = find(Organization, record, "organization", required=True)
        profile = find(ConsultationProfile, record, "profile", required=True)
        document = find(Document, record, "document")
        words.setdefault("titles", {})
        yield Step(
            _("prepared"),
            lambda: prepare_consultation(
                slug=record["slug"], organization=organization, profile=profile, document=document, by=by, **words
            ),
        )
        there = Consultation.objects.get(slug=record["slug"])
    elif any(getattr(there, name) != value for name, value in words.items()):
        yield Step(_("changed"), lambda: change_consultation(there, by=by, **words))
    yield from _round_steps(record, there, by)
    if (at := moment(record, "announced")) and not there.is_announced:
        yield Step(_("announced"), lambda: announce_consultation(there, at=at, by=by))


def _round_steps(record: Lined, consultation: Consultation, by: Acting) -> Iterator[Step]:
    """Rounds that are there stay as they are: what was announced does not change by a file."""
    rounds = record.get("rounds") or []
    if not isinstance(rounds, list) or not all(isinstance(held, Lined) for held in rounds):
        raise record.refuse(_("“rounds” must be a list of records."), _("Begin each with “- {number: 1, channel: form, …}”."))
    numbers = set(consultation.rounds.values_list("number", flat=True))
    for place, held in enumerate(rounds, start=1):
        held.allow(*ROUND)
        number = _number(held, "number", _("Count rounds from 1."), least=1) or place
        if number not in numbers:
            adding = partial(add_round, consultation, number=number, by=by, **_round(held, consultation))
            yield Step(_("round %(number)s added") % {"number": number}, adding)


def _number(held: Lined, name: str, way_out: str, *, least: int = 0) -> int | None:
    value = held.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < least):
        raise held.refuse(_("“%(name)s” must be a number.") % {"name": name}, way_out)
    return value


def _round(held: Lined, consultation: Consultation) -> dict[str, Any]:
    given: dict[str, Any] = {name: held.texts(name) for name in ("titles", "audience", "short_reason", "outcome") if name in held}
    given |= {name: _number(held, name, _("Write a whole number.")) for name in ("sittings", "participants")}
    if not isinstance(held.get("takes_form", False), bool):
        raise held.refuse(_("“%(name)s” must be true or false.") % {"name": "takes_form"}, _("Write true or false."))
    given["takes_form"] = held.get("takes_form", False)
    given["channel"] = read_choice(held, "channel", Round.Channel, Round.Channel.FORM)
    given |= {"opens_at": moment(held, "opens_at"), "closes_at": moment(held, "closes_at"), "draft": _draft(held, consultation)}
    return given


def _draft(held: Lined, consultation: Consultation) -> Edition | None:
    version = held.text("draft")
    if not version:
        return None
    found = Edition.objects.select_related("document").filter(document=consultation.document, version=version).first()
    if found is None:
        raise held.refuse(
            _("“%(name)s: %(slug)s” names nothing that exists.") % {"name": "draft", "slug": version},
            _("Name the version of a published draft of the document."),
        )
    return found


def moment(record: Lined, name: str) -> datetime | None:
    """A moment of a file, in the time of the site unless it says its own; a day alone is its beginning."""
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise record.refuse(
            _("“%(name)s” must be a moment.") % {"name": name}, _("Write it as 2026-11-06T09:00:00, without quotation marks.")
        )
    return make_aware(value) if is_naive(value) else value


def plain(value: Any) -> Any:
    """Without the numbers of lines."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def add_sections() -> None:
    sections.add(Section("consultation_profiles", gettext_lazy("Rules of consultations"), profile_steps, order=140))
    sections.add(Section("consultations", gettext_lazy("Consultations"), consultation_steps, order=150))
