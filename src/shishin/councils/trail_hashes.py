"""What the trail names of decisions, reports, minutes and papers by hash, and whether it still stands."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet

from shishin.councils.models import AgendaItem, Attendance, Decision, Meeting, MinutesCorrection, Paper, Report, Statement, Vote
from shishin.trail.recomputing import Mismatch, Named, in_chunks, recomputings, row_hash
from shishin.trail.recording import name_of

ROWS = 500
"""How many stand in one query: SQLite takes no more than 999 values."""

DECISION = ("body__uuid", "meeting__uuid", "kind", "decided_on", "text_name", "text_hash", "words", "agenda_item__uuid", "report__uuid")
DECISION_OF_THE_DAY = ("body_names", "orders", "quorum_needed", "quorum_present")
REPORT = ("uuid", "referral__uuid", "number", "kind", "words", "text_name", "text_hash", "reported_on", "reported_at__uuid")
MEETING = ("uuid", "body__uuid", "number", "held_on", "until", "begins_at", "ends_at", "form", "titles", "places", "announced_on")
MINUTES = ("minutes_published_on", "minutes_summary", "cancelled_on", "cancelled_reason")
CORRECTION = ("uuid", "meeting__uuid", "noted_on", "remarks")

Hashes = Callable[[Collection[int]], dict[int, str]]


def decision_hash(decision: Decision) -> str:
    return _decision_hashes([decision.pk])[decision.pk]


def report_hash(report: Report) -> str:
    return _report_hashes([report.pk])[report.pk]


def minutes_hash(meeting: Meeting) -> str:
    """Meeting, agenda, attendance and statements, as they are when the minutes are published."""
    return _minutes_hashes([meeting.pk])[meeting.pk]


def correction_hash(correction: MinutesCorrection) -> str:
    return _correction_hashes([correction.pk])[correction.pk]


def _decision_hashes(pks: Collection[int]) -> dict[int, str]:
    votes = _parts(Vote, "decision_id", pks, "pk", "seat__uuid", "how", "name", "capacity", "reason")
    rows = Decision.objects.filter(pk__in=pks).values("pk", "uuid", *DECISION, *DECISION_OF_THE_DAY)
    return {row["pk"]: row_hash({**_without_pk(row), "votes": votes[row["pk"]]}) for row in rows}


def _report_hashes(pks: Collection[int]) -> dict[int, str]:
    return {row["pk"]: row_hash(_without_pk(row)) for row in Report.objects.filter(pk__in=pks).values("pk", *REPORT)}


def _minutes_hashes(pks: Collection[int]) -> dict[int, str]:
    agenda = _parts(AgendaItem, "meeting_id", pks, "position", "uuid", "kind", "titles", "outlines", "text_name", "text_hash")
    attended = _parts(Attendance, "meeting_id", pks, "pk", "seat__uuid", "how", "name", "capacity", "delegate_name")
    columns = ("uuid", "agenda_item__uuid", "seat__uuid", "speaker", "language", "words")
    statements = _parts(Statement, "meeting_id", pks, "position", *columns)
    rows = Meeting.objects.filter(pk__in=pks).values("pk", *MEETING, *MINUTES)
    return {
        pk: row_hash({**_without_pk(row), "agenda": agenda[pk], "attended": attended[pk], "statements": statements[pk]})
        for row in rows
        for pk in [row["pk"]]
    }


def _correction_hashes(pks: Collection[int]) -> dict[int, str]:
    return {row["pk"]: row_hash(_without_pk(row)) for row in MinutesCorrection.objects.filter(pk__in=pks).values("pk", *CORRECTION)}


def _parts(model: type[Model], whole: str, pks: Collection[int], order: str, *columns: str) -> defaultdict[int, list[list[Any]]]:
    """The rows below each whole, in their order, without numbers of the database."""
    parts: defaultdict[int, list[list[Any]]] = defaultdict(list)
    rows = model._default_manager.filter(**{f"{whole}__in": pks}).order_by(whole, order)
    for number, *values in rows.values_list(whole, *columns):
        parts[number].append(values)
    return parts


def _without_pk(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "pk"}


@dataclass(frozen=True, slots=True)
class FixedOnce:
    """A kind of thing that one entry of the trail fixes."""

    key: str
    words: str
    rows: Callable[[], QuerySet[Any]]
    hashes: Hashes
    columns: Mapping[str, str]
    """What the data of the entry says besides, and the column that says the same."""
    named_by: str = ""
    """Where the entry is about something else: which of its data names the thing."""
    kind: str = ""


FIXED = (
    FixedOnce(
        "councils.decision_recorded",
        "decisions",
        Decision.objects.all,
        _decision_hashes,
        {"text_hash": "text_hash", "kind": "kind", "quorum_needed": "quorum_needed", "quorum_present": "quorum_present"},
    ),
    FixedOnce("councils.report_made", "reports", Report.objects.all, _report_hashes, {"text_hash": "text_hash", "kind": "kind"}),
    FixedOnce("councils.minutes_published", "minutes", lambda: Meeting.objects.exclude(minutes_published_on=None), _minutes_hashes, {}),
    FixedOnce(
        "councils.minutes_corrected",
        "remarks on minutes",
        MinutesCorrection.objects.all,
        _correction_hashes,
        {},
        named_by="correction",
        kind="councils.minutescorrection",
    ),
)


class RecomputedActs:
    """Every act of some kinds, such as decisions and reports, is named once by the trail, and is what the trail says."""

    def __init__(self, kinds: Sequence[FixedOnce] = FIXED) -> None:
        self.compared: Counter[str] = Counter()
        self._kinds = {fixed.key: fixed for fixed in kinds}
        self.keys = frozenset(self._kinds)
        self._named: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {fixed.key: {} for fixed in kinds}

    def take(self, entries: Sequence[Named]) -> Iterator[Mismatch]:
        for entry in entries:
            fixed, named = self._kinds[entry.key], self._named[entry.key]
            uuid = str(entry.data.get(fixed.named_by)) if fixed.named_by else entry.uuid
            if uuid in named:
                yield Mismatch(entry.about, f"the trail says a second time what is fixed once ({entry.key})", entry.entry)
                continue
            named[uuid] = (entry.entry, {name: entry.data.get(name) for name in ("hash", *fixed.columns)})

    def close(self) -> Iterator[Mismatch]:
        for fixed in self._kinds.values():
            yield from self._close(fixed)

    def _close(self, fixed: FixedOnce) -> Iterator[Mismatch]:
        unseen = self._named[fixed.key]
        kind = fixed.kind or fixed.rows().model._meta.label_lower
        rows = fixed.rows().order_by("pk").values_list("pk", "uuid", *fixed.columns.values())
        for chunk in in_chunks(rows.iterator(chunk_size=ROWS), ROWS):
            hashes = fixed.hashes([row[0] for row in chunk])
            for pk, uuid, *columns in chunk:
                self.compared[fixed.words] += 1
                entry, said = unseen.pop(str(uuid), ("", None))
                if said is None:
                    yield Mismatch(f"{kind}:{uuid}", "it is fixed, and the trail does not say by whom")
                # An entry from before the trail named this hash says less: the columns alone.
                elif said["hash"] not in (None, hashes.get(pk)) or columns != [said[name] for name in fixed.columns]:
                    yield Mismatch(f"{kind}:{uuid}", "it is not what the trail says", entry)
        for uuid, (entry, _) in unseen.items():
            yield Mismatch(f"{kind}:{uuid}", "the trail names it, and it is gone", entry)


class RecomputedPapers:
    """Every paper has the content that the trail named last, in its row and on the disk."""

    keys = frozenset({"councils.paper_added", "councils.paper_replaced", "councils.paper_removed"})

    def __init__(self, *, with_files: bool) -> None:
        self.compared: Counter[str] = Counter()
        self._with_files = with_files
        self._named: dict[str, tuple[str, str, bool]] = {}
        self._published: set[str] = set()

    def take(self, entries: Sequence[Named]) -> Iterator[Mismatch]:
        for entry in entries:
            before = self._named.get(entry.uuid)
            expected = entry.data.get("before") if entry.key.endswith("replaced") else entry.data.get("content_hash")
            if before and not entry.key.endswith("added") and expected != before[1]:
                yield Mismatch(entry.about, "the trail does not go on from the content it named before", entry.entry)
            self._named[entry.uuid] = (entry.entry, str(entry.data.get("content_hash", "")), entry.key.endswith("removed"))

    def close(self) -> Iterator[Mismatch]:
        for paper in Paper.objects.order_by("pk").iterator(chunk_size=ROWS):
            self.compared["papers"] += 1
            entry, content, is_removed = self._named.pop(str(paper.uuid), ("", "", False))
            if words := self._fault(paper, entry=entry, content=content, is_removed=is_removed):
                yield Mismatch(name_of(paper), words, entry)
        for uuid, (entry, _, is_removed) in self._named.items():
            # One that was never published leaves nothing behind when it is removed.
            if not is_removed:
                yield Mismatch(f"councils.paper:{uuid}", "the trail names it, and it is gone", entry)

    def _fault(self, paper: Paper, *, entry: str, content: str, is_removed: bool) -> str:
        if not entry:
            return "it is filed, and the trail does not say by whom"
        if paper.content_hash != content or is_removed != (paper.removed_on is not None):
            return "it is not what the trail says"
        if is_removed:
            return ""
        return _fault_on_disk(paper, is_read=self._with_files)


def _fault_on_disk(paper: Paper, *, is_read: bool) -> str:
    try:
        if not is_read:
            return "" if default_storage.size(paper.file.name) == paper.size else "its file has another size on the disk"
        with default_storage.open(paper.file.name) as file:
            own = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return "its file is not on the disk"
    return "" if own == paper.content_hash else "its file on the disk is another one"


@recomputings.fill
def recompute_acts(with_files: bool) -> RecomputedActs:
    return RecomputedActs()


@recomputings.fill
def recompute_papers(with_files: bool) -> RecomputedPapers:
    return RecomputedPapers(with_files=with_files)
