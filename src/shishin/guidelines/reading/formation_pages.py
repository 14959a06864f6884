"""What the page of an edition's formation tells: drafts, meetings, referrals, reports, decisions and the adoption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from shishin.councils.access import meetings_to_read, referrals_to_read, reports_to_read
from shishin.councils.meetings.naming import meeting_in_words
from shishin.councils.models import Body, Decision, Meeting, Referral, Report
from shishin.guidelines.editions.naming import names_of_text
from shishin.guidelines.editions.procedures import lineage_among
from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.formation import Formation, FormationEvent, events_of_others, in_day_order
from shishin.kit.identity import in_language
from shishin.kit.timeline import Event, Tag


@dataclass(frozen=True, slots=True)
class _Texts:
    """By what a decision or an agenda knows the texts on the way: their very words, or the name that an earlier state had."""

    hashes: frozenset[str]
    names: tuple[str, ...]

    @classmethod
    def of(cls, readable: ReadableDocument, edition: Edition) -> _Texts:
        editions = editions_on_the_way(readable, edition)
        before = lineage_among(edition, readable.editions).before
        # A draft that changed nothing yet has the words of the edition before it, and that one's decisions are not its own.
        hashes = {one.text_hash for one in editions} - {"", before.text_hash if before else ""}
        return cls(frozenset(hashes), tuple(name for one in editions for name in names_of_text(one)))

    def decided(self, editions: Iterable[Edition]) -> Q:
        by_adoption = {edition.adopted_by_id for edition in editions} - {None}
        return Q(text_hash__in=self.hashes) | Q(text_name__in=self.names) | Q(pk__in=by_adoption)

    def on_agenda(self) -> Q:
        return Q(agenda__text_hash__in=self.hashes) | Q(agenda__text_name__in=self.names)


def formation_of(readable: ReadableDocument, edition: Edition) -> Formation:
    """Seven queries after the document's, and one of each package that fills the point."""
    editions, texts = editions_on_the_way(readable, edition), _Texts.of(readable, edition)
    referrals = _referrals(editions, readable.reader)
    reports = list(reports_to_read(readable.reader).filter(referral__in=referrals).select_related("referral"))
    decisions = list(Decision.objects.filter(texts.decided(editions)).select_related("body", "meeting__body"))
    meetings = _meetings(texts, referrals, reports, decisions, readable.reader)
    _name_bodies(referrals, decisions, meetings)
    own = [
        *(event for one in editions for event in _of_edition(one, edition)),
        *map(_referred, referrals),
        *(event for report in reports for event in _reported(report, {referral.pk: referral for referral in referrals})),
        *map(_met, meetings),
        *map(_decided, decisions),
    ]
    found = in_day_order([*own, *events_of_others(editions, reader=readable.reader)])
    return Formation([one.event for one in found], list(_gaps(edition, {one.sort for one in found})))


def editions_on_the_way(readable: ReadableDocument, edition: Edition) -> list[Edition]:
    """The drafts that led here, those of the same number that led nowhere, and the edition; all that the reader may see."""
    steps = lineage_among(edition, readable.editions).steps
    number = edition.version.partition("-")[0]
    beside = [other for other in readable.editions if other.is_draft and other.version.partition("-")[0] == number]
    if edition.is_draft:
        beside = [other for other in beside if readable.editions.index(other) < readable.editions.index(edition)]
    return [other for other in readable.editions if other in steps or other in beside]


def _referrals(editions: Sequence[Edition], reader: Any) -> list[Referral]:
    asked = {edition.referred_by_id for edition in editions} - {None}
    return list(referrals_to_read(reader).filter(pk__in=asked).select_related("asked_by", "asked_of"))


def _meetings(
    texts: _Texts, referrals: Iterable[Referral], reports: Iterable[Report], decisions: Iterable[Decision], reader: Any
) -> list[Meeting]:
    """Where it was referred, reported, answered or decided, and where one of the texts stood on the agenda."""
    met = {referral.meeting_id for referral in referrals} | {decision.meeting_id for decision in decisions}
    for report in reports:
        met |= {report.reported_at_id, report.answered_at_id}
    rows = meetings_to_read(reader).filter(Q(pk__in=met - {None}) | texts.on_agenda(), cancelled_on=None)
    return list(Meeting.objects.filter(pk__in=rows.values("pk")).select_related("body"))


def _name_bodies(referrals: Iterable[Referral], decisions: Iterable[Decision], meetings: Iterable[Meeting]) -> None:
    """The dated names of all bodies at once."""
    bodies: list[Body] = [body for referral in referrals for body in (referral.asked_by, referral.asked_of)]
    bodies += [decision.body for decision in decisions] + [meeting.body for meeting in meetings]
    if bodies:
        prefetch_related_objects(bodies, "dated_names")


