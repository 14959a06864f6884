"""What the pages of duties show: a list as a tree of functions, one duty with all it stands on, and what a role owes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shishin.governance.access import can_keep_duties, duties_to_read, reads_all_statuses_of, statuses_readable_at
from shishin.governance.duties.basing import bases_of, became_of
from shishin.governance.duties.owing import Standing, in_list_order, organizations_owing, owes, statuses_in
from shishin.governance.models import Duty, DutyBasis
from shishin.governance.performing.states import Figure, figures_of
from shishin.guidelines.access import organizations_edited_by
from shishin.guidelines.changes.since import Since
from shishin.guidelines.comparing.drawing import draw_passages
from shishin.guidelines.comparing.profiles import profile_of
from shishin.guidelines.drafting.writing import passage_of
from shishin.guidelines.linking.pages import LinkEnd, binding_texts, ends_in_force, notes_between
from shishin.guidelines.models import ClauseText, Line
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.kit.dates import FiscalYear, fiscal_year
from shishin.kit.listing import Facet, Listing
from shishin.kit.timeline import Tag
from shishin.people.claims import unconfirmed_tags
from shishin.people.models import Organization
from shishin.trail.reading import Line as TrailLine
from shishin.trail.reading import entries_about, lines_of
from shishin.trail.recording import name_of

OWED, TO_COME, ENDED, TO_CHECK, CHECKED = "owed", "coming", "ended", "yes", "no"
UNSTATED = "unstated"
ORIGINS = {**{str(value): label for value, label in Duty.Origin.choices if value}, UNSTATED: Duty.Origin.NOT_STATED.label}


class Branch(NamedTuple):
    """A function with its parts, or a duty, as the tree shows it."""

    duty: Duty
    parts: Sequence[Branch]
    tags: Sequence[Tag]


def tags_of(duty: Duty, *, day: date, is_suspect: bool = False) -> list[Tag]:
    """How a duty stands, where that is not as usual."""
    tags = [Tag(_("To be checked"), "warning", "alert")] if is_suspect else []
    if duty.is_over_on(day):
        tags.append(Tag(_("Ended"), "missing"))
    elif duty.since > day:
        tags.append(Tag(_("Not yet owed"), "missing", "clock"))
    return tags


def tree_of(duties: Iterable[Duty], *, shown: Collection[int], day: date, suspect: Collection[int] = ()) -> list[Branch]:
    """Those that are shown, below the functions to which they belong."""
    below: defaultdict[int, list[Branch]] = defaultdict(list)
    above: dict[int, list[int]] = {}
    path: list[int] = []
    ordered = in_list_order(duties)
    for duty, depth in ordered:
        path[depth:] = [duty.pk]
        above[duty.pk] = path[:-1]
    wanted = {pk for found in shown if found in above for pk in (found, *above[found])}
    roots: list[Branch] = []
    for duty, _depth in reversed(ordered):
        if duty.pk in wanted:
            branch = Branch(duty, below[duty.pk], tags_of(duty, day=day, is_suspect=duty.pk in suspect))
            (below[above[duty.pk][-1]] if above[duty.pk] else roots).insert(0, branch)
    return roots


class NextThing(NamedTuple):
    """What who keeps a list would do first."""

    words: str
    url: str


@dataclass
class DutyList:
    """A list of duties as far as the address asks for it. Fourteen queries for everybody, whatever is in it."""

    owner: Organization
    reader: Any
    query: QueryDict
    day: date

    @cached_property
    def duties(self) -> list[Duty]:
        rows = duties_to_read(self.reader).filter(owner=self.owner).select_related("role")
        return list(rows.prefetch_related("role__dated_names"))

    @cached_property
    def is_kept(self) -> bool:
        return can_keep_duties(self.reader, self.owner)

    @cached_property
    def to_check(self) -> list[tuple[DutyBasis, Since]]:
        """Bases that somebody has to read again."""
        bases = bases_of(self.duties)
        became = became_of(bases, day=self.day)
        return [(basis, became[basis.pk]) for basis in bases if basis.pk in became and became[basis.pk].is_suspect]

    @cached_property
    def suspect(self) -> set[int]:
        return {basis.duty_id for basis, _since in self.to_check}

    @cached_property
    def listing(self) -> Listing:
        rows = duties_to_read(self.reader).filter(owner=self.owner, is_abstract=False)
        return Listing(rows, self.query, self._facets(), kept=["list"], at="h-list")

    def _facets(self) -> list[Facet]:
        roles = {duty.role.slug: str(duty.role) for duty in self.duties if duty.role}
        kinds = {str(kind): kind.label for kind in Organization.Kind}
        owed_by = {kind: Q(pk__in=[duty.pk for duty in self.duties if kind in duty.owed_by]) for kind in kinds}
        over, to_come = Q(until__lt=self.day), Q(since__gt=self.day)
        state = Case(When(over, then=Value(ENDED)), When(to_come, then=Value(TO_COME)), default=Value(OWED))
        check = Case(When(pk__in=self.suspect, then=Value(TO_CHECK)), default=Value(CHECKED))
        origin = Case(When(origin="", then=Value(UNSTATED)), default="origin")
        states = {OWED: gettext_lazy("Owed today"), TO_COME: gettext_lazy("Not yet owed"), ENDED: gettext_lazy("Ended")}
        checks = {TO_CHECK: gettext_lazy("To be checked"), CHECKED: gettext_lazy("Nothing to be checked")}
        return [
            Facet("role", gettext_lazy("Role"), roles, "role__slug"),
            Facet("kind", gettext_lazy("Owed by"), kinds, having=owed_by),
            Facet("origin", gettext_lazy("Origin"), ORIGINS, origin),
            Facet("check", gettext_lazy("Bases"), checks, check),
            Facet("state", gettext_lazy("State"), states, state),
        ]

    @cached_property
    def branches(self) -> list[Branch]:
        """All, or where the list is narrowed down the functions of what is left."""
        shown = set(self.listing.rows.values_list("pk", flat=True)) if self.listing.chosen else {duty.pk for duty in self.duties}
        return tree_of(self.duties, shown=shown, day=self.day, suspect=self.suspect)

    @cached_property
    def counts(self) -> Counter[str]:
        counted = Counter({"functions": 0, "duties": 0, "ended": 0, "check": len(self.suspect)})
        for duty in self.duties:
            counted["ended" if duty.is_over_on(self.day) else "functions" if duty.is_abstract else "duties"] += 1
        return counted

    @property
    def next_thing(self) -> NextThing | None:
        """For who keeps the list."""
        if not self.is_kept:
            return None
        if not self.duties:
            return NextThing(_("Add the first duty"), reverse("governance:add-duty", args=[self.owner.slug]))
        if self.to_check:
            count = len(self.to_check)
            words = ngettext("Read %(count)s basis again", "Read %(count)s bases again", count) % {"count": count}
            basis, since = self.to_check[0]
            return NextThing(words, give_up_url(basis) if since is Since.GONE else read_url(basis.duty, basis.line))
        return None


def read_url(duty: Duty, line: Line) -> str:
    return reverse("governance:read-basis", args=[duty.slug, line.document.slug, line.key])


def give_up_url(basis: DutyBasis) -> str:
    return reverse("governance:give-up-basis", args=[basis.duty.slug, basis.line.document.slug, basis.line.key])


def owners_of_lists(reader: Any) -> list[Organization]:
    """Whose lists somebody may read. One query and the names."""
    rows = Organization.objects.filter(Exists(duties_to_read(reader).filter(owner=OuterRef("pk"))))
    return list(rows.prefetch_related("dated_names").order_by("slug"))


def list_asked_for(reader: Any, query: QueryDict, owners: Sequence[Organization]) -> DutyList | None:
    """The list that the address names, else the first. Who keeps none that has a duty begins with an own one."""
    wanted = query.get("list", "")
    own = organizations_edited_by(reader).prefetch_related("dated_names").order_by("parent", "slug")
    owner = next((owner for owner in owners if owner.slug == wanted), None)
    if owner is None and wanted:
        owner = own.filter(slug=wanted).first()
    if owner is None:
        owner = owners[0] if owners else own.filter(abolished_on=None).first()
    return DutyList(owner, reader, query, localdate()) if owner else None


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A clause that a duty stands on, as it was read and as it is in force."""

    basis: DutyBasis
    end: LinkEnd
    since: Since
    unconfirmed: Tag | None

    @property
    def is_suspect(self) -> bool:
        return self.since.is_suspect

    @property
    def is_gone(self) -> bool:
        return self.since is Since.GONE

    @property
    def is_formal(self) -> bool:
        return self.since is Since.FORMAL

    @property
    def name(self) -> str:
        return f"{self.end.document.short_title()}　{self.end.name}"

    @property
    def read_url(self) -> str:
        return read_url(self.basis.duty, self.basis.line)

    @property
    def give_up_url(self) -> str:
        return give_up_url(self.basis)

    @property
    def compare_url(self) -> str:
        """The comparison of what was read with what is in force, at this clause."""
        if self.end.clause is None or self.since is Since.SAME:
            return ""
        return f"{compare_url(self.end.document.slug, self.basis.clause.edition, self.end.clause.edition)}#r-{self.end.key}"


