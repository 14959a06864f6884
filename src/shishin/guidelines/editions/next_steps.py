"""Acts: what somebody who writes a document can do next with one of its editions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shishin.councils.access import can_work_for, reports_to_read
from shishin.councils.models import Report
from shishin.guidelines.access import can_draft, can_read_everything
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.naming import StatusKind
from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.models import Edition
from shishin.guidelines.models.editions import version_in_words
from shishin.texts.manuscript import is_draft_version
from shishin.trail.reading import Line, entries_about, lines_of
from shishin.trail.recording import name_of


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do, and where."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What can be done with an edition: the next sensible thing, if there is one, and all else."""

    next: Act | None
    others: Sequence[Act]


def acts_on(readable: ReadableDocument, edition: Edition) -> Acts | None:
    """Nothing for those who do not write the document; who writes a draft for a body is led to it."""
    submitting = submit(edition, reader=readable.reader)
    if not readable.may_edit:
        return Acts(_write(edition), submitting) if edition.is_working and can_draft(readable.reader, edition) else None
    following = _following(readable, edition)
    first = _next(readable, edition, following)
    return Acts(first, [act for act in [*submitting, *_possible(edition, following)] if act != first])


def submit(edition: Edition, *, reader: Any) -> list[Act]:
    """For those who report for the group, as long as its referral waits."""
    if not edition.is_working or edition.referred_by is None or not edition.referred_by.waits_for_report:
        return []
    if not can_work_for(reader, edition.referred_by.reporting_body):
        return []
    return [_act(_("Submit this draft"), "submit", edition)]


@dataclass(frozen=True, slots=True)
class Submission:
    """The report with which an edition was submitted, and whether its text has moved since."""

    report: Report
    has_changed: bool


def submission_of(readable: ReadableDocument, edition: Edition) -> Submission | None:
    """For those who may read the report."""
    if not edition.submitted_with_id:
        return None
    report = reports_to_read(readable.reader).filter(pk=edition.submitted_with_id).select_related("referral").first()
    return Submission(report, report.text_hash != (edition.text_hash or edition_hash(edition))) if report else None


def history_of(readable: ReadableDocument, edition: Edition) -> list[Line] | None:
    """What was done to an edition, for those who write it or audit."""
    if not readable.may_edit and not can_read_everything(readable.reader):
        return None
    return lines_of(entries_about([name_of(edition)]), reader=readable.reader)


def _following(readable: ReadableDocument, edition: Edition) -> Edition | None:
    """The newest edition that was started from this one and still stands."""
    started = (other for other in reversed(readable.editions) if other.started_from_id == edition.pk)
    return next((other for other in started if not other.withdrawn_on), None)


def _next(readable: ReadableDocument, edition: Edition, following: Edition | None) -> Act | None:
    """What is over, or was followed by an adopted text, has no next thing."""
    kind = readable.status(edition).kind
    if kind == StatusKind.WORKING:
        return settle(edition) if _was_accepted(edition) else _write(edition)
    if kind not in (StatusKind.DRAFT, StatusKind.COMING, StatusKind.IN_FORCE):
        return None
    if following is None:
        return _start(edition)
    return _go_on(following) if following.is_draft else None


def _possible(edition: Edition, following: Edition | None) -> list[Act]:
    acts = [_go_on(following)] if following else []
    if edition.is_working:
        acts.append(settle(edition))
    if edition.is_working and not is_draft_version(edition.version):
        acts.append(_act(_("Take over from elsewhere"), "take-over", edition))
    acts += [_act(_("Translations"), "translations", edition), _start(edition)]
    if edition.is_working:
        acts += [
            _act(_("Cover page"), "cover", edition),
            _act(_("Change the version number"), "version", edition),
            _act(_("Say for which referral"), "referral", edition),
        ]
    acts.append(Act(_("Links of clauses"), reverse("guidelines:links", args=[edition.document.slug])))
    if edition.is_working and not following:
        acts.append(_act(_("Discard"), "discard", edition))
    if not edition.is_working and not edition.withdrawn_on:
        acts.append(_act(_("Withdraw"), "withdraw", edition))
    return acts


def _write(edition: Edition) -> Act:
    return _act(_("Write this draft"), "draft", edition)


def settle(edition: Edition) -> Act:
    """How a text that is written comes before everyone: a draft is published, a final text adopted."""
    if is_draft_version(edition.version):
        return _act(_("Publish this draft"), "publish", edition)
    return _act(_("Adopt this edition"), "adopt", edition)


def _start(edition: Edition) -> Act:
    is_accepted = is_draft_version(edition.version) and _was_accepted(edition)
    return _act(_("Start the final text") if is_accepted else _("Start the next edition"), "start-next", edition)


def _was_accepted(edition: Edition) -> bool:
    """Whether the body above accepted the report with which it was submitted."""
    return edition.submitted_with is not None and edition.submitted_with.outcome == Report.Outcome.ACCEPTED


def _go_on(following: Edition) -> Act:
    return Act(_("Go on with %(version)s") % {"version": version_in_words(following.version)}, following.get_absolute_url())


def _act(label: str, name: str, edition: Edition) -> Act:
    return Act(label, reverse(f"guidelines:{name}", args=[edition.document.slug, edition.version]))
