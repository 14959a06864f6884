"""Indexing: how texts come to be found. Search looks in the newest text of each clause in each language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from shishin.guidelines.editions.clauses import BATCH
from shishin.guidelines.models import ClauseText, SearchText
from shishin.kit.gram_index import grams_to_keep, rebuild
from shishin.kit.markdown import plain
from shishin.opinion_analysis.normalising import folded, grams
from shishin.texts.plain_lines import plain_text


def plain_words(heading: str, body: str) -> tuple[str, str]:
    """What is searched of a text: heading and body as read, without the marks of Markdown."""
    return plain_text(heading), plain(body)


def index_texts(texts: Iterable[ClauseText]) -> int:
    """Make texts findable, in place of older ones of their clause and language. To be called in the transaction that wrote them."""
    texts = list(texts)
    replaced: defaultdict[str, list[int]] = defaultdict(list)
    for text in texts:
        if text.number > 1:
            replaced[text.language].append(text.clause_id)
    for language, clauses in replaced.items():
        SearchText.objects.filter(language=language, clause__in=clauses).delete()
    return _store(texts)


def _row(text: ClauseText) -> SearchText:
    heading, body = plain_words(text.heading, text.body)
    heading_line = f"{folded(heading)}\n"
    return SearchText(
        text=text,
        clause_id=text.clause_id,
        edition_id=text.clause.edition_id,
        line_id=text.clause.line_id,
        position=text.clause.position,
        language=text.language,
        kind=text.clause.kind,
        force=text.clause.force,
        folded=heading_line + folded(body),
        heading_length=len(heading_line),
        grams=grams_to_keep(grams(f"{heading}\n{body}")),
    )


@transaction.atomic
def reindex() -> int:
    """Forget everything that search knows and learn it again from the texts."""
    rebuild(SearchText, connection)
    SearchText.objects.all().delete()
    newest = ClauseText.objects.newest().select_related("clause").order_by("pk")
    count, waiting = 0, []
    for text in newest.iterator(chunk_size=BATCH):
        waiting.append(text)
        if len(waiting) == BATCH:
            count += _store(waiting)
            waiting = []
    return count + _store(waiting)


def _store(texts: list[ClauseText]) -> int:
    SearchText.objects.bulk_create([_row(text) for text in texts], batch_size=BATCH)
    return len(texts)
