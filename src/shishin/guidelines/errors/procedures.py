"""Refusals of who adopts which kind of revision, and of version numbers that say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from shishin.kit.errors import Refusal

if TYPE_CHECKING:
    from shishin.councils.models import Body
    from shishin.guidelines.models import Edition


class NotTheBodyNamed(Refusal):
    def __init__(self, edition: Edition, body: str, named: Sequence[str]) -> None:
        super().__init__(
            _(
                "%(edition)s cannot be adopted by a decision of %(body)s: the procedure of the document names %(named)s for this revision (%(kind)s)."
            )
            % {"edition": edition, "body": body, "named": _(", ").join(named), "kind": edition.get_revision_display()},
            way_out=_("Have it decided by %(named)s, or correct the procedure on the page of the document.")
            % {"named": _(", ").join(named)},
        )


class FormalButSubstantive(Refusal):
    def __init__(self, edition: Edition, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        shown = ", ".join(keys[:5]) + ("…" if len(keys) > 5 else "")
        super().__init__(
            _("%(edition)s is a formal revision, but it changes the substance: %(keys)s.") % {"edition": edition, "keys": shown},
            way_out=_("Make it a minor or major revision with the version number of one, or record those changes as formal."),
        )


class VersionSaysOtherwise(Refusal):
    """The number moved as in another kind of revision than the one recorded."""

    def __init__(self, *, version: str, revision: str, before: str, says: str) -> None:
        super().__init__(
            _("%(version)s after %(before)s is the number of another kind of revision (%(says)s) than the one given (%(revision)s).")
            % {"version": version, "before": before, "says": says, "revision": revision},
            way_out=_("Change the version number or the kind of revision, so that both say the same."),
        )


class VersionGoesBack(Refusal):
    def __init__(self, *, version: str, before: str) -> None:
        super().__init__(
            _("%(version)s does not come after %(before)s, the edition before it.") % {"version": version, "before": before},
            way_out=_("Give it a higher version number."),
        )


class UnknownRevision(Refusal):
    def __init__(self, kind: str, known: Sequence[str]) -> None:
        super().__init__(
            _("A procedure knows no kind of revision “%(kind)s”.") % {"kind": kind},
            way_out=_("Use one of these: %(known)s.") % {"known": ", ".join(known)},
        )


class NoSuchBody(Refusal):
    def __init__(self, slugs: Sequence[str]) -> None:
        super().__init__(
            _("There is no body at the address “%(slug)s”.") % {"slug": ", ".join(slugs)},
            way_out=_("Establish the body first, or choose one that is there."),
        )


class NotForTheSecretariat(Refusal):
    def __init__(self, edition: Edition, body: Body) -> None:
        super().__init__(
            _(
                "%(body)s cannot decide on %(edition)s and adopt it in one step: the procedure does not name it as the secretariat for this revision."
            )
            % {"body": body, "edition": edition},
            way_out=_("Have the text decided by the body that the procedure names, then adopt it."),
        )
