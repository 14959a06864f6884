"""Data files with rules and consultations: as an example says it, twice without a change, and refused with the line."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from django.utils.timezone import localtime

from shishin.consultations.models import Consultation, ConsultationProfile
from shishin.consultations.tests.makers import make_profile
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.tests.makers import make_edition
from shishin.kit.errors import DataNotUnderstood, Refusal
from shishin.people.data_files import load_data
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
SOIL = """
consultations:
  - slug: soil
    organization: tokyo
    document: action-guidelines
    profile: voluntary
    titles: {ja: 原案への意見, en: Opinions on the draft}
    questions: {ja: 短いですか。}
    announced: 2026-11-06
    rounds:
      - number: 1
        channel: form
        draft: 1.0.0-draft.1
        opens_at: 2026-11-06T09:00:00
        closes_at: 2026-12-11T23:59:59
        takes_form: true
"""


@pytest.fixture(autouse=True)
def _document_with_a_published_draft():
    make_profile()
    publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2026, 10, 1), by=OPERATOR)
    with translation.override("en"):
        yield


def load(text: str) -> list[str]:
    return [f"{row.name}: {row.what}" for row in load_data(text, source="soil.yaml", by=OPERATOR)]


def test_a_consultation_is_prepared_with_its_rounds_and_announced_when_it_was():
    assert load(SOIL) == ["soil: prepared、round 1 added、announced"]
    made = Consultation.objects.get()
    held = made.rounds.select_related("draft").get()
    assert (made.titles["en"], f"{localtime(made.announced_at):%Y-%m-%d %H:%M}") == ("Opinions on the draft", "2026-11-06 00:00")
    assert [f"{localtime(moment):%Y-%m-%d %H:%M:%S}" for moment in (held.opens_at, held.closes_at)] == [
        "2026-11-06 09:00:00",
        "2026-12-11 23:59:59",
    ]
    assert (held.draft.version, held.draft_hash, held.takes_form) == ("1.0.0-draft.1", held.draft.text_hash, True)


def test_loading_it_again_changes_nothing():
    load(SOIL)
    entries = Entry.objects.count()
    assert load(SOIL) == []
    assert Entry.objects.count() == entries


def test_a_round_that_is_new_and_other_words_come_in_before_the_announcement():
    load(SOIL.replace("    announced: 2026-11-06\n", ""))
    changed = SOIL.replace("短いですか。", "長いですか。") + "      - {number: 2, channel: workshop, sittings: 3, participants: 26}\n"
    assert load(changed) == ["soil: changed、round 2 added、announced"]


def test_what_was_announced_does_not_change_by_a_file():
    load(SOIL)
    with pytest.raises(Refusal, match="does not change without a reason"):
        load(SOIL.replace("短いですか。", "長いですか。"))


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (("organization: tokyo", "organization: nowhere"), 3, "names nothing that exists"),
        (("profile: voluntary", "profile: whatever"), 3, "names nothing that exists"),
        (("draft: 1.0.0-draft.1", "draft: 9.9.9"), 11, "names nothing that exists"),
        (("channel: form", "channel: pigeon"), 11, "pigeon"),
        (("takes_form: true", "takes_form: 1"), 11, "must be true or false"),
        (("number: 1", "number: none"), 11, "must be a number"),
        (("opens_at: 2026-11-06T09:00:00", "opens_at: soon"), 11, "must be a moment"),
        (("announced: 2026-11-06", "announced: soon"), 3, "must be a moment"),
        (("channel: form", "colour: red"), 11, "is not known here"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line_and_nothing_is_stored(wrong, line, words):
    with pytest.raises(DataNotUnderstood, match=words) as refused:
        load(SOIL.replace(*wrong))
    assert refused.value.line == line
    assert not Consultation.objects.exists()


def test_rules_are_added_changed_and_refused_by_the_name_of_what_is_wrong():
    rules = "consultation_profiles:\n  - slug: ours\n    titles: {en: Ours}\n    rules: {least_days: 20}\n"
    assert load(rules) == ["ours: added"]
    assert load(rules) == []
    assert load(rules.replace("20", "10")) == ["ours: changed"]
    assert ConsultationProfile.objects.get(slug="ours").rules == {"least_days": 10}
    with pytest.raises(Refusal, match="“least_days” cannot be understood"):
        load(rules.replace("20", "many"))
