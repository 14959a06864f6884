"""Words that stood once, found again by their hash: what somebody began from, or what a translation was made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shishin.guidelines.drafting.pages.marking_words import MarkedSides, mark_passages
from shishin.guidelines.models import ClauseText, Edition, Operation
from shishin.texts.manuscript import Passage

LOOKED_AT = 100
"""How many operations on the edition are looked through, the newest first."""


def words_kept(edition: Edition, hashes: Collection[str], *, language: str) -> dict[str, Passage]:
    """Hash → words, as far as any edition of the document or an operation on this one has them. One query, two where some are in neither text."""
    if not hashes:
        return {}
    texts = ClauseText.objects.filter(clause__edition__document=edition.document_id, language=language, content_hash__in=hashes)
    found = {content: Passage(*words) for content, *words in texts.values_list("content_hash", "heading", "body", "summary")}
    if missing := set(hashes) - set(found):
        found |= _in_operations(edition, missing)
    return found


def _in_operations(edition: Edition, hashes: set[str]) -> dict[str, Passage]:
    images = Operation.objects.filter(edition=edition).order_by("-number").values_list("before", "after")[:LOOKED_AT]
    rows = (row for both in images for image in both for row in image.get("words", ()))
    return {row["content_hash"]: Passage(row["heading"], row["body"], row["summary"]) for row in rows if row["content_hash"] in hashes}


def since_translated(edition: Edition, lagging: Mapping[int, tuple[str, Passage]]) -> dict[int, MarkedSides]:
    """Clause → its source when it was translated and its source now, what differs marked. Given are the hash of the one and the words of the other."""
    kept = words_kept(edition, {made_from for made_from, _now in lagging.values()}, language=edition.source_language)
    return {clause: mark_passages(kept[made_from], now) for clause, (made_from, now) in lagging.items() if made_from in kept}
