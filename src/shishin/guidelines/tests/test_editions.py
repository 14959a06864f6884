"""What happens to an edition besides adoption: published, taken over, withdrawn, started, translated, discarded."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from shishin.guidelines.acting.adopting import take_over
from shishin.guidelines.acting.publishing import discard_edition, publish_draft, withdraw_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.editions.hashing import edition_hash, is_stale
from shishin.guidelines.errors.editions import (
    AlreadyTranslated,
    AlreadyWithdrawn,
    DayTaken,
    NoReason,
    NoSource,
    NotADraftVersion,
    NotALanguage,
    NotATranslation,
    NotAVersion,
    NotAWorkingEdition,
    NothingToWithdraw,
    NotYetTranslated,
    OnlyADraftVersion,
    SomethingPointsAtIt,
    VersionTaken,
)
from shishin.guidelines.models import Clause, ClauseText, Document, Edition, Line
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_secretariat, words
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = date(2022, 2, 4)


def test_a_published_draft_has_its_day_and_its_hash():
    secretariat = make_secretariat()
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=DAY, by=secretariat)

    draft.refresh_from_db()
    assert (draft.state, draft.published_on, draft.text_hash) == ("published", DAY, edition_hash(draft))
    entry = Entry.objects.get(key="guidelines.draft_published")
    assert (entry.actor, entry.data["hash"]) == (f"person:{secretariat.uuid}", draft.text_hash)


def test_only_a_working_draft_is_published():
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=DAY, by=OPERATOR)

    with pytest.raises(NotAWorkingEdition):
        publish_draft(draft, published_on=DAY, by=OPERATOR)
    with pytest.raises(NotADraftVersion):
        publish_draft(make_edition("1.0.0"), published_on=DAY, by=OPERATOR)


def test_an_edition_is_taken_over_with_source_day_and_person():
    secretariat = make_secretariat()
    edition = take_over(make_edition("1.0.0"), source="https://example.jp/1", day=DAY, in_force_from=date(2019, 2, 25), by=secretariat)

    edition.refresh_from_db()
    assert (edition.state, edition.taken_over_from, edition.taken_over_on) == ("adopted", "https://example.jp/1", DAY)
    assert edition.taken_over_by == f"person:{secretariat.uuid}"
    assert list(Edition.objects.in_force_on(DAY)) == [edition]


def test_taking_over_is_refused_without_source_for_drafts_and_on_a_day_that_is_taken():
    first = make_adopted("1.0.0", in_force_from=DAY)

    with pytest.raises(NotAWorkingEdition):
        take_over(first, source="https://example.jp", day=DAY, in_force_from=DAY, by=OPERATOR)
    with pytest.raises(OnlyADraftVersion):
        take_over(make_edition("2.0.0-draft.1"), source="https://example.jp", day=DAY, in_force_from=DAY, by=OPERATOR)
    second = make_edition("2.0.0")
    with pytest.raises(NoSource):
        take_over(second, source=" ", day=DAY, in_force_from=date(2023, 1, 1), by=OPERATOR)
    with pytest.raises(DayTaken):
        take_over(second, source="https://example.jp", day=DAY, in_force_from=DAY, by=OPERATOR)


def test_an_older_edition_may_be_taken_over_after_a_newer_one():
    make_adopted("2.0.0", in_force_from=DAY)

    old = take_over(make_edition("1.0.0"), source="https://example.jp", day=DAY, in_force_from=date(2014, 12, 3), by=OPERATOR)

    assert list(Edition.objects.in_force_on(date(2020, 1, 1))) == [old]


def test_an_edition_is_withdrawn_with_a_reason_and_once():
    edition = make_adopted("1.0.0", in_force_from=DAY)

    with pytest.raises(NoReason):
        withdraw_edition(edition, day=DAY, reason=" ", by=OPERATOR)
    withdraw_edition(edition, day=DAY, reason="誤り。", by=OPERATOR)
    with pytest.raises(AlreadyWithdrawn):
        withdraw_edition(edition, day=DAY, reason="また。", by=OPERATOR)
    with pytest.raises(NothingToWithdraw):
        withdraw_edition(make_edition("2.0.0"), day=DAY, reason="未決定。", by=OPERATOR)

    assert list(Edition.objects.in_force_on(DAY)) == []
    assert Entry.objects.get(key="guidelines.edition_withdrawn").why == "誤り。"


def test_a_refusal_tells_its_day_as_the_reader_reads_days():
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    working = make_edition("2.0.0")

    with pytest.raises(DayTaken, match="cannot come into force on 1 April 2022: "):
        take_over(working, source="https://example.jp/2", day=DAY, in_force_from=date(2022, 4, 1), by=OPERATOR)
    with override("ja"), pytest.raises(DayTaken, match="2022年4月1日"):
        take_over(working, source="https://example.jp/2", day=DAY, in_force_from=date(2022, 4, 1), by=OPERATOR)


def test_the_next_edition_starts_as_a_copy_on_the_same_lines():
    first = make_adopted("1.0.0")

    following = start_next_edition(first, version="1.1.0-draft.1", by=make_secretariat())

    assert manuscript_of(following).clauses == manuscript_of(first).clauses
    assert list(following.clauses.values_list("line", flat=True)) == list(first.clauses.values_list("line", flat=True))
    assert following.clauses.get(line__key="users-first").parent.edition == following
    assert following.started_from == first
    assert edition_hash(following) == edition_hash(first)


def test_the_copy_keeps_the_newest_translation_and_whether_it_is_stale():
    first = make_edition("1.0.0")
    purpose = first.clauses.get(line__key="purpose")
    correct_translation(purpose, language="en", passage=Passage("Aim"), by=OPERATOR)
    ClauseText.objects.filter(clause=purpose, language="en", number=2).update(source_hash="0" * 64)

    copy = start_next_edition(first, version="2.0.0", by=OPERATOR).clauses.get(line__key="purpose")

    assert list(copy.texts.filter(language="en").values_list("number", "heading", "source_hash")) == [(1, "Aim", "0" * 64)]
    assert is_stale(copy.texts.get(language="en"), source=copy.texts.get(language="ja"))


def test_the_next_edition_needs_a_version_of_its_own():
    first = make_edition("1.0.0")

    with pytest.raises(VersionTaken):
        start_next_edition(first, version="1.0.0", by=OPERATOR)
    with pytest.raises(NotAVersion):
        start_next_edition(first, version="next", by=OPERATOR)


def test_starting_asks_the_same_queries_whatever_the_size():
    counts = []
    for slug, number in (("small", 1), ("large", 50)):
        edition = make_edition(slug=slug, clauses=[ManuscriptClause(f"c{n}", 1, passages=words("条")) for n in range(number)])
        with CaptureQueriesContext(connection) as queries:
            start_next_edition(edition, version="2.0.0", by=OPERATOR)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_translations_are_refused_where_they_do_not_fit():
    clause = make_edition("1.0.0").clauses.get(line__key="purpose")

    with pytest.raises(NotATranslation):
        add_translation(clause, language="ja", passage=Passage("目的"), by=OPERATOR)
    with pytest.raises(AlreadyTranslated):
        add_translation(clause, language="en", passage=Passage("Purpose"), by=OPERATOR)
    with pytest.raises(NotYetTranslated):
        correct_translation(clause, language="ja-simple", passage=Passage("めあて"), by=OPERATOR)
    with pytest.raises(NotALanguage):
        add_translation(clause, language="日本語", passage=Passage("目的"), by=OPERATOR)
    assert clause.texts.count() == 2


def test_a_corrected_translation_is_made_from_the_source_as_it_now_stands():
    clause = make_edition("1.0.0").clauses.get(line__key="purpose")
    clause.texts.filter(language="en").update(source_hash="0" * 64)

    text = correct_translation(clause, language="en", passage=Passage("Purpose"), by=make_secretariat())

    assert not is_stale(text, source=clause.texts.get(language="ja"))


def test_a_working_edition_is_discarded_with_all_that_was_its_own():
    make_edition("1.0.0")
    second = make_edition("2.0.0", started_from="1.0.0", clauses=[ManuscriptClause("purpose", 1), ManuscriptClause("fresh", 2)])

    discard_edition(second, by=make_secretariat())

    assert list(Edition.objects.values_list("version", flat=True)) == ["1.0.0"]
    assert set(Line.objects.values_list("key", flat=True)) == {"purpose", "design", "users-first", "do-not-guess"}
    assert Clause.objects.count() == 4
    assert Entry.objects.get(key="guidelines.edition_discarded").data == {"document": "action-guidelines", "version": "2.0.0"}


def test_the_document_goes_with_its_only_edition_when_asked():
    discard_edition(make_edition("1.0.0"), by=OPERATOR, with_document=True)

    assert Document.objects.count() == 0


def test_only_a_working_edition_that_nothing_points_at_is_discarded():
    first = make_adopted("1.0.0")
    second = start_next_edition(first, version="2.0.0-draft.1", by=OPERATOR)
    start_next_edition(second, version="2.0.0-draft.2", by=OPERATOR)

    with pytest.raises(NotAWorkingEdition):
        discard_edition(first, by=OPERATOR)
    with pytest.raises(SomethingPointsAtIt):
        discard_edition(second, by=OPERATOR)
    assert Edition.objects.count() == 3