def _of_edition(edition: Edition, shown: Edition) -> Iterator[FormationEvent]:
    words, url = {"version": version_in_words(edition.version)}, edition.get_absolute_url()
    if edition.state == Edition.State.PUBLISHED and edition.published_on:
        yield FormationEvent("draft", Event(_("Draft"), edition.published_on, _("%(version)s was published") % words, url=url))
    if edition.state == Edition.State.ADOPTED and edition == shown:
        yield from _of_adopted(edition)
    if edition.withdrawn_on:
        tags = [Tag(_("Withdrawn"), "danger", "cross")]
        withdrawn = _("%(version)s was withdrawn") % words
        yield FormationEvent("withdrawal", Event(_("Withdrawal"), edition.withdrawn_on, withdrawn, edition.withdrawn_reason, url, tags))


def _of_adopted(edition: Edition) -> Iterator[FormationEvent]:
    words, url = {"version": version_in_words(edition.version)}, edition.get_absolute_url()
    label = _("Adoption")
    if edition.is_taken_over and edition.taken_over_on:
        note = _("Taken over from %(source)s.") % {"source": edition.taken_over_from}
        yield FormationEvent("adoption", Event(label, edition.taken_over_on, _("%(version)s was taken over") % words, note, url))
    elif edition.decided_on:
        yield FormationEvent("adoption", Event(label, edition.decided_on, _("%(version)s was adopted") % words, url=url))
    if office := edition.decided_by:
        tags = [Tag(office.get_state_display(), "success", "check")]
        yield FormationEvent(
            "decision", Event(_("Decision"), office.decided_on, office.office, office.note, office.get_absolute_url(), tags)
        )
    if edition.published_on:
        yield FormationEvent("publication", Event(_("Publication"), edition.published_on, _("%(version)s was published") % words, url=url))
    if edition.in_force_from:
        yield FormationEvent("force", Event(_("In force"), edition.in_force_from, _("First day of %(version)s") % words, url=url))


def _referred(referral: Referral) -> FormationEvent:
    asked = _("%(body)s to %(other)s: %(title)s") % {
        "body": referral.asked_by.name_on(referral.referred_on),
        "other": referral.asked_of.name_on(referral.referred_on),
        "title": in_language(referral.titles),
    }
    label = _("Referral") if referral.direction == Referral.Direction.DOWN else _("Proposal")
    event = Event(label, referral.referred_on, asked, in_language(referral.questions), referral.get_absolute_url())
    return FormationEvent("referral", event)


def _reported(report: Report, referrals: dict[int, Referral]) -> Iterator[FormationEvent]:
    referral = referrals[report.referral_id]
    report.referral = referral
    url = report.get_absolute_url()
    group = referral.reporting_body.name_on(report.reported_on)
    said = _("%(body)s reported with a draft") if report.kind == Report.Kind.DRAFT else _("%(body)s reported that nothing should change")
    yield FormationEvent("report", Event(_("Report"), report.reported_on, said % {"body": group}, in_language(report.words), url))
    if report.answered_on and report.outcome in (Report.Outcome.ACCEPTED, Report.Outcome.RETURNED):
        above = referral.answering_body.name_on(report.answered_on)
        accepted = report.outcome == Report.Outcome.ACCEPTED
        answered = _("%(body)s accepted the report") if accepted else _("%(body)s returned the report")
        words = in_language(report.answer)
        yield FormationEvent("answer", Event(_("Answer to the report"), report.answered_on, answered % {"body": above}, words, url))


def _met(meeting: Meeting) -> FormationEvent:
    title, body = meeting_in_words(meeting), in_language(meeting.titles)
    return FormationEvent("meeting", Event(_("Meeting"), meeting.held_on, title, body, meeting.get_absolute_url()))


def _decided(decision: Decision) -> FormationEvent:
    tone = ("success", "check") if decision.is_approval else ("warning", "history")
    event = Event(
        _("Decision"),
        decision.decided_on,
        decision.body.name_on(decision.decided_on) or decision.body.slug,
        in_language(decision.words),
        decision.get_absolute_url(),
        [Tag(decision.get_kind_display(), *tone)],
    )
    return FormationEvent("decision", event)


def _gaps(edition: Edition, sorts: Set[str]) -> Iterator[Event]:
    """What a reader would look for and does not find here."""
    if edition.is_taken_over:
        yield _gap(_("Formation"), _("It was formed elsewhere: only its source is known here."))
        return
    if "draft" not in sorts:
        yield _gap(_("Draft"), _("No draft was published."))
    if edition.decided_by:
        # One office decides without referral and meeting.
        return
    if not sorts & {"referral", "report"}:
        yield _gap(_("Referral"), _("No published referral or report is on record."))
    if "meeting" not in sorts:
        yield _gap(_("Meeting"), _("No meeting is on record."))
    if "decision" not in sorts:
        yield _gap(_("Decision"), _("No body has decided on it yet.") if edition.is_draft else _("No decision is on record."))


def _gap(kind: str, words: str) -> Event:
    return Event(kind, body=words, tags=[Tag(_("None on record"), "missing")], is_gap=True)
