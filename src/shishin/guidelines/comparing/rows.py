"""The rows of a comparison table: changed clauses under the place they stand at, unchanged ones run together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shishin.guidelines.changes.judging import Aspect, Difference, State
from shishin.guidelines.changes.pairing import Basis, Pair, Sides, is_only_renumbered
from shishin.guidelines.comparing.cells import SHORT, Side, cells, omitted_run, plain_paragraph
from shishin.guidelines.comparing.grouping import after_omitted, before_omitted, following, reasons_said_once, with_changes_only
from shishin.guidelines.comparing.profiles import ComparisonProfile
from shishin.guidelines.comparing.table import Cause, Cell, Group, Paragraph, Row
from shishin.guidelines.comparing.words import Names, name_of, notes_on
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.models import Clause
from shishin.texts.languages import gap_in
from shishin.texts.marking import by_lines
from shishin.texts.plain_lines import plain_text
from shishin.texts.scopes import Vocabulary


@dataclass(slots=True)
class Open:
    """A group that is being written: rows so far, and unchanged clauses that wait to be run together."""

    place: str
    key: str
    rows: list[tuple[Row, tuple[int, ...]]] = field(default_factory=list)


@dataclass
class Writer:
    """Writes the groups of one table. `reasons` gives the words of a reason, `causes` what led to a change."""

    sides: Sides
    differences: Sequence[Difference]
    language: str
    profile: ComparisonProfile
    reasons: Mapping[int, str]
    causes: Mapping[int, Sequence[Cause]]
    vocabulary: Vocabulary = field(kw_only=True)
    groups: list[Group] = field(default_factory=list)
    unprinted: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.below = children(self.sides)
        self.unchanged = whole_trees(self.below, [difference.is_unchanged for difference in self.differences])
        self.names = Names(self.sides.old, self.sides.new, old_label=self.profile.old_label)
        self.open = Open("", "")
        self.run: list[int] = []
        self.unlisted: list[int] = []

    def write(self) -> tuple[Group, ...]:
        self.write_below(None, place="", key="")
        self.close_group()
        return with_changes_only(self.groups, omitted=self.profile.omitted)

    def left_out_keys(self) -> tuple[str, ...]:
        """The clauses that stand in no row: those the profile does not print, and headings left with nothing under them."""
        unprinted = [key for row in self.unprinted for key in (*row.old_keys, *row.new_keys)]
        return (*unprinted, *(self.key_of(number) for number in self.unlisted))

    # The walk: reading order, what was dropped after its old neighbour.

    def write_below(self, above: int | None, *, place: str, key: str) -> None:
        for number in self.below.get(above, ()):
            if self.is_run(number):
                if self.run and self.is_shifted(self.run[-1]) != self.is_shifted(number):
                    self.write_run(place, key)
                self.run.append(number)
                continue
            if self.run and self.is_shifted(self.run[-1]):
                self.write_run(place, key)
            if not self.has_place_of_its_own(number, above):
                # In the group of the clause above it, followed by what stands below it.
                self.write_self(number, place=place, key=key)
                self.write_below(number, place=place, key=key)
                continue
            self.write_run(place, key)
            own_place, own_key = self.place_of(number), self.key_of(number)
            self.write_self(number, place=own_place, key=own_key)
            self.write_below(number, place=own_place, key=own_key)
        self.write_run(place, key)

    def has_place_of_its_own(self, number: int, above: int | None) -> bool:
        state = self.differences[number].state
        if above is not None and state in (State.NEW, State.DROPPED):
            return False
        new, old = self.clauses(self.sides.pairs[number])
        clause = (new or old)[0]
        if above is None:
            return bool(clause.source.heading or self.below.get(number))
        return bool(self.below.get(number)) and bool(clause.label or clause.kind == Clause.Kind.CHAPTER)

    def is_shifted(self, number: int) -> bool:
        """Only its number is another one, and nothing below it changed."""
        return is_only_renumbered(self.differences[number], self.sides.pairs[number]) and all(
            self.unchanged[child] for child in self.below.get(number, ())
        )

    def is_run(self, number: int) -> bool:
        return self.unchanged[number] or (self.is_shifted(number) and (self.profile.omits_renumbered or not self.is_short(number)))

    def is_short(self, number: int) -> bool:
        """A short clause that only got another number is printed whole, unless the profile says otherwise."""
        pair = self.sides.pairs[number]
        return not self.below.get(number) and len(Side([self.sides.new[pair.new[0]]], self.language).text) <= SHORT

    # Groups and rows.

    def group(self, place: str, key: str) -> Open:
        if (self.open.place, self.open.key) != (place, key):
            self.close_group()
            self.open = Open(place, key)
        return self.open

    def close_group(self) -> None:
        if self.open.rows:
            rows = [row for row, _ in self.open.rows]
            if self.profile.has_reasons:
                rows = reasons_said_once(self.open.rows, self.reasons, self.names)
            self.groups.append(Group(self.open.place, self.open.key, tuple(rows)))
        self.open = Open("", "")

    def write_self(self, number: int, *, place: str, key: str) -> None:
        """The clause that a place is named after: its own change, or （略） where it has words that did not change."""
        if not self.differences[number].is_unchanged:
            self.write_row(number, place=place, key=key)
            return
        clause = self.sides.new[self.sides.pairs[number].new[0]]
        if clause.source.body.strip():
            self.write_run(place, key)
            self.add(self.row_of_itself(number), place=place, key=key)
        else:
            self.unlisted.append(number)

    def write_row(self, number: int, *, place: str, key: str) -> None:
        lead = self.take_run()
        row = self.row_of(number, place=place)
        pair = self.sides.pairs[number]
        if row.state is State.DROPPED and not self.profile.shows_dropped:
            self.unprinted.append(row)
            self.run = lead
            return
        if lead:
            row = self.with_run(row, lead, after=False)
        self.add(row, place=place, key=key, reasons=tuple(change.reason for change in pair.changes if change.reason is not None))

    def add(self, row: Row, *, place: str, key: str, reasons: tuple[int, ...] = ()) -> None:
        """What was omitted just before goes into the same row; headings without words of their own are only counted."""
        unlisted = [self.clauses(self.sides.pairs[number]) for number in self.unlisted]
        self.unlisted = []
        row = replace(
            row,
            omitted_new_keys=(*(new[0].key for new, _ in unlisted), *row.omitted_new_keys),
            omitted_old_keys=(*(old[0].key for _, old in unlisted), *row.omitted_old_keys),
        )
        rows = self.group(place, key).rows
        if rows and not row.is_change:
            before, reasons_before = rows[-1]
            rows[-1] = (before_omitted(before, row, self.profile.omitted), reasons_before)
        elif rows and not rows[-1][0].is_change:
            rows[-1] = (after_omitted(rows[-1][0], row, self.profile.omitted), reasons)
        else:
            rows.append((row, reasons))

    def take_run(self) -> list[int]:
        run, self.run = self.run, []
        return run

    def write_run(self, place: str, key: str) -> None:
        """What waits is added to the row before it; where there is none, it is a row of its own."""
        run = self.take_run()
        if not run:
            return
        if self.is_shifted(run[0]):
            self.add(self.shifted_row(run), place=place, key=key)
        elif self.open.rows and (self.open.place, self.open.key) == (place, key):
            row, reasons = self.open.rows[-1]
            self.open.rows[-1] = (self.with_run(row, run, after=True), reasons)
        else:
            self.add(self.row_of_run(run), place="", key=key)

    # What a row holds.

    def row_of(self, number: int, *, place: str) -> Row:
        pair, difference = self.sides.pairs[number], self.differences[number]
        new_clauses, old_clauses = self.clauses(pair)
        language, is_missing = self.language_for(new_clauses, old_clauses)
        is_named_above = bool(place) and place == self.place_of(number)
        new, old = cells(
            Side(new_clauses, language), Side(old_clauses, language), difference, profile=self.profile, is_named_above=is_named_above
        )
        named = new_clauses or old_clauses
        return Row(
            state=difference.state,
            key=named[0].key,
            name=name_of(named, language),
            language=language,
            new=new,
            old=old,
            new_keys=tuple(clause.key for clause in new_clauses),
            old_keys=tuple(clause.key for clause in old_clauses),
            is_substantive=difference.is_substantive,
            is_proposed=pair.basis is Basis.PROPOSED,
            is_translation_missing=is_missing,
            notes=(
                *by_lines(segment for cell in (new, old) for paragraph in cell for segment in paragraph.segments),
                *notes_on(
                    difference,
                    new_clauses,
                    old_clauses,
                    language=language,
                    moved_from=self.moved_from(number),
                    has_marks=has_marks(new, old),
                    vocabulary=self.vocabulary,
                ),
            ),
            causes=tuple(cause for change in pair.changes for cause in self.causes.get(change.number, ())),
        )

    def shifted_row(self, run: Sequence[int]) -> Row:
        new, old, new_keys, old_keys = self.run_cells(run)
        first = self.sides.new[self.sides.pairs[run[0]].new[0]]
        return Row(
            state=State.RENUMBERED,
            key=first.key,
            name=new.segments[0].text,
            language=self.language,
            new=(new,),
            old=(old,),
            new_keys=new_keys,
            old_keys=old_keys,
            is_proposed=any(self.sides.pairs[number].basis is Basis.PROPOSED for number in run),
        )

    def row_of_run(self, run: Sequence[int]) -> Row:
        new, old, new_keys, old_keys = self.run_cells(run)
        return Row(
            State.UNCHANGED, self.key_of(run[0]), "", self.language, (new,), (old,), omitted_new_keys=new_keys, omitted_old_keys=old_keys
        )

    def row_of_itself(self, number: int) -> Row:
        """The words of a clause that others stand under, where only those changed."""
        key = self.key_of(number)
        omitted = (plain_paragraph(self.profile.omitted),)
        return Row(
            State.UNCHANGED,
            key,
            "",
            self.language,
            omitted,
            omitted,
            omitted_new_keys=(key,),
            omitted_old_keys=(self.sides.old[self.sides.pairs[number].old[0]].key,),
        )

    def with_run(self, row: Row, run: Sequence[int], *, after: bool) -> Row:
        new, old, new_keys, old_keys = self.run_cells(run)
        mark = self.profile.omitted
        return replace(
            row,
            new=following(row.new, (new,), mark) if after else following((new,), row.new, mark),
            old=following(row.old, (old,), mark) if after else following((old,), row.old, mark),
            omitted_new_keys=(*row.omitted_new_keys, *new_keys),
            omitted_old_keys=(*row.omitted_old_keys, *old_keys),
        )

    def run_cells(self, run: Sequence[int]) -> tuple[Paragraph, Paragraph, tuple[str, ...], tuple[str, ...]]:
        tops = [self.clauses(self.sides.pairs[number]) for number in run]
        new_labels = [new[0].label for new, _ in tops]
        old_labels = [old[0].label for _, old in tops]
        all_pairs = [self.sides.pairs[each] for number in run for each in self.tree(number)]
        return (
            omitted_run(new_labels, old_labels, language=self.language, profile=self.profile),
            omitted_run(old_labels, new_labels, language=self.language, profile=self.profile),
            tuple(self.sides.new[place].key for pair in all_pairs for place in pair.new),
            tuple(self.sides.old[place].key for pair in all_pairs for place in pair.old),
        )

    def tree(self, number: int) -> Iterator[int]:
        yield number
        for child in self.below.get(number, ()):
            yield from self.tree(child)

    # Names of clauses and places.

    def languages(self) -> set[str]:
        """The languages in which any clause of either edition can be read."""
        return {language for clause in (*self.sides.old, *self.sides.new) for language in clause.texts}

    def clauses(self, pair: Pair) -> tuple[list[PlainClause], list[PlainClause]]:
        return [self.sides.new[place] for place in pair.new], [self.sides.old[place] for place in pair.old]

    def language_for(self, new: Iterable[PlainClause], old: Iterable[PlainClause]) -> tuple[str, bool]:
        """The language asked for if all clauses of the row have it, else the one that binds."""
        clauses = [*new, *old]
        if all(self.language in clause.texts or not (clause.source.heading or clause.source.body) for clause in clauses):
            return self.language, False
        return clauses[0].source_language, self.language != clauses[0].source_language

    def key_of(self, number: int) -> str:
        new, old = self.clauses(self.sides.pairs[number])
        return (new or old)[0].key

    def place_of(self, number: int) -> str:
        pair = self.sides.pairs[number]
        clauses, place = (self.sides.new, pair.new[0]) if pair.new else (self.sides.old, pair.old[0])
        return place_words(clauses, place, self.language)

    def moved_from(self, number: int) -> str:
        if Aspect.PLACE not in self.differences[number].aspects:
            return ""
        place = self.sides.pairs[number].old[0]
        clause = self.sides.old[place]
        if clause.label:
            return clause.cited or clause.label
        return place_words(self.sides.old, clause.parent, self.language) if clause.parent is not None else ""


def place_words(clauses: Sequence[PlainClause], place: int, language: str) -> str:
    """The numbers of all clauses above that its own does not repeat, its number and its heading."""
    labels: list[str] = []
    clause = clauses[place]
    at: int | None = place
    while at is not None:
        label = clauses[at].label
        if label and not (labels and labels[0].startswith(label)):
            labels.insert(0, label)
        at = clauses[at].parent
    passage = clause.texts.get(language) or clause.source
    return gap_in(language).join([*labels, plain_text(passage.heading)] if passage.heading else labels) or name_of([clause], language)


def has_marks(*both: Cell) -> bool:
    return any(segment.is_changed for cell in both for paragraph in cell for segment in paragraph.segments)


def children(sides: Sides) -> dict[int | None, list[int]]:
    """The pairs under each pair in the order of the new edition; a dropped one stands after its old neighbour."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for place in range(len(sides.new)):
        number = sides.pair_of_new[place]
        if sides.pairs[number].new[0] == place:
            below[sides.pair_above_new(place)].append(number)
    last_under: dict[int | None, int] = {}
    for place in range(len(sides.old)):
        number = sides.pair_of_old[place]
        pair, above = sides.pairs[number], sides.pair_above_old(place)
        if not pair.new:
            neighbours = below[above]
            before = last_under.get(above)
            neighbours.insert(neighbours.index(before) + 1 if before is not None else 0, number)
            last_under[above] = number
        elif above == sides.pair_above_new(pair.new[0]):
            last_under[above] = number
    return below


def whole_trees(below: Mapping[int | None, Sequence[int]], is_unchanged: Sequence[bool]) -> list[bool]:
    """Whether a pair and all below it are unchanged."""
    unchanged = list(is_unchanged)
    waiting: list[tuple[int, bool]] = [(number, False) for number in below.get(None, ())]
    while waiting:
        number, is_known_below = waiting.pop()
        if is_known_below:
            unchanged[number] = unchanged[number] and all(unchanged[child] for child in below.get(number, ()))
        else:
            waiting.append((number, True))
            waiting.extend((child, False) for child in below.get(number, ()))
    return unchanged
