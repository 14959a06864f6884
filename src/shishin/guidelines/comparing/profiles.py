"""Profiles: how an organization wants its comparison tables: the order of columns, their labels, the words of the marks; and what it calls a draft.

A profile is the JSON of `Organization.comparison_profile`; what it does not say is as in `DEFAULTS`:

    {"order": "new-left",                                   or "old-left"
     "labels": {"ja": {"new": "改定後", "old": "改定前"}},      over the columns, per language (ja, en, fr, …)
     "words": {"ja": {"omitted": "（略）", "new": "（新設）", "dropped": "（削る）", "vacated": "削除"}},
     "reason": {"shown": true, "labels": {"ja": "理由"}},     the column at the end; "" is the default label
     "show_dropped": true,                                  whether rows of （削る） are printed
     "omit_inside_clauses": true,                           unchanged sentences of an edited clause become （略）
     "omit_renumbered": false,                              clauses with another number alone become one line of （略）, also short ones
     "omit_longer_than": 40,                                characters that may stay unchanged without being omitted
     "draft_words": ["原案", "案", "draft"]}                  words by which a title says that the text is a draft
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shishin.guidelines.errors.managing import WrongProfile
from shishin.kit.identity import base
from shishin.people.models import Organization
from shishin.texts.languages import is_language
from shishin.trail.recording import Acting, record

ORDERS = ("new-left", "old-left")
SIDES = ("new", "old")
MARKS = ("omitted", "new", "dropped", "vacated")

DEFAULTS: Mapping[str, Any] = {
    "order": "new-left",
    "labels": {"ja": {"new": "改定後", "old": "改定前"}, "en": {"new": "After", "old": "Before"}},
    "words": {
        "ja": {"omitted": "（略）", "new": "（新設）", "dropped": "（削る）", "vacated": "削除"},
        "en": {"omitted": "(omitted)", "new": "(new)", "dropped": "(dropped)", "vacated": "Deleted"},
    },
    "reason": {"shown": True, "labels": {"ja": "", "en": ""}},
    "show_dropped": True,
    "omit_inside_clauses": True,
    "omit_renumbered": False,
    "omit_longer_than": 40,
    "draft_words": ["原案", "案", "draft"],
}


@dataclass(frozen=True, slots=True)
class ComparisonProfile:
    """A profile in one language, with nothing left open."""

    is_new_left: bool
    new_label: str
    old_label: str
    omitted: str
    new: str
    dropped: str
    vacated: str
    has_reasons: bool
    reason_label: str
    shows_dropped: bool
    omits_inside: bool
    omits_renumbered: bool
    omits_longer_than: int


def profile_in(language: str, profile: Mapping[str, Any] | None = None) -> ComparisonProfile:
    """An organization's profile in a language; one that it does not speak of gets the words of the defaults, which are English for all but Japanese."""
    profile = profile or {}
    check_profile(profile)
    tag = base(language)
    labels, words = (
        {**DEFAULTS[name].get(tag, DEFAULTS[name]["en"]), **profile.get(name, {}).get(tag, {})} for name in ("labels", "words")
    )
    reason = profile.get("reason", {})
    return ComparisonProfile(
        is_new_left=profile.get("order", DEFAULTS["order"]) == "new-left",
        new_label=labels["new"],
        old_label=labels["old"],
        omitted=words["omitted"],
        new=words["new"],
        dropped=words["dropped"],
        vacated=words["vacated"],
        has_reasons=reason.get("shown", True),
        reason_label=reason.get("labels", {}).get(tag, ""),
        shows_dropped=profile.get("show_dropped", True),
        omits_inside=profile.get("omit_inside_clauses", True),
        omits_renumbered=profile.get("omit_renumbered", False),
        omits_longer_than=profile.get("omit_longer_than", DEFAULTS["omit_longer_than"]),
    )


def draft_words_of(profile: Mapping[str, Any]) -> Sequence[str]:
    """The words by which titles of an organization call a text a draft."""
    words: Sequence[str] = profile.get("draft_words", DEFAULTS["draft_words"])
    return words


