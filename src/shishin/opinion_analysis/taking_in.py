"""Taking in: the different texts of all rows, however many rows have them. What is kept of them grows with the texts and not with the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shishin.opinion_analysis.folding import by_weight
from shishin.opinion_analysis.lettering import SIGN, Ragged, digests, letters_of, ragged
from shishin.opinion_analysis.reading import NO_COPIES, Batch, Columns, read_batches, read_ids
from shishin.opinion_analysis.running import Tell, write_json

AT_ONCE = 4_096
"""Texts whose letters are found at once."""
LETTERS, TAKEN_IN = "letters", "taken_in.json"


class Texts(NamedTuple):
    """The different texts, numbered as they came, and which row has which."""

    text_of: NDArray[np.int32]
    """The text of each row; -1 where the row is refused."""
    row_copies: NDArray[np.int64]
    digests: NDArray[np.uint64]
    lengths: NDArray[np.int64]
    folder: Path

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that are not refused."""
        return np.flatnonzero(self.text_of >= 0)

    def by_weight(self) -> NDArray[np.int64]:
        copies = np.zeros(len(self.lengths), np.int64)
        np.add.at(copies, self.text_of[self.rows], self.row_copies[self.rows])
        return by_weight(self.digests, copies)

    def letters(self, first: int, last: int) -> Ragged:
        """Of the texts from one to before another."""
        lengths = self.lengths[first:last]
        before = int(self.lengths[:first].sum())
        signs = np.fromfile(self.folder / LETTERS, SIGN, int(lengths.sum()), offset=before * SIGN.itemsize)
        return ragged(signs, lengths)


ARRAYS = Texts._fields[:-1]


def load_texts(folder: Path) -> Texts:
    text_of, row_copies, digested, lengths = (np.load(folder / f"{name}.npy") for name in ARRAYS)
    return Texts(text_of, row_copies, digested, lengths, folder)


def take_in(file: Path, columns: Columns, folder: Path, *, tell: Tell) -> None:
    """Keep the letters of each text once, and for each row its text."""
    ids = read_ids(file, columns)
    text_of, copies = np.full(len(ids.values), -1, np.int32), np.zeros(len(ids.values), np.int64)
    seen: dict[bytes, int] = {}
    lengths = [np.empty(0, np.int64)]
    begin = 0
    with (folder / LETTERS).open("wb") as file_of_letters:
        for batch in read_batches(file, columns):
            rows = slice(begin, begin := begin + len(batch.text_of))
            refused = ids.refused[rows]
            refused[(refused == "") & (batch.copies == 0)] = NO_COPIES
            taken = refused == ""
            used, place = np.unique(batch.text_of[taken], return_inverse=True)
            numbers: list[int] = []
            for texts in _parts(batch, used):
                lettered = letters_of(texts)
                is_new = np.zeros(len(texts), bool)
                for at, digest in enumerate(digests(texts, lettered)):
                    is_new[at] = digest not in seen
                    numbers.append(seen.setdefault(digest, len(seen)))
                lengths.append(lettered.lengths[is_new])
                file_of_letters.write(lettered.values[np.repeat(is_new, lettered.lengths)].data)
            text_of[rows][taken] = np.array(numbers, np.int32)[place]
            copies[rows] = batch.copies
            tell("texts", begin, len(text_of))
    digested = np.frombuffer(b"".join(seen), ">u8").astype(np.uint64).reshape(-1, 2)
    kept: tuple[NDArray[Any], ...] = (text_of, copies, digested, np.concatenate(lengths))
    for name, array in zip(ARRAYS, kept, strict=True):
        np.save(folder / f"{name}.npy", array)
    refusals = [
        {"row": int(row) + 1, "id": ids.written(int(row)), "why": str(ids.refused[row])} for row in np.flatnonzero(ids.refused != "")
    ]
    write_json(folder / TAKEN_IN, {"rows": len(text_of), "distinct": len(seen), "refused": refusals})


def _parts(batch: Batch, used: NDArray[np.int64]) -> list[list[str]]:
    return [[batch.texts[text] for text in used[at : at + AT_ONCE].tolist()] for at in range(0, len(used), AT_ONCE)]
