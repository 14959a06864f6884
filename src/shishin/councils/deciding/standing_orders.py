"""Standing orders: the shape of the rules by which a body decides, how they are checked, and how they read in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shishin.councils.errors.orders import RulesNotUnderstood
from shishin.councils.models import Body, Decision, Seat
from shishin.kit.identity import join_words

DECIDING = (Seat.Capacity.CHAIR.value, Seat.Capacity.MEMBER.value, Seat.Capacity.DELEGATE.value)
FLAGS = ("delegates_count", "written_answers_count", "recused_count_for_quorum", "chair_decides_ties")
MEMBERS = ("quorum", "votes", "majority", "kinds", *FLAGS)
QUORUM_MEMBERS = ("of", "share", "more_than")
SHARE = re.compile(r"([1-9]\d?)/([1-9]\d?)")


class Majority(models.TextChoices):
    """When votes carry a text. Who stood aside never counts."""

    HALF_OF_VOTES = "more_than_half_of_votes", _("more than half of the votes for or against")
    HALF_OF_PRESENT = "more_than_half_of_present", _("more than half of those who voted, abstentions included")
    TWO_THIRDS_OF_VOTES = "two_thirds_of_votes", _("two thirds of the votes for or against")
    TWO_THIRDS_OF_PRESENT = "two_thirds_of_present", _("two thirds of those who voted, abstentions included")
    UNANIMOUS = "unanimous", _("at least one vote for, and none against")


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """Which share of the holders of which seats must take part."""

    of: tuple[str, ...]
    share: Fraction
    is_more_than: bool

    def needed(self, seats: int) -> int:
        """How many of so many seats; at least one."""
        whole, rest = divmod(self.share.numerator * seats, self.share.denominator)
        return max(1, whole + 1 if self.is_more_than or rest else whole)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a body as they are read; a body without standing orders has these, and no quorum."""

    quorum: QuorumRule | None = None
    votes: tuple[str, ...] = DECIDING
    majority: str = Majority.HALF_OF_VOTES
    kinds: tuple[str, ...] = tuple(Decision.Kind.values)
    delegates_count: bool = True
    written_answers_count: bool = True
    recused_count_for_quorum: bool = False
    chair_decides_ties: bool = False


def rules_of(body: Body) -> Rules:
    return read_rules(body.standing_orders.rules) if body.standing_orders else Rules()


def read_rules(given: Mapping[str, Any]) -> Rules:
    """The rules that data has; the first thing that cannot be understood is refused by name."""
    _only(given, MEMBERS, "")
    read: dict[str, Any] = {name: _flag(given, name) for name in FLAGS if name in given}
    if given.get("quorum"):
        read["quorum"] = _quorum(given["quorum"])
    if "votes" in given:
        read["votes"] = _some(given, "votes", Seat.Capacity.values)
    if "kinds" in given:
        read["kinds"] = _some(given, "kinds", Decision.Kind.values)
        if not read["kinds"]:
            raise RulesNotUnderstood(member="kinds", way_out=gettext("A body that may decide nothing needs no standing orders."))
    if "majority" in given:
        if given["majority"] not in Majority.values:
            raise RulesNotUnderstood(member="majority", way_out=_one_of(Majority.values))
        read["majority"] = given["majority"]
    return Rules(**read)


def _quorum(given: Any) -> QuorumRule:
    if not isinstance(given, Mapping):
        raise RulesNotUnderstood(member="quorum", way_out=gettext("Write {of: [chair, member], share: 1/2, more_than: true}."))
    _only(given, QUORUM_MEMBERS, "quorum.")
    of = _some(given, "of", Seat.Capacity.values, within="quorum.") if "of" in given else DECIDING
    share = SHARE.fullmatch(str(given.get("share", "")))
    if share is None or int(share[1]) > int(share[2]) or not of:
        raise RulesNotUnderstood(
            member="quorum.share", way_out=gettext("Write a share of at least one capacity such as 1/2 or 2/3, at most 1/1.")
        )
    is_more_than = _flag(given, "more_than", within="quorum.") if "more_than" in given else False
    if is_more_than and share[1] == share[2]:
        raise RulesNotUnderstood(
            member="quorum.more_than", way_out=gettext("Nothing is more than all: take a smaller share, or leave this out.")
        )
    return QuorumRule(of, Fraction(int(share[1]), int(share[2])), is_more_than)


def _only(given: Mapping[str, Any], names: Iterable[str], within: str) -> None:
    for name in given:
        if name not in names:
            raise RulesNotUnderstood(member=f"{within}{name}", way_out=_one_of(names))


def _some(given: Mapping[str, Any], name: str, values: list[str], *, within: str = "") -> tuple[str, ...]:
    found = given[name]
    if not isinstance(found, list | tuple) or not all(isinstance(value, str) and value in values for value in found):
        raise RulesNotUnderstood(member=f"{within}{name}", way_out=gettext("Write a list of: %(names)s.") % {"names": ", ".join(values)})
    return tuple(value for value in values if value in found)


def _flag(given: Mapping[str, Any], name: str, *, within: str = "") -> bool:
    if not isinstance(given[name], bool):
        raise RulesNotUnderstood(member=f"{within}{name}", way_out=gettext("Write true or false."))
    return bool(given[name])


def _one_of(names: Iterable[str]) -> str:
    return gettext("Use one of: %(names)s.") % {"names": ", ".join(names)}


def in_words(rules: Rules) -> list[str]:
    """The rules as sentences, for whoever reads them."""
    said = [_quorum_in_words(rules.quorum)]
    if rules.votes:
        said.append(gettext("Entitled to vote: %(who)s.") % {"who": _names(Seat.Capacity, rules.votes)})
        said.append(gettext("What is put to the vote is carried by %(majority)s.") % {"majority": Majority(rules.majority).label})
        if rules.chair_decides_ties:
            said.append(gettext("In a tie the vote of the chair decides."))
    else:
        said.append(gettext("Nothing is put to the vote."))
    if rules.quorum:
        said.append(gettext("A delegate counts as present.") if rules.delegates_count else gettext("A delegate does not count as present."))
        if rules.written_answers_count:
            said.append(gettext("An answer in writing counts as present."))
        if not rules.recused_count_for_quorum:
            said.append(gettext("Who stands aside is left out of the count for the quorum."))
    if set(rules.kinds) != set(Decision.Kind.values):
        said.append(gettext("Kinds of decision: %(kinds)s.") % {"kinds": _names(Decision.Kind, rules.kinds)})
    return said


def _quorum_in_words(quorum: QuorumRule | None) -> str:
    if quorum is None:
        return gettext("No quorum is asked for.")
    share = gettext("%(part)s/%(whole)s") % {"part": quorum.share.numerator, "whole": quorum.share.denominator}
    words = gettext("Quorum: more than %(share)s of %(who)s.") if quorum.is_more_than else gettext("Quorum: at least %(share)s of %(who)s.")
    return words % {"share": share, "who": _names(Seat.Capacity, quorum.of)}


def _names(choices: type[models.TextChoices], values: Iterable[str]) -> str:
    return join_words(str(choices(value).label) for value in values)
