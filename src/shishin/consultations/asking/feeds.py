"""The feed of consultations: announced, answered, ended without anything enacted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from shishin.consultations.access import consultations_to_read
from shishin.consultations.models import Consultation
from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.identity import in_language

NEWEST = 50


class Item(NamedTuple):
    """One thing that became public."""

    consultation: Consultation
    kind: str
    at: datetime
    title: str
    words: str


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
        rows = consultations_to_read(AnonymousUser()).order_by("-announced_at", "-pk")[:NEWEST]
        return sorted((item for row in rows for item in _items(row)), key=lambda item: item.at, reverse=True)[:NEWEST]

    def item_title(self, item: Item) -> str:
        return on_one_line(item.title)

    def item_description(self, item: Item) -> str:
        return without_controls(item.words)

    def item_link(self, item: Item) -> str:
        return _absolute(item.consultation.get_absolute_url())

    def item_guid(self, item: Item) -> str:
        """The same for ever, whatever becomes of the words and the address."""
        return f"urn:uuid:{uuid.uuid5(item.consultation.uuid, item.kind)}"

    def item_updateddate(self, item: Item) -> datetime:
        return item.at

    item_pubdate = item_updateddate


def _items(consultation: Consultation) -> Iterator[Item]:
    title = {"title": str(consultation)}
    if at := consultation.announced_at:
        yield Item(consultation, "announced", at, _("Opinions wanted: %(title)s") % title, in_language(consultation.questions))
    if at := consultation.results_published_at:
        yield Item(consultation, "published", at, _("Answered: %(title)s") % title, _("Every opinion has its answer"))
    if at := consultation.ended_at:
        yield Item(consultation, "ended", at, _("Ended, nothing enacted: %(title)s") % title, in_language(consultation.ended_reason))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
