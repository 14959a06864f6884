"""Refusals of what is done while an edition is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.guidelines.models import ClauseText, Edition, Operation
    from shishin.texts.manuscript import Passage


class EditedMeanwhile(Refusal):
    """Carries both texts, so that they can be shown side by side and brought together."""

    def __init__(self, key: str, language: str, *, theirs: ClauseText, mine: Passage) -> None:
        self.key, self.language, self.theirs, self.mine = key, language, theirs, mine
        super().__init__(
            _("Somebody else saved the text of “%(key)s” while you were writing, so yours was not saved yet.") % {"key": key},
            way_out=_("Compare both texts, bring them together and save again. Neither of them is lost."),
        )


class ContinuedElsewhere(Refusal):
    def __init__(self, edition: Edition, following: Edition) -> None:
        super().__init__(
            _("%(edition)s is not changed any more: %(following)s was started from it.") % {"edition": edition, "following": following},
            way_out=_("Write in %(following)s, or discard it first.") % {"following": following},
        )


class ClauseIsGone(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” no longer stands in this edition: somebody took it out or put another in its place.") % {"key": key},
            way_out=_("Go back to the draft and look how it stands now."),
        )


class ClauseOfAnotherEdition(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” belongs to another edition.") % {"key": key},
            way_out=_("Choose a clause of the edition that you are writing."),
        )


class SomethingPointsAtClause(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” or one below it cannot be taken out: the check of a link names it.") % {"key": key},
            way_out=_("Delete its text and keep the number, or leave it as it is."),
        )


class WrongDepth(Refusal):
    def __init__(self, depth: int, deepest: int) -> None:
        super().__init__(
            _("Nothing can stand at level %(depth)s there: a level would be missing above it.") % {"depth": depth},
            way_out=_("Choose a level from 1 to %(deepest)s.") % {"deepest": deepest},
        )


class IntoItself(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” cannot be moved below itself.") % {"key": key},
            way_out=_("Choose a place outside of it and of what stands below it."),
        )


class NoParts(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” is not split by this: a split has at least two parts, each with words.") % {"key": key},
            way_out=_("Give the words of each part, or change the clause without splitting it."),
        )


class NotSideBySide(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("These clauses cannot be merged: they do not follow one another at the same level below the same clause."),
            way_out=_("Move them next to each other first."),
        )


class NoNumberToKeep(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The clause “%(key)s” did not stand in the edition before, so it has no number that readers know.") % {"key": key},
            way_out=_("Take it out altogether."),
        )


class NothingWritten(Refusal):
    def __init__(self, key: str, language: str) -> None:
        super().__init__(
            _("The translation “%(language)s” of “%(key)s” would be without words.") % {"key": key, "language": language},
            way_out=_("Write at least one part of it."),
        )


class UnfitKey(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("“%(key)s” cannot be the key of a clause.") % {"key": key},
            way_out=_("Use small Latin letters, digits and hyphens, at most 100, and begin with a letter or digit."),
        )


class KeyTaken(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("The key “%(key)s” belongs to another clause of this document, now or in an earlier edition.") % {"key": key},
            way_out=_("Choose another key, or leave it empty and one is made."),
        )


class NothingToUndo(Refusal):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _("There is nothing to undo in %(edition)s.") % {"edition": edition},
            way_out=_("Change the clause itself, or discard the edition and start it again."),
        )


class DoneSince(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Somebody did something since."), way_out=_("Look at what would be undone now."))


class ChangedSince(Refusal):
    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        super().__init__(
            _("“%(operation)s” (%(key)s) cannot be undone: what it touched was changed since in another way.")
            % {"operation": operation.get_kind_display(), "key": operation.key},
            way_out=_("Change the clause by hand instead."),
        )


class ChangeIsGone(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("What was chosen is not among the changes of this edition any more."),
            way_out=_("Look at the changes as they are now and choose again."),
        )
