"""Mapping: where each leader stands on a flat map, so that what is said alike stands together. The same input gives the same map.

Each theme is an island as large as it has groups. Islands that are about like things lie near one another and never overlap. On an island who is
near the middle of the theme stands in the middle, and around it whoever says the like side by side. Groups that are in no theme lie around all
islands, each towards those that it is nearest to.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shishin.opinion_analysis.proposing import THEMES, VECTORS
from shishin.opinion_analysis.weighing import Vectors, unit

MAP = "map.parquet"
GAP, TURNS = 1.1, 300
"""How much wider than its island the place of a theme is, and how often islands are drawn together and pushed apart."""
INWARD = 0.03
GOLDEN = (5**0.5 - 1) / 2


def write_map(themes_folder: Path, folder: Path) -> None:
    """Write the places of the heaviest groups, from 0 to 1 in both directions."""
    vectors = np.load(themes_folder / VECTORS)
    table = pq.read_table(themes_folder / THEMES).slice(0, len(vectors))
    places = map_of(vectors, table["theme"].fill_null(0).to_numpy(), table["score"].to_numpy())
    columns = {"group": table["group"], "x": pa.array(places[:, 0], pa.float32()), "y": pa.array(places[:, 1], pa.float32())}
    pq.write_table(pa.table(columns), folder / MAP)


def map_of(vectors: Vectors, theme: NDArray[np.int64], score: Vectors) -> Vectors:
    """The places of groups by what they say, their theme (0 where they have none) and how near its middle they are."""
    numbers = np.unique(theme[theme > 0])
    members = [np.flatnonzero(theme == number) for number in numbers]
    middles = unit(np.array([vectors[chosen].sum(axis=0) for chosen in members]).reshape(len(members), vectors.shape[1]))
    radii = np.sqrt([len(chosen) for chosen in members])
    centres = _apart(_flat(middles), GAP * radii)
    places = np.zeros((len(vectors), 2))
    for chosen, centre, radius in zip(members, centres, radii, strict=True):
        places[chosen] = centre + radius * _island(vectors[chosen], score[chosen])
    outside = np.flatnonzero(theme == 0)
    shore = float((np.linalg.norm(centres, axis=1) + GAP * radii).max(initial=0))
    places[outside] = _around(vectors[outside], middles, centres, shore)
    farthest = np.linalg.norm(places, axis=1).max(initial=0)
    return 0.5 + places / (2 * farthest) if farthest else places + 0.5


def _flat(vectors: Vectors) -> Vectors:
    """The two directions in which vectors differ most, each with a sign that does not depend on chance."""
    if len(vectors) < 2:
        return np.zeros((len(vectors), 2))
    around = vectors - vectors.mean(axis=0)
    _sizes, directions = np.linalg.eigh(around.T @ around)
    flat = around @ directions[:, :-3:-1]
    largest = np.abs(flat).argmax(axis=0)
    flat *= np.where(flat[largest, np.arange(flat.shape[1])] < 0, -1, 1)
    return np.pad(flat, ((0, 0), (0, 2 - flat.shape[1])))


def _island(vectors: Vectors, score: Vectors) -> Vectors:
    """Evenly over a disc of radius one: the nearest to the middle inside, by what they say around."""
    inside = np.sqrt((_ranks(-score) + 0.5) / len(score))
    return inside[:, None] * _directions(2 * np.pi * _ranks(_angles(_flat(vectors))) / len(score) - np.pi)


def _around(vectors: Vectors, middles: Vectors, centres: Vectors, shore: float) -> Vectors:
    """Evenly over a ring that is as dense as the islands."""
    if not len(vectors):
        return np.zeros((0, 2))
    near = np.maximum(vectors @ middles.T, 0) if len(middles) else np.zeros((len(vectors), 0))
    leaning = near**2 @ centres if near.any() else _flat(vectors)
    order = _ranks(_angles(leaning))
    inner, outer = shore**2, shore**2 + GAP * len(vectors)
    out = np.sqrt(inner + (outer - inner) * (((order + 1) * GOLDEN) % 1))
    return out[:, None] * _directions(2 * np.pi * order / len(vectors) - np.pi)


def _apart(centres: Vectors, radii: Vectors) -> Vectors:
    """Discs that lie as near one another as their centres did, without overlapping."""
    spread = np.linalg.norm(centres, axis=1).max(initial=0)
    # Where two lie in one place, each still has a direction of its own.
    start = centres * (np.sqrt((radii**2).sum()) / (spread or 1)) + 1e-3 * _directions(2 * np.pi * GOLDEN * np.arange(len(centres)))
    places = start[:, 0] + 1j * start[:, 1]
    together = radii[:, None] + radii[None, :]
    np.fill_diagonal(together, 0)
    for turn in range(TURNS):
        between = places[:, None] - places[None, :]
        distance = np.maximum(np.abs(between), 1e-9)
        places = places + (between * (np.maximum(together - distance, 0) / distance)).sum(axis=1) / 2
        places *= 1 - INWARD * max(0, 1 - 1.5 * turn / TURNS)
    # What still touches after so many turns is drawn wider.
    distance = np.abs(places[:, None] - places[None, :]) + np.eye(len(places))
    places *= max(1.0, float((together / distance).max(initial=0)))
    return np.stack([places.real, places.imag], axis=1)


def _angles(flat: Vectors) -> Vectors:
    return np.arctan2(flat[:, 1], flat[:, 0])


def _directions(angles: NDArray[np.floating]) -> Vectors:
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _ranks(values: Vectors) -> Vectors:
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks
