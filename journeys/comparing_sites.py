"""Comparing two keepings of a site, page by page and fact by fact."""

from __future__ import annotations

import json
import multiprocessing
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

from journeys.drawing import open_window
from journeys.keeping_a_site import Page, read_pages
from journeys.normalizing import normalized, without_versions

LONG = 300
"""More signs of a difference than anybody reads."""
SAMPLE = 40
MADE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=[a-z]-)[0-9a-f]{6}\b")
WHITE_SPACE = "pages: white space"


@dataclass(frozen=True)
class Difference:
    """What differs there, in one line."""

    group: str
    where: str
    what: str


@dataclass(frozen=True)
class Comparison:
    """What there is to compare, of which pages, with the classes of the style sheet that lay out their children."""

    before: Path
    after: Path
    only: str
    flex: frozenset[str]


@dataclass
class Compared:
    """What was found of one visitor's pages; `rewritten` have other bytes and should be drawn the same."""

    visitor: str
    count: int
    found: list[Difference]
    rewritten: list[str] = field(default_factory=list)


def compare_sites(comparison: Comparison, *, allow: Path | None, drawn_from: Path | None) -> int:
    """Print what differs, by what is different about it; 1 if there is something that is not allowed."""
    allowed = read_allowed(allow) if allow else []
    tasks = [(comparison, path.stem) for path in sorted((comparison.after / "pages").glob("*.z"))]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        compared = pool.starmap(compare_pages, tasks, chunksize=1)
    print(f"{sum(one.count for one in compared)} pages of {len(tasks)} visitors compared.")
    found: list[Difference] = []
    if (comparison.after / "facts.json").exists():
        found += [*compare_facts(comparison), *compare_exports(comparison)]
    else:
        print("Pages alone were kept the second time, so they alone are compared.")
    for one in compared:
        found += drawn_differently(comparison, one, drawn_from) if drawn_from else one.found
    left = [difference for difference in found if not any(rule.search(f"{difference.where} {difference.what}") for rule in allowed)]
    tell(left)
    print(f"{len(found) - len(left)} differences are allowed, {len(left)} are not.")
    return int(bool(left))


def drawn_differently(comparison: Comparison, compared: Compared, source: Path) -> list[Difference]:
    """The differences without those of white space that Chromium does not draw, and with pages that it draws otherwise although we saw no difference."""
    old, new = (pages_of(folder, compared.visitor) for folder in (comparison.before, comparison.after))
    doubted = {difference.where for difference in compared.found if difference.group == WHITE_SPACE}
    doubted -= {difference.where for difference in compared.found if difference.group != WHITE_SPACE}
    sample = random.Random(compared.visitor).sample(compared.rewritten, min(SAMPLE, len(compared.rewritten)))
    same = set()
    with open_window(source) as window:
        for where in [*sorted(doubted), *sample]:
            key = where.removeprefix(f"{compared.visitor} ")
            if window.are_the_same(old[key].body, new[key].body):
                same.add(where)
    print(
        f"{compared.visitor}: {len(doubted)} pages with other white space and {len(sample)} of {len(compared.rewritten)} rewritten ones drawn."
    )
    left = [difference for difference in compared.found if difference.where not in same]
    return left + [Difference("pages: drawn differently", where, "look at it") for where in sample if where not in same]


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


def compare_facts(comparison: Comparison) -> Iterator[Difference]:
    """No route goes; hashes and trail keys stay as they are."""
    old, new = (json.loads((folder / "facts.json").read_text(encoding="utf-8")) for folder in (comparison.before, comparison.after))
    for route in sorted(set(old["routes"]) - set(new["routes"])):
        yield Difference("routes", route, "is gone")
    for group in ("hashes", "trail keys"):
        for name in sorted(old[group] | new[group]):
            was, now = old[group].get(name), new[group].get(name)
            if was != now:
                yield Difference(group, f"{name}: {was} → {now}", "is another" if was and now else "is new" if now else "is gone")


def compare_exports(comparison: Comparison) -> Iterator[Difference]:
    before, after = comparison.before, comparison.after
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


def compare_pages(comparison: Comparison, visitor: str) -> Compared:
    old, new = (pages_of(folder, visitor, only=comparison.only) for folder in (comparison.before, comparison.after))
    both = [key for key in old if key in new]
    compared = Compared(visitor, len(both), [])
    for group, pages, others in (("pages gone", old, new), ("pages new", new, old)):
        gone = [
            Difference(group, f"{visitor} {key}", f"linked from {page.linked_from}") for key, page in pages.items() if key not in others
        ]
        compared.found += gone
    for key in both:
        found = list(differences(old[key], new[key], where=f"{visitor} {key}", flex=comparison.flex))
        compared.found += found
        if not found and old[key].body != new[key].body:
            compared.rewritten.append(f"{visitor} {key}")
    return compared


def pages_of(folder: Path, visitor: str, *, only: str = "") -> dict[str, Page]:
    """Pages by address; what a form got stands under its address and how it was sent."""
    path = folder / "pages" / f"{visitor}.z"
    return {" ".join(page.key).rstrip(): page for page in read_pages(path) if re.search(only, page.path)} if path.exists() else {}


def _settled(page: Page) -> Page:
    """What is made by sending a form has another number and another key each time."""
    if not page.sent:
        return page
    return replace(page, location=MADE.sub("uuid", page.location), body=MADE.sub("uuid", page.body))


def differences(old: Page, new: Page, *, where: str, flex: frozenset[str]) -> Iterator[Difference]:
    old, new = _settled(old), _settled(new)
    for name in ("status", "kind", "location"):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Difference(f"pages: {name}", where, f"{was} → {now}")
    if without_versions(old.body) == without_versions(new.body):
        return
    is_html = old.kind.startswith("text/html")
    was, now = (normalized(page.body, flex=flex) if is_html else page.body.splitlines() for page in (old, new))
    for what, is_white_space in hunks(was, now):
        yield Difference(WHITE_SPACE if is_white_space else "pages", where, what)


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
        if difference.where not in places[difference.group, difference.what]:
            places[difference.group, difference.what].append(difference.where)
    group = ""
    for (name, what), where in sorted(places.items(), key=lambda item: (item[0][0], -len(item[1]))):
        if name != group:
            print(f"\n== {name}")
            group = name
        print(f"{what}\n    {len(where)} × " + "\n        ".join(where[:most]))
