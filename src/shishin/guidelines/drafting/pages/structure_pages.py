"""What the pages say on which the structure of a draft is changed: their title, their button, and what the act does."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.guidelines.drafting.pages.clauses import below, name_of, short_name_of
from shishin.guidelines.drafting.pages.step_page import StepPage
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.editions import ReadClause


def describing(edition: Edition, clause: ReadClause) -> StepPage:
    done = _("%(clause)s was described anew.") % {"clause": name_of(clause)}
    return StepPage(edition, short_name_of(clause), _("Save"), done, key=clause.key, words=clause.text)


def adding(edition: Edition) -> StepPage:
    return StepPage(edition, _("Add a clause"), _("Add this clause"), _("The clause was added."))


def moving(edition: Edition, clause: ReadClause) -> StepPage:
    return StepPage(
        edition,
        title=_("Move %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Move it"),
        done=_("%(clause)s was moved.") % {"clause": name_of(clause)},
        tells=[_("All that stands below it goes with it. Numbers follow from the place; keys and addresses stay.")],
        key=clause.key,
        words=clause.text,
    )


def splitting(edition: Edition, clause: ReadClause) -> StepPage:
    return StepPage(
        edition,
        title=_("Split %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Split into these clauses"),
        done=_("%(clause)s was split.") % {"clause": name_of(clause)},
        tells=[
            _("Each part is a clause with a key of its own, of the same kind and force. What stands below it goes below the last part.")
        ],
        key=clause.key,
    )


def merging(edition: Edition, clause: ReadClause, other: ReadClause) -> StepPage:
    return StepPage(
        edition,
        title=_("Merge %(clause)s with %(other)s") % {"clause": short_name_of(clause), "other": short_name_of(other)},
        button=_("Merge into one clause"),
        done=_("%(clause)s was merged with %(other)s.") % {"clause": name_of(clause), "other": name_of(other)},
        tells=[_("The whole stands where the first one stood, with its kind and force. What stands below either of them goes below it.")],
        key=clause.key,
    )


def dropping(edition: Edition, clause: ReadClause) -> StepPage:
    tells = [_("It leaves this edition with its words in every language. The editions before keep it, and its address stays.")]
    return StepPage(
        edition,
        title=_("Drop %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Drop it"),
        done=_("%(clause)s was dropped.") % {"clause": name_of(clause)},
        tells=[*tells, *_tells_of_below(clause)],
        names=[name_of(other) for other in below(clause)],
        words=clause.text,
    )


def vacating(edition: Edition, clause: ReadClause) -> StepPage:
    tells = [_("The number stays and reads “Deleted”, so that the numbers after it do not change and references to them still hold.")]
    return StepPage(
        edition,
        title=_("Delete the text of %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Delete the text"),
        done=_("The text of %(clause)s was deleted; its number stays.") % {"clause": name_of(clause)},
        tells=[*tells, *_tells_of_below(clause)],
        names=[name_of(other) for other in below(clause)],
        key=clause.key,
        words=clause.text,
    )


def _tells_of_below(clause: ReadClause) -> list[str]:
    count = len(below(clause))
    if not count:
        return []
    return [ngettext("%(count)s clause below it goes with it:", "%(count)s clauses below it go with it:", count) % {"count": count}]
