"""What the pages say on which the structure of a draft is changed: their title, their button, and what the act does."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shishin.guidelines.drafting.pages.clauses import below, name_of, short_name_of
from shishin.guidelines.drafting.pages.step_page import breadcrumbs_to_draft
from shishin.guidelines.models import Edition
from shishin.guidelines.reading.editions import ReadClause
from shishin.kit.form_page import FormPage


def describing(edition: Edition, clause: ReadClause) -> FormPage:
    done = _("%(clause)s was described anew.") % {"clause": name_of(clause)}
    return FormPage(short_name_of(clause), _("Save"), breadcrumbs_to_draft(edition), done)


def adding(edition: Edition) -> FormPage:
    return FormPage(_("Add a clause"), _("Add this clause"), breadcrumbs_to_draft(edition), _("The clause was added."))


def moving(edition: Edition, clause: ReadClause) -> FormPage:
    return FormPage(
        title=_("Move %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Move it"),
        breadcrumbs=breadcrumbs_to_draft(edition),
        done=_("%(clause)s was moved.") % {"clause": name_of(clause)},
        warnings=[_("All that stands below it goes with it. Numbers follow from the place; keys and addresses stay.")],
    )


def splitting(edition: Edition, clause: ReadClause) -> FormPage:
    return FormPage(
        title=_("Split %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Split into these clauses"),
        breadcrumbs=breadcrumbs_to_draft(edition),
        done=_("%(clause)s was split.") % {"clause": name_of(clause)},
        warnings=[
            _("Each part is a clause with a key of its own, of the same kind and force. What stands below it goes below the last part.")
        ],
    )


def merging(edition: Edition, clause: ReadClause, other: ReadClause) -> FormPage:
    return FormPage(
        title=_("Merge %(clause)s with %(other)s") % {"clause": short_name_of(clause), "other": short_name_of(other)},
        button=_("Merge into one clause"),
        breadcrumbs=breadcrumbs_to_draft(edition),
        done=_("%(clause)s was merged with %(other)s.") % {"clause": name_of(clause), "other": name_of(other)},
        warnings=[
            _("The whole stands where the first one stood, with its kind and force. What stands below either of them goes below it.")
        ],
    )


def dropping(edition: Edition, clause: ReadClause) -> FormPage:
    warnings = [_("It leaves this edition with its words in every language. The editions before keep it, and its address stays.")]
    return FormPage(
        title=_("Drop %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Drop it"),
        breadcrumbs=breadcrumbs_to_draft(edition),
        done=_("%(clause)s was dropped.") % {"clause": name_of(clause)},
        warnings=[*warnings, *_warnings_of_below(clause)],
    )


def vacating(edition: Edition, clause: ReadClause) -> FormPage:
    warnings = [_("The number stays and reads “Deleted”, so that the numbers after it do not change and references to them still hold.")]
    return FormPage(
        title=_("Delete the text of %(clause)s") % {"clause": short_name_of(clause)},
        button=_("Delete the text"),
        breadcrumbs=breadcrumbs_to_draft(edition),
        done=_("The text of %(clause)s was deleted; its number stays.") % {"clause": name_of(clause)},
        warnings=[*warnings, *_warnings_of_below(clause)],
    )


def names_below(clause: ReadClause) -> list[str]:
    return [name_of(other) for other in below(clause)]


def _warnings_of_below(clause: ReadClause) -> list[str]:
    count = len(below(clause))
    if not count:
        return []
    return [ngettext("%(count)s clause below it goes with it:", "%(count)s clauses below it go with it:", count) % {"count": count}]
