"""What waits for those who run consultations and answer opinions: one function and one query a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.consultations.access import ANSWER_OPINIONS, consultations_run_by, moderation_to_confirm
from shishin.consultations.answering.responding import is_complete
from shishin.consultations.asking.states import SOON, State, days_between, url_of
from shishin.consultations.counting import open_voices
from shishin.consultations.models import Analysis, Response
from shishin.kit.moments import now
from shishin.kit.waiting import Waiting, source
from shishin.people.access import organizations_where
from shishin.people.models import Person

MOST = 50
NEAR = 14
"""Days before a round opens from which on announcing it waits."""


@source(order=30)
def waiting_for(person: Any, day: date) -> list[Waiting]:
    moment = now()
    return [*_to_announce(person, moment), *_closing(person, moment), *_to_answer(person, moment)]


def _to_announce(person: Any, moment: datetime) -> Iterator[Waiting]:
    """Prepared, with a first round that opens soon or should have opened."""
    prepared = consultations_run_by(person).filter(announced_at=None, ended_at=None)
    rows = prepared.annotate(opens=Min("rounds__opens_at")).filter(opens__lte=moment + timedelta(days=NEAR))
    for one in rows.order_by("opens")[:MOST]:
        why = _("It is not announced yet, and its first round is to open.")
        yield _line(one, url_of("announce", one.slug), _("Announce it to everybody"), why, due=one.opens)  # type: ignore[attr-defined]


def _closing(person: Any, moment: datetime) -> Iterator[Waiting]:
    until = moment + timedelta(days=SOON)
    open_now = (
        consultations_run_by(person)
        .in_state(State.OPEN, moment)
        .annotate(closes=Min("rounds__closes_at", filter=Q(rounds__closes_at__gt=moment)))
    )
    for one in open_now.filter(closes__lte=until).order_by("closes")[:MOST]:
        why = _("It closes soon. It can be extended, with a reason, until then.")
        yield _line(one, url_of("desk", one.slug), _("See its desk"), why, due=one.closes)  # type: ignore[attr-defined]


def _to_answer(person: Any, moment: datetime) -> Iterator[Waiting]:
    """Closed: not all that was said is answered, or nothing keeps the results but that nobody published them."""
    closed = consultations_run_by(person).in_state(State.ANSWERING, moment).annotate(closed=Max("rounds__closes_at"))
    rows = list(closed.order_by("closed")[:MOST])
    waiting = open_voices(rows)
    for one in rows:
        if count := waiting.get(one.pk, 0):
            words = ngettext("%(count)s voice is still open.", "%(count)s voices are still open.", count) % {"count": count}
            yield _line(one, url_of("opinions", one.slug), _("Answer the opinions"), f"{words} {_since(one, moment)}".strip())
        else:
            words = _("No opinion is open any more: the results can be published.")
            yield _line(one, url_of("publish", one.slug), _("Publish the results"), f"{words} {_since(one, moment)}".strip())


def _since(one: Any, moment: datetime) -> str:
    if one.closed is None:
        return ""
    days = days_between(one.closed, moment)
    if not days:
        return _("It closed today.")
    return ngettext("It closed %(days)s day ago.", "It closed %(days)s days ago.", days) % {"days": days}


def _line(title: Any, url: str, button: str, why: str, *, due: datetime | None = None) -> Waiting:
    return Waiting("consultations", _("Consultations"), str(title), url, button, why, due=localdate(due) if due else None)


@source(order=32)
def analyses_of(person: Any, day: date) -> list[Waiting]:
    """What the last analysis of each consultation came to: one query."""
    last = Analysis.objects.filter(consultation=OuterRef("pk")).exclude(state=Analysis.State.CANCELLED).order_by("-pk").values("pk")[:1]
    ours = consultations_run_by(person).filter(results_published_at=None, ended_at=None).order_by().values_list(Subquery(last))
    rows = (
        Analysis.objects.filter(pk__in=ours)
        .select_related("consultation")
        .annotate(open_themes=Count("themes", filter=Q(themes__signed_as=None)))
    )
    told = ((one, _told_of(one)) for one in rows.order_by("-pk")[:MOST])
    return [_line(one.consultation, one.get_absolute_url(), _("See the analysis"), words) for one, words in told if words]


def _told_of(analysis: Any) -> str:
    if analysis.has_failed:
        return _("Analysis failed: %(why)s") % {"why": analysis.why or _("It broke off.")}
    if not analysis.is_finished or not analysis.open_themes:
        return ""
    themes = analysis.open_themes
    words = ngettext("Analysis is done: %(count)s theme to look at.", "Analysis is done: %(count)s themes to look at.", themes)
    return words % {"count": themes}


@source(order=31)
def responses_waiting_for(person: Any, day: date) -> list[Waiting]:
    """What was asked to be withheld, what is to be checked, and what was handed to somebody's office: one query each."""
    if not isinstance(person, Person):
        return []
    return [*_to_confirm(person), *_to_check(person), *_handed_over(person)]


def _to_confirm(person: Person) -> Iterator[Waiting]:
    if count := moderation_to_confirm(person).exclude(asked_by=person).count():
        words = ngettext(
            "%(count)s opinion is asked to be withheld or masked.", "%(count)s opinions are asked to be withheld or masked.", count
        )
        title = _("Withholding and masking")
        yield _line(title, url_of("moderation"), _("Confirm or refuse"), words % {"count": count})


def _to_check(person: Person) -> Iterator[Waiting]:
    """Drafts that are complete, and that somebody else wrote."""
    drafts = Response.objects.filter(
        consultation__in=consultations_run_by(person), consultation__results_published_at=None, state=Response.State.DRAFT
    )
    theirs = drafts.exclude(written_by=person).select_related("consultation__profile").order_by("pk")
    ready = Counter(row.consultation for row in theirs if is_complete(row, row.consultation))
    for one, count in list(ready.items())[:MOST]:
        words = ngettext("%(count)s response is to be checked.", "%(count)s responses are to be checked.", count) % {"count": count}
        url = f"{url_of('responses', one.slug)}?state=draft"
        yield _line(one, url, _("Check the responses"), words)


def _handed_over(person: Person) -> Iterator[Waiting]:
    theirs = Response.objects.filter(in_charge__in=organizations_where(person, ANSWER_OPINIONS), consultation__results_published_at=None)
    if count := theirs.filter(state=Response.State.DRAFT).count():
        words = ngettext("%(count)s response was handed to your office.", "%(count)s responses were handed to your office.", count)
        yield _line(_("Responses handed to us"), url_of("handed-over"), _("Write them"), words % {"count": count})
