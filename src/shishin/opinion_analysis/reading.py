"""Reading: the rows of a Parquet file, batch by batch. Each row has an id of its own, a text, and how many voices it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shishin.opinion_analysis.errors import NoSuchColumn, UnfitColumn, UnreadableFile, reason_of

BATCH = 32_768
"""Rows of a batch: what is equal among them is compared once."""
MOST_COPIES = 10**9
NO_ID, ID_TWICE, NO_COPIES = "no id", "id more than once", "copies is no whole number from 1"
NO_UNICODE = "id is no Unicode"
_COMPARED = {
    **dict.fromkeys((pa.string(), pa.string_view()), pa.large_string()),
    pa.binary_view(): pa.large_binary(),
    pa.float16(): pa.float32(),
}
"""As what values are compared that Arrow does not compare as they are."""


class Columns(NamedTuple):
    """What the columns are called; without `copies` each row is one voice."""

    id: str
    text: str
    copies: str = ""


class Ids(NamedTuple):
    """The ids of all rows, and why rows are refused: an empty word where they are not."""

    values: pa.Array
    kind: pa.DataType
    """As it is in the file."""
    refused: NDArray[np.str_]

    def of(self, rows: NDArray[np.int64]) -> pa.Array:
        """The ids of some rows, as the file has them."""
        return self.values.take(pa.array(rows)).cast(self.kind)

    def written(self, row: int) -> str | None:
        """For a person to read."""
        one = self.values.slice(row, 1)
        (value,) = _written(one) if pa.types.is_large_string(one.type) else one.to_pylist()
        return None if value is None else str(value)


class Batch(NamedTuple):
    """Rows that follow one another: which text each has, and the different texts among them."""

    texts: list[str]
    text_of: NDArray[np.int64]
    copies: NDArray[np.int64]
    """Nothing where it cannot be said."""


@contextmanager
def telling(file: Path) -> Iterator[None]:
    """What goes wrong within is told of the file."""
    try:
        yield
    except (pa.ArrowException, OSError, EOFError) as error:
        raise UnreadableFile(file=file.name, why=reason_of(error)) from error


def _open(file: Path, columns: Columns) -> pq.ParquetFile:
    with telling(file):
        opened = pq.ParquetFile(file, pre_buffer=False)
    names = opened.schema_arrow.names
    for wanted in filter(None, columns):
        if names.count(wanted) != 1:
            raise NoSuchColumn(file=file.name, column=wanted, columns=names)
        kind = opened.schema_arrow.field(wanted).type
        if pa.types.is_nested(kind) or (pa.types.is_null(kind) and opened.metadata.num_rows):
            raise UnfitColumn(file=file.name, column=wanted, kind=str(kind))
    return opened


def read_ids(file: Path, columns: Columns) -> Ids:
    """All ids: what has none, and what has one that stands elsewhere too, is refused, since nobody can say which is meant."""
    opened = _open(file, columns)
    with telling(file):
        column = opened.read([columns.id]).column(columns.id)
    kind = column.type
    values = _plain(column).combine_chunks()
    counted = pc.value_counts(values.drop_null())
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    refused = np.full(len(values), "", dtype="<U40")
    refused[_bools(pc.is_in(values, value_set=twice))] = ID_TWICE
    refused[_bools(values.is_null())] = NO_ID
    refused[_undecodable(values)] = NO_UNICODE
    return Ids(values, kind, refused)


def read_batches(file: Path, columns: Columns) -> Iterator[Batch]:
    """The texts and copies of all rows, in their order."""
    opened = _open(file, columns)
    wanted = list(dict.fromkeys(filter(None, (columns.text, columns.copies))))
    with telling(file):
        for batch in opened.iter_batches(BATCH, columns=wanted):
            encoded = _plain(batch.column(columns.text), pa.large_string()).fill_null("").dictionary_encode()
            copies = _copies(batch.column(columns.copies)) if columns.copies else np.ones(len(batch), np.int64)
            yield Batch(_written(encoded.dictionary), np.asarray(encoded.indices, np.int64), copies)


def read_texts(file: Path, columns: Columns, rows: NDArray[np.int64]) -> list[str]:
    """The texts of some rows, in the order of the file; `rows` is sorted."""
    found: list[str] = []
    begin = 0
    for batch in read_batches(file, Columns(columns.id, columns.text)):
        here = rows[np.searchsorted(rows, begin) : np.searchsorted(rows, begin + len(batch.text_of))] - begin
        found += [batch.texts[text] for text in batch.text_of[here].tolist()]
        begin += len(batch.text_of)
    return found


def _plain(column: Any, kind: pa.DataType | None = None) -> Any:
    """Values that can be compared and sorted, whatever the file keeps them in."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = column.cast(column.type.storage_type)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    # What is no Unicode is told of, or written as far as it can be read, later on.
    return column.cast(kind or _COMPARED.get(column.type, column.type), safe=False)


def _written(texts: pa.Array) -> list[str]:
    """Texts of Python. What is no Unicode stands as the sign for it."""
    try:
        return texts.to_pylist()
    except UnicodeDecodeError:
        return [text.decode("utf-8", "replace") for text in texts.cast(pa.large_binary()).to_pylist()]


def _undecodable(values: pa.Array) -> list[int]:
    """The rows whose words are no Unicode."""
    if not pa.types.is_large_string(values.type):
        return []
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        signs = values.cast(pa.large_binary()).to_pylist()
        return [row for row, value in enumerate(signs) if value is not None and value.decode("utf-8", "replace").encode() != value]
    return []


def _copies(column: pa.Array) -> NDArray[np.int64]:
    plain = _plain(column)
    try:
        numbers = pc.fill_null(plain.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        numbers = np.array([_number(value) for value in plain.to_pylist()], np.int64)
    return np.where((numbers >= 1) & (numbers <= MOST_COPIES), numbers, 0)


def _number(value: object) -> int:
    whole, _point, rest = str(value).strip().partition(".")
    return int(whole) if whole.isdecimal() and len(whole) < 19 and not rest.strip("0") else 0


def _bools(array: Any) -> NDArray[np.bool_]:
    return array.to_numpy(zero_copy_only=False).astype(bool)
