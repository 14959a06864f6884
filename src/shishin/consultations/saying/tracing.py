"""Tracing: what became of the words of a submission, as whoever has its receipt reads it. Nothing of it is told before it is public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shishin.consultations.models import Consultation, ModerationAct, Opinion, Response, Submission, Voice
from shishin.consultations.places import name_of_place, places_in
from shishin.consultations.profiles import Rules, rules_of
from shishin.consultations.saying.receiving import hash_of_receipt
from shishin.kit.moments import now

MOST_STEPS = 20
"""Consultations through which one answer is followed: a circle, if there ever was one, ends here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A published response, and what followed it in later consultations or corrected it."""

    response: Response
    disposition: str
    later: tuple[Answer, ...] = ()

    @property
    def consultation(self) -> Consultation:
        return self.response.consultation


@dataclass(frozen=True, slots=True)
class TracedOpinion:
    """One opinion of a submission, or a part of it: where, how it is seen, and what became of it."""

    opinion: Opinion
    place: str
    stance: str
    state: str
    tone: str
    reason: str
    answer: Answer | None
    parts: tuple[TracedOpinion, ...]


def submission_of(receipt: str) -> Submission | None:
    rows = Submission.objects.select_related("round__consultation__profile", "round__draft__document", "person")
    return rows.filter(receipt_hash=hash_of_receipt(receipt)).first()


def trace(submission: Submission) -> tuple[TracedOpinion, ...]:
    """What counts; of what was taken back, what was said. The number of queries does not grow with it, but with how often an answer was followed."""
    voices = submission.voices.select_related("opinion").exclude(left=Voice.Left.CORRECTED)
    opinions = [voice.opinion for voice in voices]
    parts: defaultdict[int, list[Opinion]] = defaultdict(list)
    for part in Opinion.objects.counted().filter(part_of__in=opinions).order_by("pk"):
        parts[part.part_of_id or 0].append(part)
    reader = _Reader(submission, [*opinions, *(part for several in parts.values() for part in several)])
    return tuple(reader.traced(voice.opinion, voice.stance, parts[voice.opinion_id]) for voice in voices)


class _Reader:
    def __init__(self, submission: Submission, opinions: Sequence[Opinion]) -> None:
        held, rules = submission.round, rules_of(submission.round.consultation)
        self.submission, self.places = submission, places_in([held])
        self.is_open = not held.is_closed_at(now())
        self.stances = {stance.key: str(stance) for stance in rules.stances}
        self.withheld = _reasons(opinions, rules)
        self.answers = _answers({opinion.response_id for opinion in opinions if opinion.response_id})

    def traced(self, opinion: Opinion, stance: str = "", parts: Iterable[Opinion] = ()) -> TracedOpinion:
        state, tone = self._state(opinion)
        return TracedOpinion(
            opinion,
            name_of_place(self.places.of(opinion.line_id)),
            self.stances.get(stance, ""),
            state,
            tone,
            self.withheld.get(opinion.pk, ""),
            self.answers.get(opinion.response_id or 0),
            tuple(self.traced(part) for part in parts),
        )

    def _state(self, opinion: Opinion) -> tuple[str, str]:
        """What is worked on inside is nobody's business yet: until the results are published an opinion is being answered."""
        if self.submission.taken_back_at:
            return gettext("Taken back"), ""
        if opinion.state == Opinion.State.WITHHELD:
            return gettext("Counted, and not published"), "warning"
        if opinion.response_id in self.answers:
            return gettext("Answered"), "success"
        if self.submission.round.consultation.ended_at:
            return gettext("Ended, nothing enacted"), ""
        return (gettext("Received"), "info") if self.is_open else (gettext("Being answered"), "info")


def _reasons(opinions: Iterable[Opinion], rules: Rules) -> dict[int, str]:
    """Why each of those that are withheld is, by itself or with what it is folded under."""
    withheld = {opinion.pk: opinion.folded_into_id or opinion.pk for opinion in opinions if opinion.state == Opinion.State.WITHHELD}
    reasons = ModerationAct.objects.filter(opinion__in=withheld.values()).reasons_withheld()
    return {pk: str(rules.moderation_reason(reasons[head]) or reasons[head]) for pk, head in withheld.items() if head in reasons}


def _answers(wanted: set[int]) -> Mapping[int, Answer]:
    """Each response with what followed or corrected it, as far as that is published."""
    found: dict[int, Response] = {}
    later: defaultdict[int, list[int]] = defaultdict(list)
    ahead = wanted
    for _step in range(MOST_STEPS):
        if not ahead:
            break
        rows = Response.objects.filter(state=Response.State.FINAL, consultation__results_published_at__isnull=False)
        published = rows.select_related("consultation__profile")
        if not found:
            found = {row.pk: row for row in published.filter(pk__in=ahead)}
        after = [*published.filter(follows__in=ahead), *published.filter(corrects__in=ahead)]
        for row in after:
            for before in {row.follows_id, row.corrects_id} & ahead:
                later[before or 0].append(row.pk)
        ahead = {row.pk for row in after} - found.keys()
        found |= {row.pk: row for row in after}

    def answer(pk: int, seen: frozenset[int]) -> Answer:
        row = found[pk]
        disposition = rules_of(row.consultation).disposition(row.disposition)
        following = tuple(answer(after, seen | {pk}) for after in later[pk] if after not in seen | {pk})
        return Answer(row, str(disposition or ""), following)

    return {pk: answer(pk, frozenset()) for pk in wanted if pk in found}
