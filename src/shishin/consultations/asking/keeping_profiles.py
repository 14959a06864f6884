"""Keeping the rules of consultations: they are added, changed and, while no consultation has them, removed. What was announced keeps those of its day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from shishin.consultations.errors.profiles import ProfileAddressIsTaken, ProfileIsInUse, ProfileWithoutTitle
from shishin.consultations.models import ConsultationProfile
from shishin.consultations.profiles import read_rules
from shishin.kit.at_once import unique_or
from shishin.kit.identity import in_language
from shishin.trail.recording import Acting, record


@transaction.atomic
def add_profile(*, slug: str, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> ConsultationProfile:
    """New rules that consultations can be held by."""
    if ConsultationProfile.objects.filter(slug=slug).exists():
        raise ProfileAddressIsTaken(slug=slug)
    _refuse(titles, rules)
    with unique_or(partial(ProfileAddressIsTaken, slug=slug)):
        profile = ConsultationProfile.objects.create(slug=slug, titles=titles, rules=dict(rules))
    record("consultations.profile_added", about=profile, who=by, slug=slug, rules=dict(rules))
    return profile


@transaction.atomic
def change_profile(profile: ConsultationProfile, *, titles: dict[str, str], rules: Mapping[str, Any], by: Acting) -> ConsultationProfile:
    """From now on consultations that are announced have these rules."""
    profile = ConsultationProfile.objects.select_for_update().get(pk=profile.pk)
    _refuse(titles, rules)
    if (titles, dict(rules)) == (profile.titles, profile.rules):
        return profile
    before, profile.titles, profile.rules = profile.rules, titles, dict(rules)
    profile.save(update_fields=["titles", "rules"])
    record("consultations.profile_changed", about=profile, who=by, titles=titles, before=before, rules=profile.rules)
    return profile


@transaction.atomic
def remove_profile(profile: ConsultationProfile, *, by: Acting) -> None:
    """Take away rules that no consultation has."""
    profile = ConsultationProfile.objects.select_for_update().get(pk=profile.pk)
    if count := profile.consultations.count():
        raise ProfileIsInUse(count=count)
    record("consultations.profile_removed", about=profile, who=by, slug=profile.slug, rules=profile.rules)
    profile.delete()


def _refuse(titles: Mapping[str, str], rules: Mapping[str, Any]) -> None:
    if not in_language(titles):
        raise ProfileWithoutTitle
    read_rules(rules)
