"""What became public of consultations, as a feed and as news: announced, closed, answered, ended without anything enacted; and found by words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from shishin.consultations.access import consultations_to_read
from shishin.consultations.asking.states import has_opinions, results_in_words
from shishin.consultations.models import Consultation
from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.identity import in_language
from shishin.kit.moments import now
from shishin.kit.same_for_everybody import changes_at
from shishin.opinion_analysis.normalising import folded
from shishin.opinion_analysis.word_forms import words_of

NEWEST, MOST_FOUND = 50, 10


class Item(NamedTuple):
    """One thing that became public."""

    consultation: Consultation
    kind: str
    at: datetime
    title: str
    words: str

    @property
    def first_line(self) -> str:
        return self.words.strip().partition("\n")[0]

    @property
    def url(self) -> str:
        return self.consultation.get_absolute_url()


def newest_items(most: int = NEWEST) -> list[Item]:
    """The newest first, in one query. A page with them changes when a round closes."""
    moment = now()
    closing = Max("rounds__closes_at", filter=Q(rounds__takes_form=True))
    rows = consultations_to_read(AnonymousUser()).annotate(closes_at=closing, has_opinions=has_opinions())
    latest = Greatest("announced_at", Coalesce("closes_at", "announced_at"), Coalesce("results_published_at", "ended_at", "announced_at"))
    found = [item for row in rows.order_by(latest.desc(), "-pk")[:most] for item in _items(row)]
    for item in found:
        if item.at > moment:
            changes_at(item.at)
    return sorted((item for item in found if item.at <= moment), key=lambda item: item.at, reverse=True)[:most]


def consultations_with(query: str) -> list[Consultation]:
    """Announced ones with all the words in their titles or questions, the newest first, in one query."""
    words = words_of(query)
    rows = consultations_to_read(AnonymousUser()).order_by("-announced_at", "-pk") if words else []
    texts = ((row, folded("\n".join((*row.titles.values(), *row.questions.values())))) for row in rows)
    return list(islice((row for row, text in texts if all(word.is_in(text) for word in words)), MOST_FOUND))


class ConsultationsFeed(Feed[Item, None]):
    """Of all consultations, the newest first."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Consultations")

    def link(self) -> str:
        return _absolute(reverse("consultations:consultations"))

    def feed_url(self) -> str:
        return _absolute(reverse("consultations:feed"))

    def items(self) -> list[Item]:
        return newest_items()

    def item_title(self, item: Item) -> str:
        return on_one_line(item.title)

    def item_description(self, item: Item) -> str:
        return without_controls(item.words)

    def item_link(self, item: Item) -> str:
        return _absolute(item.url)

    def item_guid(self, item: Item) -> str:
        """The same for ever, whatever becomes of the words and the address."""
        return f"urn:uuid:{uuid.uuid5(item.consultation.uuid, item.kind)}"

    def item_updateddate(self, item: Item) -> datetime:
        return item.at

    item_pubdate = item_updateddate


def _items(consultation: Any) -> Iterator[Item]:
    title = {"title": str(consultation)}
    if at := consultation.announced_at:
        yield Item(consultation, "announced", at, _("Opinions wanted: %(title)s") % title, in_language(consultation.questions))
    if (at := consultation.closes_at) and not (consultation.ended_at and consultation.ended_at < at):
        yield Item(consultation, "closed", at, _("Closed: %(title)s") % title, _("What was said is being answered."))
    if at := consultation.results_published_at:
        yield Item(consultation, "published", at, _("Answered: %(title)s") % title, results_in_words(consultation.has_opinions))
    if at := consultation.ended_at:
        yield Item(consultation, "ended", at, _("Ended, nothing enacted: %(title)s") % title, in_language(consultation.ended_reason))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
