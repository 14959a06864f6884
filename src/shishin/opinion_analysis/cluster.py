"""The cluster: the same kernels as one Daft program, on Ray, or on this machine alone (`native`). Only this module imports Daft.

The machines read and write the folder of the analysis, and have the product with the extra `cluster`. What is joined there, and nowhere else a
second time, are the buckets: in each the heaviest text is who the others are compared with.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Daft calls home when it is imported, Ray when it starts; nobody's ways of working go anywhere.
os.environ.update(DO_NOT_TRACK="1", DAFT_ANALYTICS_ENABLED="0", SCARF_NO_ANALYTICS="true", RAY_USAGE_STATS_ENABLED="0")
os.environ.update(AWS_EC2_METADATA_DISABLED="true", DAFT_PROGRESS_BAR="0")

import daft
import ray
from daft import DataFrame, DataType, Series, col

from shishin.opinion_analysis.errors import Cancelled, UnreachableCluster, reason_of
from shishin.opinion_analysis.folding import likely, onward, similarities
from shishin.opinion_analysis.grouping import PAIRS, POSSIBLY, text_bounds, write_pairs
from shishin.opinion_analysis.lettering import Ragged, ragged
from shishin.opinion_analysis.running import Tell
from shishin.opinion_analysis.signing import BANDS, PERMUTATIONS, SHORTEST, Signed, signed
from shishin.opinion_analysis.taking_in import load_texts

NATIVE, LOCAL = "native", "local"
"""In place of an address: Daft's own runner, and a Ray of one's own; both on this machine."""
WEIGHT, NOWHERE = "weight.npy", "http://127.0.0.1:9"
PARTS_A_CORE = 4
GREETING, PATIENCE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 10
"""What a Ray is greeted with, and how many seconds it has to answer."""
_ENDPOINT = re.compile(r"\[?(?P<host>[\w.:-]+?)\]?:(?P<port>\d{1,5})")
_LISTED = {"number": DataType.int64(), "keys": DataType.list(DataType.uint64()), "bytes": DataType.binary(), "grams": DataType.binary()}
_SIGNED = DataType.struct({name: DataType.list(kind) for name, kind in _LISTED.items()})


def pair_texts_on_cluster(texts_folder: Path, folder: Path, *, address: str, threshold: float, tell: Tell) -> None:
    """Find which texts are how much alike: what `sign_texts` and `pair_texts` do on one machine, with the same result."""
    texts = load_texts(texts_folder.resolve())
    weight = np.empty(len(texts.lengths), np.int64)
    weight[texts.by_weight()] = np.arange(len(weight))
    kept = (folder / WEIGHT).resolve()
    np.save(kept, weight)
    least, count = min(POSSIBLY, threshold), len(weight)
    bounds = text_bounds(texts.lengths) or [(0, 0)]
    with _engine(address) as parted:
        parts = parted(daft.from_pydict({"first": [first for first, _last in bounds], "last": [last for _first, last in bounds]}))
        made = parts.select(_sign(col("first"), col("last"), str(texts.folder), str(kept)))
        texts_signed = made.explode("number", "keys", "bytes", "grams").where(col("number").not_null()).collect()
        tell("signatures", count, count)
        pairs, similar = _compared(texts_signed, _candidates(texts_signed), least=least)
        further = onward(pairs, similar, threshold=threshold)
        asked = daft.from_pydict({"number": further[:, 0], "heaviest": further[:, 1]})
        more, more_similar = _compared(texts_signed, asked, least=least)
    write_pairs(folder, np.concatenate([pairs, more]), np.concatenate([similar, more_similar]))
    kept.unlink()
    tell("pairs", count, count)


@contextmanager
def _engine(address: str) -> Iterator[Callable[[DataFrame], DataFrame]]:
    """Begin to work there, and end; gives what spreads rows over all cores."""
    if address == NATIVE:
        daft.set_runner_native()
        yield lambda rows: rows
        return
    if address == LOCAL:  # Ray asks around which cloud it is in, even where it tells nobody.
        os.environ.update(http_proxy=NOWHERE, https_proxy=NOWHERE, no_proxy="127.0.0.1,localhost")
    own: dict[str, Any] = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"} if address == LOCAL else {}
    cancel = signal.getsignal(signal.SIGTERM)
    try:
        if endpoint := _ENDPOINT.fullmatch(address):
            _refuse_silence(endpoint["host"], int(endpoint["port"]))
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except (OSError, OverflowError, ValueError, RuntimeError) as error:
        raise UnreachableCluster(address=address, why=reason_of(error)) from error
    except SystemExit as ended:
        raise Cancelled from ended
    signal.signal(signal.SIGTERM, cancel)  # Ray puts its own in place, and at its end none
    daft.set_runner_ray(noop_if_initialized=True)
    cores = int(ray.cluster_resources().get("CPU", 1))
    try:
        yield lambda rows: rows.into_partitions(PARTS_A_CORE * cores)
    finally:
        ray.shutdown()
        signal.signal(signal.SIGTERM, cancel)


def _refuse_silence(host: str, port: int) -> None:
    """Ray itself waits minutes for nobody, and for whatever else listens there."""
    with socket.create_connection((host, port), timeout=PATIENCE) as line:
        line.sendall(GREETING)
        if line.recv(len(GREETING)).startswith(b"HTTP"):
            raise ConnectionError("what answers is no Ray")


def _candidates(texts: DataFrame) -> DataFrame:
    """What `folding.candidates` says: pairs of a text and the heaviest of one of its buckets, each pair once."""
    bands = daft.lit(list(range(BANDS)))
    keyed = texts.select("number", col("keys").alias("key"), bands.alias("band")).explode("key", "band")
    heaviest = keyed.groupby("band", "key").agg(col("number").min().alias("heaviest"))
    return keyed.join(heaviest, on=["band", "key"]).where(col("number") != col("heaviest")).select("number", "heaviest").distinct()


def _compared(texts: DataFrame, pairs: DataFrame, *, least: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The pairs that are so similar at least, and how similar they are."""
    ones = texts.select("number", "bytes", "grams")
    others = texts.select(col("number").alias("heaviest"), col("bytes").alias("other_bytes"), col("grams").alias("other_grams"))
    joined = pairs.join(ones, on="number").join(others, on="heaviest")
    similar = _similar(col("bytes"), col("other_bytes"), col("grams"), col("other_grams"), least)
    found = joined.select("number", "heaviest", similar.alias("similar")).where(col("similar") >= daft.lit(least)).to_arrow()
    order = np.lexsort((found["heaviest"].to_numpy(), found["number"].to_numpy()))
    both = np.stack([found["number"].to_numpy(), found["heaviest"].to_numpy()], axis=1)
    return both[order], found["similar"].to_numpy()[order]


