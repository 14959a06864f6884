"""A draft with all that the rules look at, and where the links inside its texts lead, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import FilteredRelation, Q, Value
from django.urls import Resolver404, ResolverMatch, resolve

from shishin.guidelines.editions.clauses import PlainClause, TextHashes, hang, read_several, texts_and_hashes_of
from shishin.guidelines.editions.naming import clause_name
from shishin.guidelines.linting.sentences import words_alone
from shishin.guidelines.models import Alias, Clause, Edition
from shishin.texts.manuscript import Passage


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the parts of a text are, in characters without spaces: each chapter by its line, with its name."""

    version: str
    chapters: Mapping[str, int]
    names: Mapping[str, str]

    @property
    def characters(self) -> int:
        return sum(self.chapters.values())


@dataclass
class LintedDraft:
    """What is linted. Of its clauses the texts are read in every language."""

    edition: Edition
    clauses: Sequence[PlainClause]
    tops: Sequence[PlainClause]
    hashes: TextHashes
    day: date

    @cached_property
    def by_key(self) -> dict[str, PlainClause]:
        return {clause.key: clause for clause in self.clauses}

    def above(self, clause: PlainClause) -> Iterator[PlainClause]:
        """What a clause stands under, the nearest first."""
        while clause.parent is not None:
            clause = self.clauses[clause.parent]
            yield clause

    def siblings(self) -> Iterator[list[PlainClause]]:
        """The clauses that stand under the same one, whose text is not deleted."""
        for group in [self.tops, *(clause.children for clause in self.clauses)]:
            yield [clause for clause in group if not clause.is_vacated]

    def texts(self) -> Iterator[tuple[PlainClause, str, Passage]]:
        """Every text, with its language, of every clause that has not been deleted."""
        for clause in self.clauses:
            if not clause.is_vacated:
                yield from ((clause, language, text) for language, text in clause.texts.items())

    def name(self, clause: PlainClause) -> str:
        """How to name a clause in a list: label and heading."""
        return clause_name(clause.label, words_alone(clause.source.heading), otherwise=clause.key)

    def measure(self) -> Measured:
        """The draft itself, in the language that binds."""
        lengths = {
            top.line: sum(length(clause.source.heading, clause.source.body, clause.source.summary) for clause in top.walk())
            for top in self.tops
        }
        return Measured(self.edition.version, lengths, {top.line: self.name(top) for top in self.tops})

    @cached_property
    def in_force(self) -> Measured | None:
        """The edition of the same document that is in force today. One query."""
        return _measure_in_force(self.edition, self.day)


def length(*parts: str) -> int:
    return sum(len("".join(words_alone(part).split())) for part in parts)


def draft_of(edition: Edition, *, day: date) -> LintedDraft:
    """Two queries; the rules that look further ask once each."""
    clauses = read_several([edition], with_hashes=False, labelled_in=edition.source_language)[edition.pk]
    texts, hashes = texts_and_hashes_of(edition)
    for clause in clauses:
        clause.texts = texts.get(clause.pk, {})
    return LintedDraft(edition, clauses, hang(clauses), hashes, day)


def _measure_in_force(edition: Edition, day: date) -> Measured | None:
    language = FilteredRelation("texts", condition=Q(texts__language=edition.source_language))
    in_force = Edition.objects.in_force_on(day).filter(document=edition.document_id).exclude(pk=edition.pk)
    clauses = Clause.objects.filter(edition__in=in_force).annotate(in_source=language)
    words = ("in_source__heading", "in_source__body", "in_source__summary")
    rows = list(clauses.order_by("position", "in_source__number").values_list("edition__version", "line", "depth", *words))
    newest = {row[1]: row for row in rows}
    lengths: defaultdict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    chapter = ""
    for line, (_version, _line, depth, heading, body, summary) in newest.items():
        if depth == 1:
            chapter = str(line)
            names[chapter] = words_alone(heading or "")
        if chapter:
            lengths[chapter] += length(heading or "", body or "", summary or "")
    return Measured(rows[0][0], lengths, names) if rows else None


OTHER_SCHEMES = ("mailto", "tel")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address of this site names; what is empty it does not name."""

    document: str = ""
    version: str = ""
    key: str = ""
    is_page: bool = True
    """Whether any page of this site has such an address."""
    is_whole: bool = True
    """Whether it leads to the same place from every page."""


def target_of(address: str) -> Target | None:
    """Nothing for an address on another site: we do not ask there."""
    parts = urlsplit(address)
    here = urlsplit(settings.SITE_URL)
    if parts.scheme in OTHER_SCHEMES or (parts.netloc and parts.netloc != here.netloc):
        return None
    if not parts.netloc and parts.path and not parts.path.startswith("/"):
        return Target(is_whole=False)
    if not parts.path and not parts.netloc:
        return Target(key=unquote(parts.fragment))
    match = _match(unquote(parts.path) or "/")
    return Target(is_page=False) if match is None else _target_at(match)


def _target_at(match: ResolverMatch) -> Target:
    if match.namespace != "guidelines" or "slug" not in match.kwargs or match.url_name in ("family", "scheme", "profile"):
        return Target()
    names = match.kwargs
    return Target(names["slug"], names.get("version", ""), names.get("key", ""))


def _match(path: str) -> ResolverMatch | None:
    """As the site itself answers: an address without its last stroke is led to the one with it."""
    for one in (path, f"{path}/"):
        try:
            return resolve(one)
        except Resolver404:
            continue
    return None


@dataclass
class Known:
    """The documents that anybody may read, with their old names, editions and keys. One query."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Each name that a document has or had, with its name today."""
    parts: Collection[tuple[str, str]] = ()
    """(document, version) and (document, #key)."""

    @classmethod
    def of(cls, wanted: Collection[str]) -> Known:
        if not wanted:
            return cls()
        public = Edition.objects.public().filter(Q(document__slug__in=wanted) | Q(document__aliases__name__in=wanted))
        editions = public.order_by().values_list("document__slug", "version", Value("version"))
        clauses = Clause.objects.filter(edition__in=public).order_by().values_list("line__document__slug", "line__key", Value("key"))
        old = Alias.objects.filter(document__editions__in=public).order_by().values_list("document__slug", "name", Value("name"))
        names: dict[str, str] = {}
        parts: set[tuple[str, str]] = set()
        for slug, name, what in editions.union(clauses, old):
            names[slug] = slug
            if what == "name":
                names[name] = slug
            else:
                parts.add((slug, f"#{name}" if what == "key" else name))
        return cls(names, parts)


def lead_nowhere(targets: Iterable[Target], draft: LintedDraft) -> set[Target]:
    """Those that name what is not there. The draft itself counts as there: it will be."""
    targets = set(targets)
    known = Known.of({target.document for target in targets if target.document})
    own, version = draft.edition.document.slug, draft.edition.version
    known = Known({own: own, **known.names}, {*known.parts, (own, version), *((own, f"#{key}") for key in draft.by_key)})
    return {target for target in targets if not _is_there(target, draft, known)}


def _is_there(target: Target, draft: LintedDraft, known: Known) -> bool:
    if not target.is_page or not target.is_whole:
        return False
    if not target.document:
        return not target.key or target.key in draft.by_key
    slug = known.names.get(target.document, "")
    wanted = [name for name in (target.version, target.key and f"#{target.key}") if name]
    return slug != "" and all((slug, name) in known.parts for name in wanted)