def profile_of(language: str, profile: Mapping[str, Any]) -> ComparisonProfile:
    """For tables that are read: a stored profile that is wrong must not take the table away, so the defaults stand in."""
    try:
        return profile_in(language, profile)
    except WrongProfile:
        return profile_in(language)


@transaction.atomic
def set_comparison_profile(organization: Organization, profile: Mapping[str, Any], *, by: Acting) -> Organization:
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    check_profile(profile)
    organization.comparison_profile = dict(profile)
    organization.save(update_fields=["comparison_profile"])
    record("guidelines.comparison_profile_set", about=organization, who=by, profile=dict(profile))
    return organization


def check_profile(profile: object) -> None:
    """Refuse a profile that is not of the documented shape, naming each place that is wrong."""
    if wrong := list(faults(profile)):
        raise WrongProfile(faults=wrong)


def faults(profile: object) -> Iterator[str]:
    if not isinstance(profile, Mapping):
        yield _("The profile is not an object of names and values.")
        return
    for name in profile:
        if name not in DEFAULTS:
            yield _("“%(name)s” is not part of a profile.") % {"name": name}
    if profile.get("order", "new-left") not in ORDERS:
        yield _("“%(name)s” is one of: %(choices)s.") % {"name": "order", "choices": ", ".join(ORDERS)}
    for name in ("show_dropped", "omit_inside_clauses", "omit_renumbered"):
        if not isinstance(profile.get(name, True), bool):
            yield _("“%(name)s” is true or false.") % {"name": name}
    length = profile.get("omit_longer_than", 40)
    if isinstance(length, bool) or not isinstance(length, int) or not 0 <= length <= 10_000:
        yield _("“%(name)s” is a number from 0 to 10000.") % {"name": "omit_longer_than"}
    words = profile.get("draft_words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and 0 < len(word.strip()) <= 40 for word in words):
        yield _("“%(name)s” is a list of words of 1 to 40 characters.") % {"name": "draft_words"}
    yield from faults_of_words(profile, "labels", SIDES)
    yield from faults_of_words(profile, "words", MARKS)
    yield from faults_of_reason(profile.get("reason", {}))


def faults_of_words(profile: Mapping[str, Any], name: str, right: tuple[str, ...]) -> Iterator[str]:
    languages = profile.get(name, {})
    if not isinstance(languages, Mapping):
        yield _("“%(name)s” gives words per language.") % {"name": name}
        return
    for language, words in languages.items():
        place = f"{name}.{language}"
        if not is_language_of_words(language):
            yield _("“%(name)s” is not named after a language, such as ja, en or fr.") % {"name": place}
        elif not isinstance(words, Mapping) or not set(words) <= set(right):
            yield _("“%(name)s” may give: %(choices)s.") % {"name": place, "choices": ", ".join(right)}
        elif not all(isinstance(word, str) and 0 < len(word.strip()) <= 40 for word in words.values()):
            yield _("“%(name)s” gives words of 1 to 40 characters.") % {"name": place}


def is_language_of_words(tag: object) -> bool:
    """Words are given once for a language and all that is written in it."""
    return isinstance(tag, str) and is_language(tag) and tag == base(tag)


def faults_of_reason(reason: object) -> Iterator[str]:
    if not isinstance(reason, Mapping) or not set(reason) <= {"shown", "labels"}:
        yield _("“%(name)s” may give: %(choices)s.") % {"name": "reason", "choices": "shown, labels"}
        return
    if not isinstance(reason.get("shown", True), bool):
        yield _("“%(name)s” is true or false.") % {"name": "reason.shown"}
    labels = reason.get("labels", {})
    if not isinstance(labels, Mapping) or not all(
        is_language_of_words(language) and isinstance(word, str) and len(word) <= 40 for language, word in labels.items()
    ):
        yield _("“%(name)s” gives a word per language, of at most 40 characters.") % {"name": "reason.labels"}
