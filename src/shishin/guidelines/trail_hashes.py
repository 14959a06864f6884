"""What the trail names of editions by hash, and whether it still stands: words, facts, and translations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shishin.councils.trail_hashes import FixedOnce, RecomputedActs
from shishin.guidelines.editions.hashing import content_hash, edition_hashes
from shishin.guidelines.models import Clause, ClauseText, Edition, OfficeDecision
from shishin.trail.recomputing import Mismatch, Named, in_chunks, recomputings, row_hash
from shishin.trail.recording import name_of

FACTS = (
    "uuid",
    "document__uuid",
    "version",
    "former_versions",
    "started_from__uuid",
    "state",
    "revision",
    "source_language",
    "titles",
    "keywords",
    "outlines",
    "revision_notes",
    "drafted_on",
    "decided_on",
    "published_on",
    "in_force_from",
    "adopted_by__uuid",
    "referred_by__uuid",
    "submitted_with__uuid",
    "decided_by__uuid",
    "taken_over_from",
    "taken_over_on",
    "taken_over_by",
    "text_hash",
    "issuer_kind",
    "issuer_names",
)
"""What `fixed.FIXED_COLUMNS` fixes, with identities for numbers. A test holds one to the other."""

LATER = frozenset({"decided_by__uuid", "former_versions"})

FIXING = frozenset({"guidelines.draft_published", "guidelines.edition_adopted", "guidelines.edition_taken_over"})
WITHDRAWN = "guidelines.edition_withdrawn"
TRANSLATED = frozenset({"guidelines.translation_added", "guidelines.translation_corrected"})
EDITIONS = 20
"""How many are in memory at once, with all their words."""
NAMED = 5
"""How many clauses one line names."""
CLAUSES = 500
"""How many stand in one query: SQLite takes no more than 999 values."""


def facts_hash(edition: Edition) -> str:
    """The hash of what is fixed of an edition besides its words: titles, days, and who decided."""
    return _facts([edition])[edition.pk]


def translations_hash(edition: Edition) -> str:
    """The hash of all texts in other languages that an edition has now. Nothing where it has none."""
    return _of_translations(_texts([edition]).get(edition.pk, ()), edition.source_language)


@dataclass(frozen=True, slots=True)
class _Fixed:
    """What the trail said of an edition when it was fixed."""

    entry: str
    text: str
    facts: str | None
    translations: str | None


@dataclass(frozen=True, slots=True)
class _Text:
    pk: int
    key: str
    language: str
    number: int
    hash: str
    is_hashed: bool
    """Whether the stored hash is that of the stored words."""


class RecomputedEditions:
    """Every fixed edition is named once by the trail, and is what the trail says; and so is every translation that came later."""

    keys = FIXING | TRANSLATED | {WITHDRAWN}

    def __init__(self) -> None:
        self.compared: Counter[str] = Counter()
        self._fixed: dict[str, _Fixed] = {}
        self._withdrawn: dict[str, Named] = {}
        self._named_texts: set[int] = set()

    def take(self, entries: Sequence[Named]) -> Iterator[Mismatch]:
        translated = []
        for entry in entries:
            if entry.key in TRANSLATED:
                # One that came before its edition was fixed is part of what was fixed.
                translated.append((entry, len(self._fixed)))
            elif entry.key == WITHDRAWN:
                self._withdrawn.setdefault(entry.uuid, entry)
            elif entry.uuid in self._fixed:
                yield Mismatch(entry.about, "the trail says a second time that it was fixed", entry.entry)
            else:
                facts, translations = entry.data.get("facts"), entry.data.get("translations")
                self._fixed[entry.uuid] = _Fixed(entry.entry, entry.data.get("hash", ""), facts, translations)
        order = {uuid: place for place, uuid in enumerate(self._fixed)} if translated else {}
        for chunk in in_chunks(translated, CLAUSES):
            yield from self._take_texts(chunk, order)

    def _take_texts(self, entries: Sequence[tuple[Named, int]], order: Mapping[str, int]) -> Iterator[Mismatch]:
        clauses = [entry.uuid for entry, _ in entries]
        editions = {
            str(uuid): str(edition) for uuid, edition in Clause.objects.filter(uuid__in=clauses).values_list("uuid", "edition__uuid")
        }
        rows = ClauseText.objects.filter(clause__uuid__in=clauses).values_list("clause__uuid", "language", "number", "pk", "content_hash")
        texts = {(str(clause), language, number): (pk, own) for clause, language, number, pk, own in rows}
        for entry, fixed_before in entries:
            place = order.get(editions.get(entry.uuid, ""))
            if place is None or place >= fixed_before:
                continue
            pk, own = texts.get((entry.uuid, str(entry.data.get("language")), int(entry.data.get("number", 1))), (0, ""))
            self.compared["translations"] += 1
            if own != entry.data.get("hash"):
                yield Mismatch(
                    entry.about, f"the translation ({entry.data.get('language')}) is not the one that the trail names", entry.entry
                )
            elif pk in self._named_texts:
                yield Mismatch(entry.about, "the trail says a second time that this translation came", entry.entry)
            self._named_texts.add(pk)

    def close(self) -> Iterator[Mismatch]:
        unseen = dict(self._fixed)
        for chunk in in_chunks(Edition.objects.public().select_related("document").order_by("pk").iterator(chunk_size=EDITIONS), EDITIONS):
            words, facts, texts = edition_hashes(chunk), _facts(chunk), _texts(chunk)
            for edition in chunk:
                self.compared["editions"] += 1
                fixed = unseen.pop(str(edition.uuid), None)
                yield from _judge(edition, fixed, words=words[edition.pk], facts=facts[edition.pk])
                yield from self._judge_texts(edition, fixed, texts.get(edition.pk, []))
                yield from self._judge_withdrawal(edition)
        for uuid, fixed in unseen.items():
            yield Mismatch(f"guidelines.edition:{uuid}", "the trail says that it was fixed, and no fixed edition stands there", fixed.entry)

    def _judge_texts(self, edition: Edition, fixed: _Fixed | None, texts: Sequence[_Text]) -> Iterator[Mismatch]:
        self.compared["texts"] += len(texts)
        if other := sorted(f"{text.key} ({text.language})" for text in texts if not text.is_hashed):
            more = f" and {len(other) - NAMED} more" if len(other) > NAMED else ""
            words = f"clauses whose words are not those of their hash: {', '.join(other[:NAMED])}{more}"
            yield _mismatch(edition, words, fixed)
        if fixed is None or fixed.translations is None:
            return
        at_first = [text for text in texts if text.pk not in self._named_texts]
        if _of_translations(at_first, edition.source_language) != fixed.translations:
            yield _mismatch(edition, "its translations are not those that it had and that the trail added", fixed)

    def _judge_withdrawal(self, edition: Edition) -> Iterator[Mismatch]:
        said = self._withdrawn.get(str(edition.uuid))
        on = edition.withdrawn_on.isoformat() if edition.withdrawn_on else None
        if on != (said.data.get("day") if said else None):
            yield _mismatch(edition, "the trail says otherwise whether it was withdrawn, and when", said)


def _judge(edition: Edition, fixed: _Fixed | None, *, words: str, facts: str) -> Iterator[Mismatch]:
    if fixed is None:
        yield _mismatch(edition, "it is fixed, and the trail does not say by whom", None)
        return
    if words != fixed.text:
        yield _mismatch(edition, "its words, clauses or reasons are not those that were fixed", fixed)
    if edition.text_hash != fixed.text:
        yield _mismatch(edition, "its hash is not the one that the trail names", fixed)
    if fixed.facts is not None and facts != fixed.facts:
        yield _mismatch(edition, "its titles, days or deciding body are not those that were fixed", fixed)


def _mismatch(edition: Edition, words: str, said: _Fixed | Named | None) -> Mismatch:
    return Mismatch(name_of(edition), words, said.entry if said else "", f"{edition.document.slug} {edition.version}")


def _facts(editions: Collection[Edition]) -> dict[int, str]:
    rows = Edition.objects.filter(pk__in=[edition.pk for edition in editions]).values("pk", *FACTS)
    return {row.pop("pk"): row_hash(_without_later(row)) for row in rows}


def _without_later(row: dict[str, Any]) -> dict[str, Any]:
    """A fact that came later counts where it is there, so that no edition that was fixed before has another hash."""
    return {name: value for name, value in row.items() if value or name not in LATER}


def _texts(editions: Collection[Edition]) -> dict[int, list[_Text]]:
    """Every text of the editions, corrected ones included, with its words hashed anew."""
    texts: defaultdict[int, list[_Text]] = defaultdict(list)
    rows = ClauseText.objects.filter(clause__edition__in=[edition.pk for edition in editions]).order_by()
    columns = ("pk", "clause__edition_id", "clause__line__key", "language", "number", "heading", "body", "summary", "content_hash")
    for pk, edition, key, language, number, heading, body, summary, own in rows.values_list(*columns).iterator(chunk_size=2_000):
        is_hashed = content_hash(heading=heading, body=body, summary=summary) == own
        texts[edition].append(_Text(pk, key, language, number, own, is_hashed))
    return texts


def _of_translations(texts: Iterable[_Text], source_language: str) -> str:
    rows: list[tuple[Any, ...]] = sorted(
        (text.key, text.language, text.number, text.hash) for text in texts if text.language != source_language
    )
    return row_hash(rows) if rows else ""


OFFICE = ("uuid", "edition__uuid", "post__uuid", "asked_on", "state", "decided_on", "person__uuid", "person_name", "post_names")
OFFICE_TEXT = ("text_name", "text_hash", "words", "paper")


def office_decision_hash(decision: OfficeDecision) -> str:
    return _office_decision_hashes([decision.pk])[decision.pk]


def _office_decision_hashes(pks: Collection[int]) -> dict[int, str]:
    rows = OfficeDecision.objects.filter(pk__in=pks).values("pk", *OFFICE, *OFFICE_TEXT)
    return {row.pop("pk"): row_hash(row) for row in rows}


OFFICES = FixedOnce(
    "guidelines.office_decided",
    "decisions of offices",
    lambda: OfficeDecision.objects.exclude(state=OfficeDecision.State.OPEN),
    _office_decision_hashes,
    {"text_hash": "text_hash", "state": "state"},
)


@recomputings.fill
def recompute_office_decisions(with_files: bool) -> RecomputedActs:
    return RecomputedActs([OFFICES])


@recomputings.fill
def recompute_editions(with_files: bool) -> RecomputedEditions:
    return RecomputedEditions()
