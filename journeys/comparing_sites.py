"""Comparing two keepings of a site, page by page and fact by fact."""

from __future__ import annotations

import json
import multiprocessing
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from journeys.keeping_a_site import Page, read_pages
from journeys.normalizing import normalized, without_versions

LONG = 300
"""More signs of a difference than anybody reads."""


@dataclass(frozen=True)
class Difference:
    """What differs there, in one line; `before` and `after` hold what Chromium is asked about if it is white space alone."""

    group: str
    where: str
    what: str
    is_white_space: bool = False


def compare_sites(before: Path, after: Path, *, allow: Path | None, only: str, visible: bool, flex: frozenset[str]) -> int:
    """Print what differs by what is different about it; 1 if there is something that is not allowed."""
    allowed = read_allowed(allow) if allow else []
    visitors = sorted(path.stem for path in (after / "pages").glob("*.z"))
    tasks = [(visitor, before, after, only, flex) for visitor in visitors]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        results = pool.starmap(compare_pages, tasks, chunksize=1)
    found = [*compare_facts(before, after), *compare_exports(before, after)]
    found += [difference for _, differences in results for difference in differences]
    print(f"{sum(count for count, _ in results)} pages of {len(visitors)} visitors compared.")
    left = [difference for difference in found if not any(rule.search(f"{difference.where} {difference.what}") for rule in allowed)]
    tell(left)
    print(f"{len(found) - len(left)} differences are allowed, {len(left)} are not.")
    return int(bool(left))


def read_allowed(path: Path) -> list[re.Pattern[str]]:
    """One regular expression a line, searched in address and difference; each has ` # ` and a reason after it."""
    rules = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        rule, has_reason, reason = line.partition(" # ")
        if not line.strip() or line.startswith("#"):
            continue
        if not (has_reason and reason.strip()):
            raise SystemExit(f"{path}:{number}: say after ` # ` why this may differ.")
        rules.append(re.compile(rule.rstrip()))
    return rules


def compare_facts(before: Path, after: Path) -> Iterator[Difference]:
    """No route goes; hashes and trail keys stay as they are."""
    old, new = (json.loads((folder / "facts.json").read_text(encoding="utf-8")) for folder in (before, after))
    for route in sorted(set(old["routes"]) - set(new["routes"])):
        yield Difference("routes", route, "is gone")
    for group in ("hashes", "trail keys"):
        for name in sorted(old[group] | new[group]):
            was, now = old[group].get(name), new[group].get(name)
            if was != now:
                yield Difference(group, name, f"{was} → {now}")


def compare_exports(before: Path, after: Path) -> Iterator[Difference]:
    names = {
        str(path.relative_to(folder / "export")) for folder in (before, after) for path in (folder / "export").rglob("*") if path.is_file()
    }
    for name in sorted(names):
        was, now = (folder / "export" / name for folder in (before, after))
        if not (was.exists() and now.exists()):
            yield Difference("exports", name, "is new" if now.exists() else "is gone")
        elif was.read_bytes() != now.read_bytes():
            yield from (Difference("exports", name, what) for what, _ in hunks(_lines(was), _lines(now)))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def compare_pages(visitor: str, before: Path, after: Path, only: str, flex: frozenset[str]) -> tuple[int, list[Difference]]:
    """How many pages one visitor saw both times, and what differs."""
    old, new = (pages_of(folder, visitor, only=only) for folder in (before, after))
    found = [Difference("pages gone", f"{visitor} {path}", f"linked from {old[path].linked_from}") for path in old.keys() - new.keys()]
    found += [Difference("pages new", f"{visitor} {path}", f"linked from {new[path].linked_from}") for path in new.keys() - old.keys()]
    both = [path for path in old if path in new]
    for path in both:
        found += differences(old[path], new[path], where=f"{visitor} {path}", flex=flex)
    return len(both), found


def pages_of(folder: Path, visitor: str, *, only: str = "") -> dict[str, Page]:
    path = folder / "pages" / f"{visitor}.z"
    return {page.path: page for page in read_pages(path) if re.search(only, page.path)} if path.exists() else {}


def differences(old: Page, new: Page, *, where: str, flex: frozenset[str]) -> Iterator[Difference]:
    for name in ("status", "kind", "location"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Difference(f"pages: {name}", where, f"{was} → {now}")
    if without_versions(old.body) == without_versions(new.body):
        return
    is_html = old.kind.startswith("text/html")
    was, now = (normalized(page.body, flex=flex) if is_html else page.body.splitlines() for page in (old, new))
    for what, is_white_space in hunks(was, now):
        yield Difference("pages: white space" if is_white_space else "pages", where, what, is_white_space)


def hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """What was there and what is, for each place that differs, and whether white space alone does."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    was, now = before[start : len(before) - end], after[start : len(after) - end]
    if len(was) * len(now) > 4_000_000:
        codes = [("replace", 0, len(was), 0, len(now))]
    else:
        codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for kind, i, j, k, m in codes:
        if kind == "equal":
            continue
        gone, come = "⏎".join(was[i:j]), "⏎".join(now[k:m])
        yield f"{_short(gone)} → {_short(come)}", _dense(gone) == _dense(come)


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[:LONG] + "…"


def _dense(text: str) -> str:
    return re.sub(r"[\s⏎]+", "", text)


def tell(found: Sequence[Difference], *, most: int = 5) -> None:
    """Each difference once, with the number of places and the first of them."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for difference in found:
        places[difference.group, difference.what].append(difference.where)
    group = ""
    for (name, what), where in sorted(places.items(), key=lambda item: (item[0][0], -len(item[1]))):
        if name != group:
            print(f"\n== {name}")
            group = name
        print(f"{what}\n    {len(where)} × " + "\n        ".join(where[:most]))
