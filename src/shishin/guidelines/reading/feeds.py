"""Feeds: what became public of a document, as Atom."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.kit.characters import on_one_line, without_controls
from shishin.kit.dates import day_in_words
from shishin.kit.identity import in_language

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One act that made something public, or took it back."""

    edition: Edition
    kind: str
    day: date
    title: str
    words: str = ""


class DocumentFeed(Feed[Item, ReadableDocument]):
    """Of one document: drafts published, editions adopted or taken over, both withdrawn. The newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, readable: ReadableDocument, **kwargs: Any) -> ReadableDocument:
        return readable

    def title(self, obj: ReadableDocument) -> str:
        return on_one_line(obj.document.title())

    def subtitle(self, obj: ReadableDocument) -> str:
        return without_controls(in_language(obj.document.outlines))

    def link(self, obj: ReadableDocument) -> str:
        return _absolute(obj.document.get_absolute_url())

    def feed_url(self, obj: ReadableDocument) -> str:
        return _absolute(reverse("guidelines:feed", args=[obj.document.slug]))

    def feed_guid(self, obj: ReadableDocument) -> str:
        return f"urn:uuid:{obj.document.uuid}"

    def author_name(self, obj: ReadableDocument) -> str:
        return on_one_line(obj.document.owner.name_on(obj.day))

    def items(self, obj: ReadableDocument) -> list[Item]:
        found = [item for edition in obj.editions for item in _items(edition)]
        return sorted(found, key=lambda item: (item.day, item.edition.pk), reverse=True)[:NEWEST]

    def item_title(self, item: Item) -> str:
        return item.title

    def item_description(self, item: Item) -> str:
        return without_controls(item.words)

    def item_link(self, item: Item) -> str:
        return _absolute(item.edition.get_absolute_url())

    def item_guid(self, item: Item) -> str:
        """The same for ever, whatever becomes of the words and the address."""
        return f"urn:uuid:{uuid.uuid5(item.edition.uuid, item.kind)}"

    def item_updateddate(self, item: Item) -> datetime:
        return make_aware(datetime.combine(item.day, time.min))

    item_pubdate = item_updateddate


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _items(edition: Edition) -> Iterator[Item]:
    name = {"version": version_in_words(edition.version)}
    notes = in_language(edition.revision_notes)
    if edition.state == Edition.State.PUBLISHED and edition.published_on:
        yield Item(edition, "published", edition.published_on, _("%(version)s was published") % name, notes)
    if edition.state == Edition.State.ADOPTED:
        day = edition.taken_over_on or edition.published_on or edition.decided_on or edition.in_force_from
        words = _("%(version)s was taken over") if edition.is_taken_over else _("%(version)s was adopted")
        force = _("In force from %(day)s.") % {"day": day_in_words(edition.in_force_from)}
        if day:
            yield Item(edition, "adopted", day, words % name, " ".join(part for part in (force, notes) if part))
    if edition.withdrawn_on:
        yield Item(edition, "withdrawn", edition.withdrawn_on, _("%(version)s was withdrawn") % name, edition.withdrawn_reason)


def is_public(readable: ReadableDocument) -> bool:
    """Whether there is anything that everyone may read."""
    return any(not edition.is_working for edition in readable.editions)