def basis_rows(bases: Sequence[DutyBasis], *, day: date) -> list[BasisRow]:
    """Those to be checked first. Nine queries at most, whatever their number."""
    became = became_of(bases, day=day)
    ends = ends_in_force([basis.line for basis in bases], day=day) if bases else {}
    unconfirmed = unconfirmed_tags(bases, lambda basis: basis.line.document.owner)
    rows = [BasisRow(basis, ends[basis.line_id], became.get(basis.pk, Since.SAME), unconfirmed.get(basis.pk)) for basis in bases]
    return sorted(rows, key=lambda row: not row.is_suspect)


class ReadBoth(NamedTuple):
    """The words that were read and those in force, with what differs marked; and what else is said of the difference."""

    old: SafeString
    new: SafeString
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ClauseToRead:
    """A clause as it is in force, for who is to say that a duty stands on it; and as it was read last."""

    line: Line
    end: LinkEnd
    basis: DutyBasis | None
    since: Since
    before: ClauseText | None

    @property
    def name(self) -> str:
        return f"{self.end.document.short_title()}　{self.end.name}"

    @property
    def both(self) -> ReadBoth | None:
        """Where it was read before and reads otherwise now."""
        if self.basis is None or self.end.clause is None or self.since is Since.SAME:
            return None
        language = self.end.language
        profile = profile_of(language, self.line.document.owner.comparison_profile)
        old, new, marks = draw_passages(passage_of(self.before), passage_of(self.end.text), language=language, profile=profile)
        return ReadBoth(old, new, [*notes_between(self.basis.clause, self.end.clause), *marks])


