"""Comparing two editions of a plan 新旧対照表: measures under their chapters, split and merged by what they became, with the reasons of the disposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from shishin.governance.models import Disposal, PlanEdition
from shishin.governance.plans.content import PlanChapter, PlanContent, PlanDisposal, PlanMeasure, read_content, without_withheld
from shishin.governance.plans.lines import lines_of_measure
from shishin.guidelines.changes.pairing import RecordedChange, Step
from shishin.guidelines.comparing.clauses import RevisionPath, comparison_from
from shishin.guidelines.comparing.table import Comparison, EditionShown
from shishin.guidelines.editions.clauses import PlainClause
from shishin.guidelines.models import Clause
from shishin.kit.identity import in_language
from shishin.texts.languages import spoken_about
from shishin.texts.manuscript import Passage


def compare_plan_editions(old: PlanEdition, new: PlanEdition, *, language: str = "", knows_amounts: bool = False) -> Comparison:
    """What changed from one edition of a plan to another, in a language; amounts that are withheld today as unknown to whoever may not know them."""
    language = language or new.plan.source_language
    before, after = (_readable(edition, knows_amounts) for edition in (old, new))
    stations = _stations(old, new)
    with override(spoken_about(language)):
        shown = _shown(old), _shown(new)
    contents = {old.pk: before, new.pk: after, **{one.pk: read_content(one) for one in stations if one.pk not in (old.pk, new.pk)}}
    return comparison_from(
        _clauses(before, language),
        _clauses(after, language),
        old=shown[0],
        new=shown[1],
        document=in_language(new.plan.titles, language),
        slug=new.plan.slug,
        language=language,
        source_language=new.plan.source_language,
        path=_path([contents[one.pk] for one in stations], new.plan.source_language),
        profile=new.plan.organization.comparison_profile,
    )


def _readable(edition: PlanEdition, knows_amounts: bool) -> PlanContent:
    content = read_content(edition)
    return content if knows_amounts else without_withheld(content)


def _shown(edition: PlanEdition) -> EditionShown:
    days = [(_("Decided"), edition.decided_on), (_("Published"), edition.published_on)]
    told = tuple((str(words), day) for words, day in days if day)
    return EditionShown(edition.address, str(edition), edition.get_absolute_url(), told, not edition.is_adopted)


def _stations(old: PlanEdition, new: PlanEdition) -> list[PlanEdition]:
    """The editions after the old one up to the new one, oldest first; none where the new one did not come from the old."""
    by_pk = {edition.pk: edition for edition in PlanEdition.objects.filter(plan=new.plan_id).select_related("plan__organization")}
    stations: list[PlanEdition] = []
    at: int | None = new.pk
    while at is not None and at != old.pk:
        stations.append(by_pk[at])
        at = by_pk[at].started_from_id
    return stations[::-1] if at == old.pk else []


# An edition as plain clauses.


def _clauses(content: PlanContent, language: str) -> list[PlainClause]:
    return [clause for number, chapter in enumerate(content.chapters, 1) for clause in _chapter(chapter, number, content, language)]


def _chapter(chapter: PlanChapter, number: int, content: PlanContent, language: str) -> Iterator[PlainClause]:
    source = content.edition.plan.source_language
    texts = {tag: Passage(chapter.headings.get(tag, ""), chapter.bodies.get(tag, "")) for tag in _tags(chapter.headings, source, language)}
    yield _clause(f"chapter-{chapter.key}", str(number), 1, texts, source=source, kind=Clause.Kind.CHAPTER)
    for place, measure in enumerate(chapter.measures, 1):
        passages = {tag: _passage(measure, tag, currency=content.edition.plan.currency) for tag in _tags(measure.titles, source, language)}
        yield _clause(measure.key, f"{number}.{place}", 2, passages, source=source)


def _clause(key: str, label: str, depth: int, texts: dict[str, Passage], *, source: str, kind: str = Clause.Kind.TEXT) -> PlainClause:
    return PlainClause(line=key, key=key, depth=depth, kind=kind, label=label, cited=label, texts=texts, source_language=source)


def _tags(words: Any, source: str, language: str) -> list[str]:
    return [tag for tag in dict.fromkeys([source, language]) if words.get(tag)]


def _passage(measure: PlanMeasure, language: str, *, currency: str) -> Passage:
    lines = [measure.outlines.get(language, ""), *lines_of_measure(measure, language, currency=currency)]
    return Passage(measure.titles.get(language, ""), "\n\n".join(line for line in lines if line))


# What became of each measure, as the editions say it.


def _path(contents: Sequence[PlanContent], language: str) -> RevisionPath:
    """One step an edition. Reasons are numbered through all of them."""
    reasons: dict[int, dict[str, str]] = {}
    numbers: dict[str, int] = {}
    steps: list[Step] = []
    for content in contents:
        lines = frozenset([*(f"chapter-{chapter.key}" for chapter in content.chapters), *(measure.key for measure in content.measures)])
        changes: list[RecordedChange] = []
        for disposal in content.disposals:
            number = numbers.setdefault(disposal.reason, len(numbers) + 1)
            reasons[number] = {language: disposal.reason}
            changes.extend(_changes(disposal, lines, number=len(changes) + 1000 * (len(steps) + 1), reason=number))
        steps.append(Step(lines, tuple(_merged(changes))))
    return RevisionPath(tuple(steps), reasons)


def _changes(disposal: PlanDisposal, lines: frozenset[str], *, number: int, reason: int) -> Iterator[RecordedChange]:
    if disposal.became:
        kind = "split" if len(disposal.became) > 1 or disposal.key in lines else "merged"
        after = tuple(dict.fromkeys([*([disposal.key] if disposal.key in lines else []), *disposal.became]))
        yield RecordedChange(number, kind, reason=reason, before=(disposal.key,), after=after)
    elif disposal.key in lines:
        yield RecordedChange(number, "kept", reason=reason, before=(disposal.key,), after=(disposal.key,))
    elif disposal.kind in (Disposal.Kind.DROPPED, Disposal.Kind.DONE):
        yield RecordedChange(number, "dropped", reason=reason, before=(disposal.key,))


def _merged(changes: Sequence[RecordedChange]) -> Iterator[RecordedChange]:
    """Several measures that became the same ones are one change."""
    joined: dict[tuple[tuple[str, ...], int | None], list[RecordedChange]] = {}
    for change in changes:
        if change.kind in ("split", "merged"):
            joined.setdefault((change.after, change.reason), []).append(change)
        else:
            yield change
    for (after, reason), parts in joined.items():
        before = tuple(key for part in parts for key in part.before)
        kind = "merged" if len(before) > 1 else parts[0].kind
        yield RecordedChange(parts[0].number, kind, reason=reason, before=before, after=after)
