"""What the pages of texts show of consultations: what is open on a draft, its rounds and results, and the opinions and answers behind a clause.

Each answers a point of guidelines with one query, and tells only what is announced or published, or what that reader may see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.consultations.access import consultations_to_read
from shishin.consultations.asking.states import has_opinions, note_changes, results_in_words, say_url, url_of
from shishin.consultations.models import Consultation, Opinion, Response, Round
from shishin.consultations.profiles import read_rules
from shishin.guidelines.comparing.editions import causes
from shishin.guidelines.comparing.table import Cause
from shishin.guidelines.models import Edition, Line
from shishin.guidelines.reading.formation import FormationEvent, events
from shishin.guidelines.reading.inviting import Invitation, invitations
from shishin.guidelines.reading.tracing import Stage, stages
from shishin.kit.identity import in_language
from shishin.kit.moments import now
from shishin.kit.timeline import Event, Tag

MOST = 12
"""Answers that the page of a clause tells of; the results have all."""


@invitations.fill
def open_rounds(editions: Sequence[Edition], reader: Any) -> Iterator[Invitation]:
    """Those that take opinions on this site."""
    moment = now()
    announced = Round.objects.filter(consultation__announced_at__isnull=False, consultation__ended_at=None, takes_form=True)
    rows = announced.filter(draft__in=editions, closes_at__gt=moment, consultation__results_published_at=None)
    rounds = list(rows.select_related("consultation", "draft"))
    note_changes(rounds, moment)
    for held in rounds:
        if held.is_open_at(moment) and held.draft_id and held.closes_at:
            yield Invitation(held.draft_id, str(held.consultation), say_url(held), held.closes_at)


@events.fill
def rounds_and_results(editions: Sequence[Edition], reader: Any) -> Iterator[FormationEvent]:
    """The rounds of consultations on these drafts, and the results that went into one of these editions."""
    concerned = Q(draft__in=editions) | Q(consultation__edition__in=editions)
    rows = Round.objects.filter(concerned, consultation__in=consultations_to_read(reader), opens_at__isnull=False)
    rows = rows.annotate(has_opinions=has_opinions("consultation"))
    published: dict[int, tuple[Consultation, str]] = {}
    for held in rows.select_related("consultation").order_by("opens_at", "number"):
        one = held.consultation
        kind = str(Round.Channel(held.channel).label)
        yield FormationEvent("round", Event(kind, localdate(held.opens_at), str(one), in_language(held.titles), held.get_absolute_url()))
        if one.is_published:
            published[one.pk] = one, results_in_words(cast(Any, held).has_opinions)
    for one, words in published.values():
        url = url_of("results", one.slug)
        yield FormationEvent("results", Event(_("Results"), localdate(one.results_published_at), str(one), words, url))


@stages.fill
def opinions_and_responses(line: Line, reader: Any) -> Iterator[Stage]:
    """Of published consultations alone."""
    yield Stage("opinion", _("Opinions"), 10, [_opinions(row) for row in _opinions_on(line)])
    responses = list(_responses_on(line))
    figure = str(len(responses)) if len(responses) > MOST else ""
    yield Stage("response", _("Answers"), 20, [_response(row) for row in responses[:MOST]], figure=figure)


def _opinions_on(line: Line) -> QuerySet[Opinion, Any]:
    """How many voices were placed on the clause, by consultation."""
    rows = Opinion.objects.filter(place=line, consultation__results_published_at__isnull=False).exclude(state=Opinion.State.SPLIT)
    names = ("consultation__slug", "consultation__titles", "consultation__results_published_at")
    return rows.order_by("consultation__results_published_at").values(*names).annotate(said=Sum("voices"))


def _opinions(row: dict[str, Any]) -> Event:
    said, slug = row["said"], row["consultation__slug"]
    words = ngettext("%(count)s voice on this clause", "%(count)s voices on this clause", said) % {"count": said}
    url = url_of("results", slug)
    day = localdate(row["consultation__results_published_at"])
    return Event(_("Opinions"), day, in_language(row["consultation__titles"]), words, url, count=said)


def _responses_on(line: Line) -> QuerySet[Response]:
    """Those that changed the clause, and those that answer what was said on it."""
    concerned = Q(opinions__place=line) | Q(changes__after__line=line) | Q(changes__before__line=line)
    rows = Response.objects.filter(consultation__results_published_at__isnull=False, state=Response.State.FINAL)
    return rows.filter(pk__in=Response.objects.filter(concerned).values("pk")).select_related("consultation")


def _response(response: Response) -> Event:
    one = response.consultation
    title = _("Answer %(number)s of “%(consultation)s”") % {"number": response.number, "consultation": one}
    tags = [Tag(_disposition(response), "info")]
    day = localdate(one.results_published_at) if one.results_published_at else None
    return Event(_("Answers"), day, title, url=url_of("result", one.slug, response.number), tags=tags, words=response.views)


def _disposition(response: Response) -> str:
    found = read_rules(response.consultation.rules).disposition(response.disposition)
    return str(found or response.disposition)


@causes.fill
def responses_behind(changes: Collection[int], reader: Any) -> Iterator[Cause]:
    """The answers that said they would change what changed."""
    ties = Response.changes.through.objects.filter(change__in=changes, response__consultation__results_published_at__isnull=False)
    for tie in ties.select_related("response__consultation").order_by("response__number"):
        response: Response = tie.response
        words = _("Answer %(number)s: %(disposition)s") % {"number": response.number, "disposition": _disposition(response)}
        url = url_of("result", response.consultation.slug, response.number)
        yield Cause(tie.change_id, "response", words, url, localdate(response.consultation.results_published_at))