def clause_to_read(duty: Duty, line: Line, *, day: date) -> ClauseToRead:
    basis = next((basis for basis in bases_of([duty]) if basis.line_id == line.pk), None)
    since = became_of([basis], day=day).get(basis.pk, Since.SAME) if basis else Since.SAME
    before = binding_texts([basis.clause_id]).get(basis.clause_id) if basis else None
    return ClauseToRead(line, ends_in_force([line], day=day)[line.pk], basis, since, before)


@dataclass
class DutyPage:
    """One duty for one reader."""

    duty: Duty
    reader: Any
    day: date

    @cached_property
    def is_kept(self) -> bool:
        return can_keep_duties(self.reader, self.duty.owner)

    @cached_property
    def above(self) -> list[Duty]:
        """The functions it belongs to, from the top down."""
        functions = Duty.objects.filter(owner=self.duty.owner, is_abstract=True).in_bulk() if self.duty.parent_id else {}
        chain: list[Duty] = []
        at = self.duty.parent_id
        while at is not None:
            chain.insert(0, functions[at])
            at = functions[at].parent_id
        return chain

    @cached_property
    def parts(self) -> list[Branch]:
        rows = duties_to_read(self.reader).filter(parent=self.duty).select_related("role").prefetch_related("role__dated_names")
        return [Branch(part, [], tags_of(part, day=self.day)) for part in rows]

    @cached_property
    def bases(self) -> list[BasisRow]:
        return basis_rows(bases_of([self.duty]), day=self.day)

    @property
    def to_check(self) -> BasisRow | None:
        """The first basis to read again: one way to clear it."""
        return next((row for row in self.bases if row.is_suspect), None)

    @cached_property
    def tags(self) -> list[Tag]:
        return tags_of(self.duty, day=self.day, is_suspect=self.to_check is not None)

    @cached_property
    def practices(self) -> list[Any]:
        return list(self.duty.practices.select_related("organization").prefetch_related("organization__dated_names"))

    @property
    def year(self) -> FiscalYear:
        return fiscal_year(self.day)

    @cached_property
    def owing(self) -> list[Organization]:
        """Who owes it this fiscal year."""
        if not Duty.objects.owed_in(self.year).filter(pk=self.duty.pk).exists():
            return []
        return [row for row in organizations_owing(self.duty.owner, self.year) if owes(row, self.duty)]

    @cached_property
    def figures(self) -> list[Figure]:
        """Of the organizations whose statuses somebody may read; nothing where that is none."""
        readable = statuses_readable_at(self.reader, self.duty.owner, self.year) if self.owing else None
        told = self.owing
        if readable is not None:
            may = set(readable.values_list("pk", flat=True))
            told = [row for row in self.owing if row.pk in may]
        if not told:
            return []
        standing = Standing(self.year, [self.duty], told, statuses_in(self.year, duties=[self.duty], organizations=told))
        return figures_of(standing.counts())

    @cached_property
    def history(self) -> list[TrailLine] | None:
        """What was done to it, for those who keep the list or audit."""
        if not reads_all_statuses_of(self.reader, self.duty.owner):
            return None
        return lines_of(entries_about([name_of(self.duty)]), reader=self.reader)
