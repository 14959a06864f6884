"""Running: an analysis as stages, each of which leaves files. What a stage left whole is not made again, so an analysis that was ended goes on where it stood.

The results stand in the folder when all of them are whole; `report.json` comes last.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from shishin.opinion_analysis.errors import OtherAnalysis, OtherFiles, UnderWay

Item = TypeVar("Item")
Made = TypeVar("Made")
Tell = Callable[[str, int, int], object]
"""Told of each stage how much of how many is done."""
SETTINGS, REPORT, LOCK, STAGES, PART = "settings.json", "report.json", ".lock", "stages", ".part"


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Stages:
    """The folder of one analysis."""

    folder: Path
    results: Sequence[str]
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each took that was made now."""

    def make(self, name: str, act: Callable[[Path], object]) -> Path:
        """The folder of a stage, made where it is not whole yet."""
        whole, part = self.folder / STAGES / name, self.folder / STAGES / f"{name}{PART}"
        if not whole.exists():
            begin = time.perf_counter()
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            act(part)
            part.rename(whole)
            self.seconds[name] = round(time.perf_counter() - begin, 2)
        return whole

    @property
    def report(self) -> dict[str, Any] | None:
        """Of an analysis that is done and of which nothing was taken away."""
        is_whole = all((self.folder / name).exists() for name in self.results)
        return read_json(self.folder / REPORT) if is_whole else None

    def finish(self, results: Sequence[Path], report: Mapping[str, Any]) -> None:
        """Put the results in place, and the report last; what the stages kept besides goes."""
        for result in results:
            # Where putting in place was cut off, some are there.
            if result.exists():
                result.replace(self.folder / result.name)
        self._end(report)

    def _end(self, report: Mapping[str, Any]) -> None:
        write_json(self.folder / REPORT, report)
        shutil.rmtree(self.folder / STAGES)


@contextmanager
def stages_in(folder: Path, settings: Mapping[str, Any], *, results: Sequence[str], afresh: bool) -> Iterator[Stages]:
    """The stages of the analysis with these settings: what another left in the folder is refused, or cleared when it is to begin afresh."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in folder.iterdir()}
    if SETTINGS not in names and (others := names - {f"{SETTINGS}{PART}", LOCK}):
        raise OtherFiles(folder=str(folder), name=min(others))
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UnderWay(folder=str(folder)) from error
        before = read_json(folder / SETTINGS)
        if before is not None and before != json.loads(json.dumps(settings)) and not afresh:
            raise OtherAnalysis(folder=str(folder))
        if afresh or (folder / REPORT).exists():
            shutil.rmtree(folder / STAGES, ignore_errors=True)
        if afresh:
            for name in (REPORT, *results):
                (folder / name).unlink(missing_ok=True)
        write_json(folder / SETTINGS, settings)
        yield Stages(folder, results)


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """As a whole, or not."""
    part = file.with_name(f"{file.name}{PART}")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(file)


def read_json(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def at_once(act: Callable[[Item], Made], items: Sequence[Item]) -> Iterator[Made]:
    """What is made of each item, in their order, on all cores; only a few wait to be fetched."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        left = iter(items)
        waiting: list[Future[Made]] = [pool.submit(act, item) for item in islice(left, 2 * cores)]
        while waiting:
            made = waiting.pop(0).result()
            waiting += [pool.submit(act, item) for item in islice(left, 1)]
            yield made
