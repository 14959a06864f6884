"""The stages of a trace that the editions themselves know: change, edition, decision."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from shishin.guidelines.editions.naming import day_of, status_tag
from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.models.editions import version_in_words
from shishin.guidelines.reading.clause_steps import ClauseStep, StepKind
from shishin.guidelines.reading.edition_pages import compare_url
from shishin.guidelines.reading.tracing import HERE, Stage
from shishin.kit.dates import day_in_words
from shishin.kit.timeline import Event, Tag


def guideline_stages(readable: ReadableDocument, steps: Sequence[ClauseStep], shown: ClauseStep) -> list[Stage]:
    """How the text that is shown came to be: the changes up to its edition, the edition, the decision on it."""
    until = steps.index(shown)
    changes = [_change(readable, step) for step in steps[: until + 1] if step.is_change]
    end = [_change(readable, step) for step in steps[until + 1 :] if step.clause is None]
    return [
        Stage("change", _("Changes"), 30, changes),
        Stage("edition", _("Edition"), 40, [_edition(readable, shown)], figure=shown.version),
        Stage("decision", _("Decision"), 50, _decisions(shown)),
        *([Stage("end", _("Changes"), HERE, end)] if end else []),
    ]


def _change(readable: ReadableDocument, step: ClauseStep) -> Event:
    before = step.before
    words = {
        StepKind.FIRST: _("There from the start, in %(version)s"),
        StepKind.NEW: _("Added in %(version)s"),
        StepKind.EDITED: _("Edited in %(version)s"),
        StepKind.RENUMBERED: _("Renumbered in %(version)s"),
        StepKind.MOVED: _("Moved in %(version)s"),
        StepKind.SPLIT: _("Split in %(version)s"),
        StepKind.MERGED: _("Merged in %(version)s"),
        StepKind.VACATED: _("Deleted in %(version)s, the number being kept"),
        StepKind.DROPPED: _("Dropped in %(version)s"),
    }[step.kind] % {"version": step.version}
    if step.reasons:
        note = " ".join(step.reasons)
    elif step.edition.is_taken_over:
        note = _("Worked out by comparison, not recorded.")
    else:
        note = _("Against %(version)s.") % {"version": version_in_words(before.version)} if before else ""
    key = step.clause.line.key if step.clause else ""
    url = compare_url(readable.document.slug, before, step.edition)
    return Event(
        _("Changes"),
        day_of(step.edition)[0],
        words,
        note,
        f"{url}#r-{key}" if url and key else url,
        tags=[step.tag],
        count=int(step.kind != StepKind.FIRST),
    )


def _edition(readable: ReadableDocument, step: ClauseStep) -> Event:
    status = readable.status(step.edition)
    notes = []
    if status.first_day:
        notes.append(_("In force from %(day)s.") % {"day": day_in_words(status.first_day)})
    if step.edition.is_taken_over:
        notes.append(_("Taken over from %(source)s.") % {"source": step.edition.taken_over_from})
    return Event(
        _("Edition"),
        day_of(step.edition)[0],
        f"{readable.document.short_title()} {step.version}",
        " ".join(notes),
        step.edition.get_absolute_url(),
        [status_tag(status.kind)],
    )


def _decisions(step: ClauseStep) -> list[Event]:
    """The decision that adopted the edition; none for a draft, and none recorded here for what was taken over."""
    decision, office = step.edition.adopted_by, step.edition.decided_by
    if office:
        tags, url = [Tag(office.get_state_display())], office.get_absolute_url()
        return [Event(_("Decision"), office.decided_on, office.office, office.note, url, tags)]
    if decision is None:
        return []
    body = decision.body.name_on(decision.decided_on) or decision.body.slug
    meeting = decision.meeting
    words = _("%(body)s, meeting %(number)s") % {"body": body, "number": meeting.number} if meeting and meeting.number else body
    tags = [Tag(decision.get_kind_display())]
    return [Event(_("Decision"), decision.decided_on, words, url=decision.body.get_absolute_url(), tags=tags)]
