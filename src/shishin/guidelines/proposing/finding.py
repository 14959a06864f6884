"""Finding: what a text would change in an edition, clause by clause. Plain data; nothing here knows the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shishin.guidelines.changes.judging import moved, scopes
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.models.clauses import ATTRIBUTES
from shishin.guidelines.proposing.reading_texts import ProposedText
from shishin.texts.manuscript import Manuscript, ManuscriptClause, Passage, parents
from shishin.texts.matching import MatchedBy, MatchedKey, match_keys
from shishin.texts.plain_lines import plain_lines, plain_text
from shishin.texts.text_form.normalising import normalise

WORDS, NEW, DROPPED, MOVED = "words", "new", "dropped", "moved"


@dataclass(frozen=True, slots=True)
class TextChange:
    """One clause that would not be as it is. `based_on` is the hash of the words there are."""

    kind: str
    key: str
    after_key: str = ""
    depth: int = 1
    qualities: Mapping[str, object] = field(default_factory=dict)
    passage: Passage = field(default_factory=Passage)
    based_on: str = ""
    found_by: str = ""
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundChanges:
    """In the order of the text; what was dropped stands where it stood."""

    changes: Sequence[TextChange]
    unchanged: int


def find_changes(proposed: ProposedText, *, before: Manuscript, language: str, taken: Collection[str]) -> FoundChanges:
    """Pair the clauses of the text with those of the edition, and say what differs in one language."""
    existing = replace(before, document=replace(before.document, source_language=language))
    text = replace(proposed.manuscript, document=replace(proposed.manuscript.document, source_language=language))
    keys = match_keys(text, before=existing, taken=taken, same_kind=proposed.is_ours)
    pairs = {carried.key: carried for carried in keys.matched}
    written = list(keys.manuscript.clauses)
    if language != before.document.source_language:
        written = _with_translations_in_order(written, existing, pairs)
    return _Finder(proposed, before, language, pairs, written).find()


@dataclass(slots=True)
class _Finder:
    proposed: ProposedText
    before: Manuscript
    language: str
    pairs: Mapping[str, MatchedKey]
    written: Sequence[ManuscriptClause]

    @property
    def is_source(self) -> bool:
        return self.language == self.before.document.source_language

    def find(self) -> FoundChanges:
        old = {clause.key: clause for clause in self.before.clauses}
        depths = _depths(self.written, old)
        kinds = _kinds(self.written, old)
        places_changed = self._moved() if self.proposed.is_whole and self.is_source else set()
        changes: list[TextChange] = []
        unchanged = 0
        last = self._first_place(old)
        for place, clause in enumerate(self.written):
            if clause.key in old:
                found = self._of_kept(
                    place, clause, old[clause.key], after=last, depth=depths[place], is_moved=clause.key in places_changed
                )
                changes += found
                unchanged += not found
            else:
                qualities = _qualities(clause) if self.proposed.is_ours else {"kind": kinds[place], "force": clause.force}
                changes.append(TextChange(NEW, clause.key, last, depths[place], qualities, self._passage(clause)))
            last = clause.key
        if self.proposed.is_whole and self.is_source:
            changes = self._with_dropped(changes)
        return FoundChanges(changes, unchanged)

    def _of_kept(
        self, place: int, clause: ManuscriptClause, old: ManuscriptClause, *, after: str, depth: int, is_moved: bool
    ) -> list[TextChange]:
        pair = self.pairs[clause.key]
        found_by: str = (
            MatchedBy.NUMBER if self.proposed.found.get(place) == clause.key and pair.matched_by is MatchedBy.KEY else pair.matched_by
        )
        was, now = old.passages.get(self.language, Passage()), self._passage(clause)
        now = _kept_where_empty(now, was, is_table=self.proposed.is_table, is_ours=self.proposed.is_ours)
        says = self._says(place, clause, old)
        row = TextChange(WORDS, clause.key, after, depth, says, now, hash_of(was), found_by, pair.similarity)
        found = []
        if says or not self._says_the_same(now, was):
            found.append(row)
        if is_moved:
            found.append(replace(row, kind=MOVED, qualities={}))
        return found

    def _says(self, place: int, clause: ManuscriptClause, old: ManuscriptClause) -> dict[str, object]:
        """What the text says of the clause that is not so yet. A foreign text says nothing: what was found there is a guess."""
        if not self.is_source:
            return {}
        attributes = _qualities(clause) if self.proposed.is_ours else dict(self.proposed.says.get(place, {}))
        was = _qualities(old)
        return {name: value for name, value in attributes.items() if was[name] != value}

    def _says_the_same(self, now: Passage, was: Passage) -> bool:
        if self.proposed.is_ours or now == was:
            return now == was
        # Word and a spreadsheet know nothing of our signs: where the words are the same, nothing was changed.
        same_heading = _bare(plain_text(now.heading)) == _bare(plain_text(was.heading))
        return same_heading and _lines(now, self.language) == _lines(was, self.language)

    def _passage(self, clause: ManuscriptClause) -> Passage:
        return normalise(clause.passages.get(self.language, Passage()))

    def _first_place(self, old: Mapping[str, ManuscriptClause]) -> str:
        """What a piece begins behind: the clause before the first that it knows, or the last of all."""
        if self.proposed.is_whole or not self.before.clauses:
            return ""
        known = next((clause.key for clause in self.written if clause.key in old), None)
        keys = [clause.key for clause in self.before.clauses]
        if known is None:
            return keys[-1]
        return keys[keys.index(known) - 1] if keys.index(known) else ""

    def _moved(self) -> set[str]:
        place = {clause.key: number for number, clause in enumerate(self.before.clauses)}
        was, now = self.before.clauses, self.written
        places = moved(
            [(place[clause.key], number) for number, clause in enumerate(now) if clause.key in place],
            above_old=parents(was),
            above_new=parents(now),
            belongs=lambda old, new: ("" if old is None else was[old].key) == ("" if new is None else now[new].key),
        )
        return {now[number].key for number in places}

    def _with_dropped(self, changes: Sequence[TextChange]) -> list[TextChange]:
        """Each behind the changes of the clause that it stood behind."""
        kept = {clause.key for clause in self.written}
        rank = {clause.key: place for place, clause in enumerate(self.written)}
        dropped: defaultdict[int, list[TextChange]] = defaultdict(list)
        last, last_rank = "", -1
        for clause in self.before.clauses:
            if clause.key in kept:
                last, last_rank = clause.key, rank[clause.key]
                continue
            was = clause.passages.get(self.language, Passage())
            dropped[last_rank].append(TextChange(DROPPED, clause.key, last, clause.depth, passage=was, based_on=hash_of(was)))
        placed = sorted(
            [(rank[change.key], 0, change) for change in changes] + [(at, 1, change) for at, rows in dropped.items() for change in rows],
            key=lambda row: row[:2],
        )
        return [change for _rank, _side, change in placed]


def _kept_where_empty(now: Passage, was: Passage, *, is_table: bool, is_ours: bool) -> Passage:
    """Only our form says summaries; an empty cell of a table says nothing."""
    summary = now.summary if is_ours else was.summary
    if is_table:
        return Passage(now.heading or was.heading, now.body or was.body, summary)
    return replace(now, summary=summary)


def _qualities(clause: ManuscriptClause) -> dict[str, object]:
    return {name: getattr(clause, name) for name in ATTRIBUTES} | {"applicability": scopes(clause)}


def _lines(passage: Passage, language: str) -> list[str]:
    return [_bare(line) for line in plain_lines(passage.body, language=language) if _bare(line)]


def _bare(line: str) -> str:
    return "".join(line.split())


def _above(clauses: Sequence[ManuscriptClause]) -> dict[str, str]:
    """The key of the clause above each; none where it is the topmost."""
    return {clause.key: "" if above is None else clauses[above].key for clause, above in zip(clauses, parents(clauses), strict=True)}


def _depths(written: Sequence[ManuscriptClause], old: Mapping[str, ManuscriptClause]) -> list[int]:
    """How deep each clause stands in the edition: the text may count from elsewhere, so its depth is told from the last one known."""
    shift = next((old[clause.key].depth - clause.depth for clause in written if clause.key in old), 0)
    depths = []
    for clause in written:
        if clause.key in old:
            shift = old[clause.key].depth - clause.depth
        depths.append(max(1, clause.depth + shift))
    return depths


def _kinds(written: Sequence[ManuscriptClause], old: Mapping[str, ManuscriptClause]) -> list[str]:
    """A new clause is taken for what its neighbour at the same depth is, where that is known; else for what the reader guessed."""
    kinds = []
    last: dict[int, str] = {}
    for clause in written:
        kind = old[clause.key].kind if clause.key in old else last.get(clause.depth, clause.kind)
        last = {depth: known for depth, known in last.items() if depth < clause.depth}
        last[clause.depth] = kind
        kinds.append(kind)
    return kinds


def _with_translations_in_order(
    written: list[ManuscriptClause], existing: Manuscript, pairs: dict[str, MatchedKey]
) -> list[ManuscriptClause]:
    """A translation shares no words with its source: what is left over below one clause is paired in order, where as many are left."""
    old_above, above = _above(existing.clauses), _above(written)
    left: defaultdict[str, list[str]] = defaultdict(list)
    for clause in existing.clauses:
        if clause.key not in pairs:
            left[old_above[clause.key]].append(clause.key)
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for clause in written:
        if clause.key not in pairs:
            waiting[above[clause.key]].append(clause.key)
    renamed: dict[str, str] = {}
    # From the top down, so that what stands above has its key already.
    for clause in written:
        here = waiting.pop(above[clause.key], [])
        there = left[renamed.get(above[clause.key], above[clause.key])]
        if len(here) == len(there):
            renamed.update(zip(here, there, strict=True))
            pairs.update({key: MatchedKey(key, MatchedBy.PLACE, 0.0) for key in there})
    return [replace(clause, key=renamed.get(clause.key, clause.key)) for clause in written]
