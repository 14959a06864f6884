"""Covering: what stands on the cover page of a working edition – title, outline, what the revision does, keywords – and words that call it a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.guidelines.comparing.profiles import draft_words_of
from shishin.guidelines.drafting.operating import DraftState, keep_operation, lock
from shishin.guidelines.errors.drafting import CoverChangedMeanwhile, NoTitle
from shishin.guidelines.models import Edition, Operation
from shishin.kit.errors import linked
from shishin.kit.identity import join_words
from shishin.texts.manuscript import Texts, is_draft_version
from shishin.trail.recomputing import row_hash
from shishin.trail.recording import Acting, record

COVER = ("titles", "outlines", "revision_notes", "keywords")


def cover_of(edition: Edition) -> dict[str, Any]:
    return {name: dict(getattr(edition, name)) for name in COVER}


def cover_hash(edition: Edition) -> str:
    """The words that a page showed before somebody typed."""
    return row_hash(cover_of(edition))


def write_cover(edition: Edition, cover: Mapping[str, Any]) -> None:
    for name in COVER:
        setattr(edition, name, cover[name])
    edition.save(update_fields=COVER)


@transaction.atomic
def change_cover(
    edition: Edition,
    *,
    titles: Texts,
    outlines: Texts,
    revision_notes: Texts,
    keywords: Mapping[str, Sequence[str]],
    by: Acting,
    based_on: str = "",
) -> Edition:
    """Other words on the cover page of an edition that is being written; they can be undone as any other change of it."""
    edition = lock(edition)
    was = cover_of(edition)
    if based_on and based_on != cover_hash(edition):
        raise CoverChangedMeanwhile(edition=edition)
    given = {"titles": titles, "outlines": outlines, "revision_notes": revision_notes, "keywords": keywords}
    now = {name: {language: words for language, words in given[name].items() if words} for name in COVER}
    if not now["titles"].get(edition.source_language):
        raise NoTitle(edition=edition)

    if now == was:
        return edition
    write_cover(edition, now)
    operation = keep_operation(edition, kind=Operation.Kind.COVER, key="", by=by, before=DraftState(cover=was), after=DraftState(cover=now))
    changed = [name for name in COVER if now[name] != was[name]]
    record("guidelines.cover_changed", about=edition, who=by, fields=changed, operation=operation.number)
    return edition


def draft_words_in(edition: Edition) -> list[str]:
    """The words in the titles of an edition that call it a draft, as its owner has them in its list."""
    titles = [unicodedata.normalize("NFKC", title) for title in edition.titles.values()]
    words = draft_words_of(edition.document.owner.comparison_profile)
    return [word for word in words if any(_stands_in(word, title) for title in titles)]


def draft_title_warnings(edition: Edition) -> list[str]:
    """A final text that is still called a draft: in one sentence that leads to its cover page."""
    words = [] if is_draft_version(edition.version) else draft_words_in(edition)
    if not words:
        return []
    sentence = _("The title still calls the text a draft (%(words)s). Change it on the cover page.") % {"words": join_words(words)}
    return [linked(sentence, reverse("guidelines:cover", args=[edition.document.slug, edition.version]))]


def _stands_in(word: str, title: str) -> bool:
    """As a word: 案 of 指針（案） and not that of 案内, draft and not that of drafting."""
    word = unicodedata.normalize("NFKC", word)
    before = r"(?<![A-Za-z])" if word[:1].isascii() else ""
    return bool(re.search(rf"{before}{re.escape(word)}(?![A-Za-z\u3400-\u9fff々])", title, re.IGNORECASE))
