"""What an analysis is given: the opinions of a consultation, the clauses of its draft, what was answered earlier. No personal data, and of what was masked only what is left."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shishin.consultations.analysing.running import opinions_to_analyse
from shishin.consultations.errors.analysing import NothingToAnalyse
from shishin.consultations.models import Consultation, Opinion
from shishin.consultations.places import rounds_of
from shishin.guidelines.printing.formats import as_data
from shishin.opinion_analysis.linking import Answered, Clause, clauses_in
from shishin.opinion_analysis.reading import Columns
from shishin.opinion_analysis.running import PART

COLUMNS = Columns("opinion", "words", "voices")
SCHEMA = pa.schema([(COLUMNS.id, pa.int64()), (COLUMNS.text, pa.string()), (COLUMNS.copies, pa.int64())])
BATCH = 10_000
MOST_ANSWERED = 20_000
"""So many opinions that were answered earlier are looked at, those of most voices."""


def write_rows(consultation: Consultation, file: Path, *, tell: Callable[[int, int], object]) -> None:
    """Whole, or not at all: one that is there was written whole, and stays for whoever goes on. Refused where nothing is left to say."""
    if file.exists():
        return
    opinions = opinions_to_analyse(consultation)
    count, written = opinions.count(), 0
    if not count:
        raise NothingToAnalyse
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}{PART}")
    rows = opinions.order_by("pk").values_list("pk", "words", "group_voices").iterator(BATCH)
    with pq.ParquetWriter(part, SCHEMA) as writer:
        while some := list(islice(rows, BATCH)):
            columns = [pa.array(column, field.type) for column, field in zip(zip(*some, strict=True), SCHEMA, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA))
            written += len(some)
            tell(written, count)
    part.replace(file)


def newest_in(file: Path) -> int:
    """The last opinion in a file: later ones came since."""
    parquet = pq.ParquetFile(file)
    ids = parquet.read_row_group(parquet.num_row_groups - 1, [COLUMNS.id]).column(0)
    return int(ids[-1].as_py())


def clauses_of(consultation: Consultation) -> list[Clause]:
    """As the newest draft has them."""
    drafts = [held.draft for held in rounds_of(consultation) if held.draft is not None]
    return clauses_in(as_data(drafts[-1])) if drafts else []


def answered_before(consultation: Consultation) -> list[Answered]:
    """What earlier consultations of the document answered and published, by the number of the response."""
    if consultation.document_id is None:
        return []
    published = Opinion.objects.heads().filter(
        state=Opinion.State.ANSWERED,
        consultation__document=consultation.document_id,
        consultation__results_published_at__isnull=False,
    )
    rows = published.exclude(consultation=consultation).order_by("-group_voices", "pk")
    return [Answered(str(response), words) for response, words in rows.values_list("response", "words")[:MOST_ANSWERED]]
