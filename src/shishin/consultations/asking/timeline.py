"""The timeline of a consultation: its rounds, what changed after it was announced and why, what came of it, and what is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.consultations.asking.states import Standing, results_in_words, url_of
from shishin.consultations.models import Consultation, Round
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.identity import in_language, join_words
from shishin.kit.templatetags.kit import moment as draw_moment
from shishin.kit.timeline import Event, Tag
from shishin.trail.models import Entry
from shishin.trail.recording import name_of

ADDED, CHANGED, EXTENDED = "consultations.round_added", "consultations.announcement_changed", "consultations.round_extended"
PARTS = {
    "titles": gettext_lazy("title"),
    "questions": gettext_lazy("what we ask especially"),
    "handling": gettext_lazy("what becomes of the words"),
    "facts": gettext_lazy("facts"),
}


def events_of(standing: Standing, *, has_opinions: bool = True) -> list[Event]:
    """One query: the trail has the reasons of what changed after the announcement. Rounds of which no day is known come first."""
    consultation = standing.consultation
    found = [*_announced(consultation), *(_round(held, standing) for held in standing.rounds), *_changes(consultation)]
    found.sort(key=lambda event: event.day or date.min)
    if standing.is_over:
        return [*found, _end(consultation, has_opinions)]
    if not found:
        return []
    return [*found[:-1], replace(found[-1], is_before_gap=True), Event(_("Results"), title=_("No results yet"), is_gap=True)]


def _announced(consultation: Consultation) -> Iterator[Event]:
    if consultation.announced_at:
        yield Event(_("Announcement"), localdate(consultation.announced_at), _("The consultation was announced"))


def _round(held: Round, standing: Standing) -> Event:
    links = []
    if held.draft:
        words = _("Read the draft, %(version)s") % {"version": version_in_words(held.draft.version)}
        links.append((words, held.draft.get_absolute_url()))
    return Event(
        str(Round.Channel(held.channel).label),
        localdate(held.opens_at) if held.opens_at else None,
        in_language(held.titles) or _("Round %(number)s") % {"number": held.number},
        format_html_join("", "<p>{}</p>", ((line,) for line in _lines(held))),
        tags=list(_tags(held, standing)),
        words=held.outcome,
        links=links,
        anchor=f"round-{held.number}",
    )


GATHERINGS = (Round.Channel.WORKSHOP, Round.Channel.HEARING, Round.Channel.LECTURE)
"""They are held; other rounds close, and where no time is known for one nothing is said of it."""


def _tags(held: Round, standing: Standing) -> Iterator[Tag]:
    if held.draft_was_withdrawn:
        yield Tag(_("Closed: its draft was withdrawn"), "danger")
    elif standing.is_open_in(held):
        yield Tag(_("Open for opinions"), "strong")
    elif not held.is_closed_at(standing.moment) and not standing.is_over:
        yield Tag(_("Coming"), "info")
    elif held.channel in GATHERINGS:
        yield Tag(_("Held"), "")
    elif held.closes_at:
        yield Tag(_("Closed"), "")


def _lines(held: Round) -> Iterator[str | SafeString]:
    if audience := in_language(held.audience):
        yield _("Asked: %(who)s") % {"who": audience}
    if held.opens_at and held.closes_at:
        yield format_html(_("From {begin} until {end}"), begin=draw_moment(held.opens_at), end=draw_moment(held.closes_at))
    if attended := join_words(_attended(held)):
        yield attended
    if short := in_language(held.short_reason):
        yield _("Shorter than the rules ask for, because: %(reason)s") % {"reason": short}


def _attended(held: Round) -> Iterator[str]:
    if held.sittings:
        yield ngettext("Held once", "Held %(count)s times", held.sittings) % {"count": held.sittings}
    if held.participants is not None:
        count = number_format(held.participants, force_grouping=True)
        yield ngettext("%(count)s participant", "%(count)s participants", held.participants) % {"count": count}


def _changes(consultation: Consultation) -> Iterator[Event]:
    """What was added while it was prepared has no reason and is no change."""
    rows = Entry.objects.filter(about=name_of(consultation), key__in=(ADDED, CHANGED, EXTENDED)).order_by("pk")
    for entry in rows:
        if reasons := entry.data["reasons"]:
            yield Event(str(_CHANGES[entry.key]), localdate(entry.happened_at), _what_changed(entry), _because(reasons))


_CHANGES = {ADDED: gettext_lazy("Round added"), CHANGED: gettext_lazy("Announcement changed"), EXTENDED: gettext_lazy("Extended")}


def _what_changed(entry: Entry) -> str:
    data: dict[str, Any] = entry.data
    if entry.key == EXTENDED:
        until = draw_moment(datetime.fromisoformat(data["closes_at"]))
        return format_html(_("Round {number} is open until {end}"), number=data["number"], end=until)
    if entry.key == ADDED:
        return _("Round %(number)s was added") % {"number": data["number"]}
    return _("Changed: %(parts)s") % {"parts": join_words(str(PARTS[name]) for name in data["changed"] if name in PARTS)}


def _because(reasons: dict[str, str]) -> str:
    return " ".join([_("Reason:"), in_language(reasons)])


def _end(consultation: Consultation, has_opinions: bool) -> Event:
    if consultation.results_published_at:
        words = results_in_words(has_opinions)
        return Event(_("Results"), localdate(consultation.results_published_at), words, url=url_of("results", consultation.slug))
    day = localdate(consultation.ended_at) if consultation.ended_at else None
    return Event(_("Ended"), day, _("Nothing is enacted"), _because(consultation.ended_reason))
