"""The sample: placings drawn by lot, which a person checks without seeing how sure the machine was, and what results say of how they were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from shishin.consultations.analysing.running import opinions_to_analyse
from shishin.consultations.asking.preparing import refuse_over
from shishin.consultations.counting import lock
from shishin.consultations.errors.analysing import AnotherSampleWasDrawn, NothingWasChecked
from shishin.consultations.models import Analysis, Consultation, Opinion, Placing, SampledPlacing
from shishin.kit.moments import now
from shishin.opinion_analysis.sampling import Agreement, agreement, drawn
from shishin.people.models import Person
from shishin.trail.recording import Acting, record

COPIES, THEMES = Q(leader__isnull=False), Q(leader=None)
"""What is asked of a placing: whether it says nearly the same as its leader; or whether it belongs under its theme."""


def draw_sample(analysis: Analysis) -> None:
    """Of all that the machine placed behind another opinion or under a theme, and that somebody says still; the same of the same placings. Who
    calls this replaces the placings."""
    analyses = Analysis.objects.filter(consultation=analysis.consultation)
    SampledPlacing.objects.filter(analysis__in=analyses, is_right=None).delete()
    said = opinions_to_analyse(analysis.consultation)
    placed = Placing.objects.filter(analysis=analysis, opinion__in=said).exclude(leader=None, proposed_theme=None)
    chosen = drawn(placed.order_by().values_list("pk", flat=True).iterator(), seed=int(analysis.settings.get("seed", 1)))
    rows = Placing.objects.filter(pk__in=chosen).select_related("proposed_theme").in_bulk()
    SampledPlacing.objects.bulk_create(_sampled(rows[pk], number) for number, pk in enumerate(chosen, start=1))


def _sampled(placing: Placing, number: int) -> SampledPlacing:
    theme = None if placing.leader_id else placing.proposed_theme
    return SampledPlacing(
        analysis_id=placing.analysis_id,
        number=number,
        opinion_id=placing.opinion_id,
        leader_id=placing.leader_id,
        terms=theme.terms if theme else [],
        quotes=[int(one["id"]) for one in theme.quotes if int(one["id"]) != placing.opinion_id] if theme else [],
    )


@transaction.atomic
def check_placings(analysis: Analysis, answers: Mapping[int, bool], *, by: Acting) -> Analysis:
    """What a person found of some of the sample, by their numbers; said again it stands as said last."""
    consultation = lock(analysis.consultation)
    refuse_over(consultation)
    if analysis != consultation.analyses.finished().first():
        raise AnotherSampleWasDrawn
    rows = list(analysis.sample.filter(number__in=answers))
    changed = [row for row in rows if row.is_right != answers[row.number]]
    if not changed:
        raise NothingWasChecked
    moment = now()
    for row in changed:
        row.is_right, row.checked_at = answers[row.number], moment
        row.checked_by = by if isinstance(by, Person) else None
    SampledPlacing.objects.bulk_update(changed, ["is_right", "checked_at", "checked_by"])
    right = sum(bool(row.is_right) for row in changed)
    record("consultations.sample_checked", about=consultation, who=by, analysis=str(analysis.uuid), checked=len(changed), right=right)
    return analysis


class Checked(NamedTuple):
    """What a person found of one kind of placings."""

    right: int
    agreement: Agreement

    @property
    def words(self) -> str:
        """`27 of 28 are right: 96 %, for all between 82 and 99 % (95 % interval)`."""
        share, low, high = (round(100 * part) for part in (self.agreement.share, self.agreement.low, self.agreement.high))
        said = {"right": self.right, "checked": self.agreement.checked, "share": share, "low": low, "high": high}
        return _("%(right)s of %(checked)s were right: %(share)s %%; of all, %(low)s to %(high)s %% (95 %% interval).") % said

    @property
    def figures(self) -> dict[str, float]:
        share, low, high = (round(part, 4) for part in (self.agreement.share, self.agreement.low, self.agreement.high))
        return {"checked": self.agreement.checked, "right": self.right, "share": share, "low": low, "high": high}


class HowFound(NamedTuple):
    """How copies and themes were found, where a person signed any that a machine proposed."""

    copies: Checked | None
    themes: Checked | None

    @property
    def lines(self) -> list[str]:
        """In words, for pages and papers."""
        lines = [
            _(
                "A program on this site looked for opinions that say nearly the same, and for themes, by their words alone; persons signed them."
            ),
        ]
        if self.copies or self.themes:
            lines.append(_("A person checked placings that were drawn by lot, without seeing how sure the program was."))
        if self.copies:
            lines.append(f"{_('Nearly the same')}: {self.copies.words}")
        if self.themes:
            lines.append(f"{_('Under a theme')}: {self.themes.words}")
        return lines


def checked_in(analysis: Analysis) -> HowFound:
    """One query."""

    def counted(of: Q) -> dict[str, Count]:
        return {"many": Count("pk", filter=of & Q(is_right__isnull=False)), "right": Count("pk", filter=of & Q(is_right=True))}

    asked = {f"{kind}_{name}": count for kind, of in (("copies", COPIES), ("themes", THEMES)) for name, count in counted(of).items()}
    found = analysis.sample.aggregate(**asked)

    def checked(kind: str) -> Checked | None:
        said = agreement(found[f"{kind}_right"], found[f"{kind}_many"])
        return Checked(found[f"{kind}_right"], said) if said else None

    return HowFound(checked("copies"), checked("themes"))


def how_found(consultation: Consultation) -> HowFound | None:
    """For its results: of the last analysis of which something was checked; nothing where nobody signed what any proposed. Two queries."""
    analyses = Analysis.objects.filter(consultation=consultation)
    if not analyses.aggregate(signings=Sum("signings"))["signings"]:
        return None
    checked = analyses.filter(pk__in=SampledPlacing.objects.filter(is_right__isnull=False).values("analysis")).first()
    return checked_in(checked) if checked else HowFound(None, None)


class SampleQuestion(NamedTuple):
    """One of the sample with what stands beside it."""

    placing: SampledPlacing
    beside: Sequence[Opinion]


def questions(placings: Iterable[SampledPlacing]) -> list[SampleQuestion]:
    """In words as they stand now. One query."""
    placings = list(placings)
    numbers = {number for one in placings for number in (one.opinion_id, one.leader_id, *one.quotes) if number}
    there = Opinion.objects.in_bulk(numbers)
    made = []
    for one in placings:
        one.opinion = there[one.opinion_id]
        made.append(
            SampleQuestion(one, [there[number] for number in ([one.leader_id] if one.leader_id else one.quotes) if number in there])
        )
    return made
