"""Applying: what proposed changes make of the clauses of a draft. Plain data; the database is written once, for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shishin.guidelines.drafting.writing import Words, passage_of, words_from, words_of_new
from shishin.guidelines.editions.clauses import PlainClause, end_below, place_after
from shishin.guidelines.editions.hashing import hash_of
from shishin.guidelines.errors.drafting import ChangedUnderProposal, ClauseIsGone, OthersStandBelow
from shishin.guidelines.models import Edition, ProposedChange
from shishin.kit.errors import Refusal
from shishin.texts.manuscript import Passage

Kind = ProposedChange.Kind


@dataclass
class Applying:
    """The clauses as they become, change after change. What cannot be done is kept with its refusal, and the rest goes on."""

    edition: Edition
    language: str
    clauses: list[PlainClause]
    existing: Mapping[str, Sequence[Words]]
    """Uuid of a clause → all its words, the newest of a language last."""
    keys: Mapping[int, str]
    """Change → the key that its new clause gets."""
    follows: Mapping[str, str]
    """Key of a clause that the text has new → the key of the one that it stands behind there."""
    words: dict[str, list[Words]] = field(default_factory=dict)
    """Uuid of a clause that was made or gets other words → all its words."""
    reworded: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    """Key that the text gave a new clause → the key that it got."""
    done: list[ProposedChange] = field(default_factory=list)
    refused: list[tuple[ProposedChange, Refusal]] = field(default_factory=list)

    def apply(self, changes: Sequence[ProposedChange], passages: Mapping[int, Passage]) -> None:
        """In the order of the text, then what was dropped, the last first: so the clauses below go before the one above."""
        dropped = [change for change in changes if change.kind == Kind.DROPPED]
        for change in [*(change for change in changes if change.kind != Kind.DROPPED), *reversed(dropped)]:
            try:
                self._one(change, passages.get(change.pk) or passage_of(change))
            except Refusal as refusal:
                self.refused.append((change, refusal))
            else:
                self.done.append(change)

    def _one(self, change: ProposedChange, passage: Passage) -> None:
        if change.kind == Kind.NEW:
            self._add(change, passage)
        elif change.kind == Kind.WORDS:
            self._reword(change, passage)
        elif change.kind == Kind.MOVED:
            self._move(change)
        else:
            self._drop(change)

    def _place(self, key: str) -> int:
        key = self.made.get(key, key)
        found = next((place for place, clause in enumerate(self.clauses) if clause.key == key), None)
        if found is None:
            raise ClauseIsGone(edition=self.edition, key=key)
        return found

    def _after(self, change: ProposedChange) -> tuple[int | None, int]:
        """Behind which clause something goes in, and how deep: the one before it in the text, or the nearest before that which stands."""
        keys = {clause.key for clause in self.clauses}
        key, seen = change.after_key, set[str]()
        while key and self.made.get(key, key) not in keys and key not in seen:
            seen.add(key)
            key = self.follows.get(key, "")
        after = self._place(key) if self.made.get(key, key) in keys else None
        deepest = 1 if after is None else self.clauses[after].depth + 1
        return after, max(1, min(change.depth, deepest))

    def _add(self, change: ProposedChange, passage: Passage) -> None:
        after, depth = self._after(change)
        key = self.made[change.key] = self.keys[change.pk]
        wanted = {self.language: passage}
        clause = replace(PlainClause(str(uuid.uuid4()), str(uuid.uuid4()), key, depth), **change.qualities)
        place = place_after(after, self.clauses, depth=depth)
        self.clauses.insert(place, clause)
        self.words[clause.uuid] = words_of_new(clause.uuid, wanted, source_language=self.edition.source_language)

    def _reword(self, change: ProposedChange, passage: Passage) -> None:
        place = self._place(change.key)
        clause = self.clauses[place]
        existing = self.existing.get(clause.uuid, ())
        newest = {words["language"]: words for words in existing}
        theirs, source = newest.get(self.language), newest.get(self.edition.source_language)
        is_hash = theirs["content_hash"] if theirs else hash_of(Passage())
        if is_hash not in (change.based_on, hash_of(passage)):
            raise ChangedUnderProposal(key=change.key)
        is_source = self.language == self.edition.source_language
        made_from = "" if is_source or source is None else source["content_hash"]
        row = words_from(clause.uuid, self.language, passage, source_hash=made_from)
        row["number"] = theirs["number"] if theirs else 1
        self.words[clause.uuid] = [*(words for words in existing if words is not theirs), row]
        self.reworded.append(clause.uuid)
        stands_again = {"is_vacated": False} if is_source and clause.is_vacated and passage != Passage() else {}
        self.clauses[place] = replace(clause, **{**stands_again, **change.qualities})

    def _move(self, change: ProposedChange) -> None:
        start = self._place(change.key)
        block = self.clauses[start : end_below(start, self.clauses)]
        rest = [*self.clauses[:start], *self.clauses[start + len(block) :]]
        was, self.clauses = self.clauses, rest
        try:
            after, depth = self._after(change)
        except Refusal:
            self.clauses = was
            raise
        deeper = depth - block[0].depth
        place = place_after(after, rest, depth=depth)
        self.clauses = [*rest[:place], *(replace(part, depth=part.depth + deeper) for part in block), *rest[place:]]

    def _drop(self, change: ProposedChange) -> None:
        place = self._place(change.key)
        if end_below(place, self.clauses) > place + 1:
            raise OthersStandBelow(edition=self.edition, key=change.key)
        gone = self.clauses.pop(place)
        self.words.pop(gone.uuid, None)
        self.reworded = [clause for clause in self.reworded if clause != gone.uuid]
