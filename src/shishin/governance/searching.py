"""Searching: what of governance is found by words, as everybody may find it."""

from __future__ import annotations

from itertools import islice

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate

from shishin.governance.access import duties_to_read
from shishin.governance.models import Duty
from shishin.opinion_analysis.normalising import folded
from shishin.opinion_analysis.word_forms import words_of

MOST_FOUND = 10


def duties_with(query: str) -> list[Duty]:
    """Those that are not over with all the words in their titles or words, in one query and the names of their lists."""
    words = words_of(query)
    if not words:
        return []
    rows = duties_to_read(AnonymousUser()).there_on(localdate()).select_related("owner").prefetch_related("owner__dated_names")
    texts = ((row, folded("\n".join((*row.titles.values(), *row.words.values())))) for row in rows.order_by("owner", "position", "pk"))
    return list(islice((row for row, text in texts if all(word.is_in(text) for word in words)), MOST_FOUND))
