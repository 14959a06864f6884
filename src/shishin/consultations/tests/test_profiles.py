"""Profiles: what cannot be understood in the rules is refused by name, and what is told becomes sentences."""

from __future__ import annotations

import pytest
from django.utils import translation

from shishin.consultations.asking.keeping_profiles import add_profile, change_profile, remove_profile
from shishin.consultations.default_data import load_default_data
from shishin.consultations.errors.profiles import ProfileAddressIsTaken, ProfileIsInUse, ProfileNotUnderstood, ProfileWithoutTitle
from shishin.consultations.models import ConsultationProfile
from shishin.consultations.profiles import Rules, in_words, read_rules
from shishin.consultations.tests.makers import make_consultation, make_profile
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

LABELS = {"en": "Name"}
ROW = {"key": "name", "labels": LABELS}


@pytest.mark.parametrize(
    ("rules", "member"),
    [
        ([], "rules"),
        ({"length": 30}, "length"),
        ({"least_days": -1}, "least_days"),
        ({"least_days": 366}, "least_days"),
        ({"least_days": True}, "least_days"),
        ({"grace_minutes": "30"}, "grace_minutes"),
        ({"longest": 100_001}, "longest"),
        ({"most": 1.5}, "most"),
        ({"keep_personal_days": None}, "keep_personal_days"),
        ({"attachments": "yes"}, "attachments"),
        ({"second_person": 1}, "second_person"),
        ({"shorter_needs_reason": "no"}, "shorter_needs_reason"),
        ({"deadline": "never"}, "deadline"),
        ({"who": "nobody"}, "who"),
        ({"words_public": "at_once"}, "words_public"),
        ({"stances": "agree"}, "stances"),
        ({"stances": ["agree"]}, "stances"),
        ({"stances": [{"labels": LABELS}]}, "stances.1.key"),
        ({"stances": [ROW, {"key": "賛成", "labels": LABELS}]}, "stances.2.key"),
        ({"stances": [{"key": "agree", "labels": {}}]}, "stances.1.labels"),
        ({"stances": [{**ROW, "colour": "red"}]}, "stances.1.colour"),
        ({"facts": [ROW, ROW]}, "facts"),
        ({"fields": [{**ROW, "kind": "colour"}]}, "fields.1.kind"),
        ({"fields": [{**ROW, "kind": "choice"}]}, "fields.1.choices"),
        ({"fields": [{**ROW, "choices": [ROW]}]}, "fields.1.choices"),
        ({"fields": [{**ROW, "kind": "choice", "choices": [ROW, ROW]}]}, "fields.1.choices"),
        ({"fields": [{**ROW, "required": "yes"}]}, "fields.1.required"),
        ({"dispositions": [{**ROW, "code": 1}]}, "dispositions.1.code"),
        ({"dispositions": [{**ROW, "needs": "luck"}]}, "dispositions.1.needs"),
        ({"dispositions": [{**ROW, "carries": "yes"}]}, "dispositions.1.carries"),
        ({"moderation_reasons": {"key": "insult"}}, "moderation_reasons"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(rules, member):
    with pytest.raises(ProfileNotUnderstood) as refused:
        read_rules(rules)
    assert refused.value.member == member
    assert refused.value.way_out


def test_rules_without_a_word_are_those_of_anybody():
    assert read_rules({}) == Rules()


@pytest.mark.django_db
def test_the_four_that_come_along_are_understood_and_load_once():
    assert [profile.slug for profile in load_default_data()] == ["administrative-procedure", "voluntary", "internal", "local"]
    assert load_default_data() == []
    read = {profile.slug: read_rules(profile.rules) for profile in ConsultationProfile.objects.all()}
    assert {slug: (rules.least_days, rules.who, rules.deadline) for slug, rules in read.items()} == {
        "administrative-procedure": (30, "everybody", "arrival"),
        "internal": (0, "signed_in", "arrival"),
        "local": (30, "everybody", "postmark"),
        "voluntary": (0, "everybody", "arrival"),
    }
    assert [(one.code, one.needs, one.carries) for one in read["local"].dispositions] == [
        ("A", "change", False),
        ("B", "nothing", False),
        ("C", "promise", True),
        ("D", "nothing", False),
        ("E", "nothing", False),
    ]


def test_what_becomes_of_words_is_told_from_the_rules():
    with translation.override("en"):
        told = in_words(Rules(least_days=30, deadline="postmark", words_public="never", keep_personal_days=0))
    assert told == [
        "Opinions may be given by everybody.",
        "The rules give at least 30 days for it; where a round has fewer, its page says why.",
        "In time is what comes by the day of the postmark.",
        "Whoever says the same in the same words is counted, and answered together: no voice is lost, none counts twice.",
        "The words themselves are not published; a summary and the answer are.",
        "What is said of a person is kept until the results, and published nowhere.",
    ]


@pytest.mark.django_db
def test_rules_are_added_changed_and_while_nobody_has_them_removed():
    made = add_profile(slug="ours", titles=LABELS, rules={"least_days": 10}, by=OPERATOR)
    with pytest.raises(ProfileAddressIsTaken):
        add_profile(slug="ours", titles=LABELS, rules={}, by=OPERATOR)
    with pytest.raises(ProfileWithoutTitle):
        change_profile(made, titles={}, rules={}, by=OPERATOR)
    entries = Entry.objects.count()
    change_profile(made, titles=LABELS, rules={"least_days": 10}, by=OPERATOR)
    assert Entry.objects.count() == entries
    assert change_profile(made, titles=LABELS, rules={"least_days": 20}, by=OPERATOR).rules == {"least_days": 20}
    remove_profile(made, by=OPERATOR)
    assert not ConsultationProfile.objects.exists()
    keys = list(Entry.objects.order_by("pk").values_list("key", flat=True))
    assert keys == [f"consultations.profile_{what}" for what in ("added", "changed", "removed")]


@pytest.mark.django_db
def test_rules_that_a_consultation_has_stay_and_what_was_announced_keeps_those_of_its_day():
    consultation = make_consultation()
    profile = make_profile()
    with pytest.raises(ProfileIsInUse):
        remove_profile(profile, by=OPERATOR)
    kept = consultation.rules
    change_profile(profile, titles=profile.titles, rules={"least_days": 5}, by=OPERATOR)
    consultation.refresh_from_db()
    assert consultation.rules == kept != {"least_days": 5}