@daft.func.batch(return_dtype=_SIGNED, unnest=True, batch_size=1)
def _sign(first: Series, last: Series, texts: str, weight: str) -> Any:
    """The long texts of each part by their weight, with what they are signed with."""
    loaded, numbers = load_texts(Path(texts)), np.load(weight)
    made: list[tuple[NDArray[np.int64], Signed]] = []
    for begin, end in zip(first.to_pylist(), last.to_pylist(), strict=True):
        letters = loaded.letters(begin, end)
        is_long = letters.lengths >= SHORTEST
        made.append((numbers[begin:end][is_long], signed(Ragged(letters.values, letters.begins[is_long], letters.lengths[is_long]))))
    ends = np.cumsum([0, *(len(part) for part, _signed in made)])
    keys = np.concatenate([of_part.keys for _part, of_part in made])
    fields = {
        "number": pa.array(np.concatenate([part for part, _signed in made])),
        "keys": pa.LargeListArray.from_arrays(np.arange(len(keys) + 1) * BANDS, keys.ravel()),
        "bytes": pa.array([row.tobytes() for _part, of_part in made for row in of_part.bytes], pa.large_binary()),
        "grams": pa.array([grams for _part, of_part in made for grams in _written(of_part.grams)], pa.large_binary()),
    }
    return pa.StructArray.from_arrays([pa.LargeListArray.from_arrays(ends, values) for values in fields.values()], list(fields))


@daft.func.batch(return_dtype=DataType.float64(), batch_size=PAIRS)
def _similar(ones: Series, others: Series, grams: Series, other_grams: Series, least: float) -> Any:
    """How similar the texts of each pair are; 0 where their signatures have too little in common."""
    count = len(ones)
    signatures = np.frombuffer(b"".join([*ones.to_pylist(), *others.to_pylist()]), np.uint8).reshape(-1, PERMUTATIONS)
    written = [*grams.to_pylist(), *other_grams.to_pylist()]
    sets = ragged(np.frombuffer(b"".join(written), np.uint32), np.fromiter(map(len, written), np.int64, 2 * count) // 4)
    pairs = np.stack([np.arange(count), count + np.arange(count)], axis=1)
    chosen = likely(signatures, pairs, least=least)
    similar = np.zeros(count)
    similar[chosen[:, 0]] = similarities(sets, chosen)
    return similar


def _written(grams: Ragged) -> list[bytes]:
    return [grams.values[begin : begin + length].tobytes() for begin, length in zip(grams.begins, grams.lengths, strict=True)]
