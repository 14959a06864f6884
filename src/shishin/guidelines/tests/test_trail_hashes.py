"""What is fixed stays provable: somebody with rights on the database alone changes an edition with all its hashes, and is found."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from shishin.guidelines import trail_hashes
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.publishing import publish_draft, withdraw_edition
from shishin.guidelines.editions.hashing import content_hash, edition_hash
from shishin.guidelines.fixed import FIXED_COLUMNS
from shishin.guidelines.models import Clause, ClauseText, Edition
from shishin.guidelines.tests.makers import make_adopted, make_decision, make_edition, words
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail import verifying
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR, Actor, record
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import rights_on_the_database_alone
from shishin.trail.verifying import verify_trail

pytestmark = pytest.mark.django_db
CLAUSES = 207


@pytest.fixture(autouse=True)
def _key_of_this_test_alone(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"


@pytest.fixture
def adopted():
    clauses = [ManuscriptClause(f"k{number}", 1, kind="conduct", passages=words("", f"{number}を確かめる。")) for number in range(CLAUSES)]
    edition = make_adopted("1.0.0", clauses=clauses, in_force_from=date(2026, 4, 1))
    seal_all()
    return edition


def change_every_clause(edition):
    """Other words with all their hashes, and the decision with them, so that nothing in the database contradicts itself."""
    with rights_on_the_database_alone():
        changed = ClauseText.objects.filter(clause__edition=edition).update(body=Concat(F("body"), Value("努めればよい。")))
        for text in ClauseText.objects.filter(clause__edition=edition):
            text.content_hash = content_hash(heading=text.heading, body=text.body, summary=text.summary)
            text.save(update_fields=["content_hash"])
        Edition.objects.filter(pk=edition.pk).update(text_hash=edition_hash(edition))
    return changed


def found(*, quick=False):
    report = verify_trail(quick=quick)
    assert (report.fault, report.guards) == (None, [])
    return [(mismatch.thing, mismatch.words) for mismatch in report.mismatches]


def name(edition):
    return f"guidelines.edition:{edition.uuid}"


def test_the_facts_are_what_the_database_fixes():
    fixed = {column.removesuffix("_id") for column in FIXED_COLUMNS} - {"id"}
    assert {fact.removesuffix("__uuid") for fact in trail_hashes.FACTS} == fixed


def test_what_nobody_changed_is_verified(adopted):
    report = verify_trail()
    assert report.is_sound
    assert dict(report.compared)["editions"] == 1
    assert dict(report.compared)["texts"] == CLAUSES


@pytest.mark.parametrize("quick", [False, True])
def test_207_changed_clauses_of_an_adopted_edition_are_found(adopted, quick):
    assert change_every_clause(adopted) == CLAUSES

    report = verify_trail(quick=quick)

    assert not report.is_sound
    entry = str(Entry.objects.get(key="guidelines.edition_adopted").uuid)
    assert {(mismatch.thing, mismatch.entry, mismatch.label) for mismatch in report.mismatches} == {
        (name(adopted), entry, "action-guidelines 1.0.0")
    }
    assert "its words, clauses or reasons are not those that were fixed" in [mismatch.words for mismatch in report.mismatches]


def test_without_recomputing_they_would_be_verified(adopted, monkeypatch):
    change_every_clause(adopted)
    monkeypatch.setattr(trail_hashes.RecomputedEditions, "close", lambda _: ())

    assert verify_trail().is_sound


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"in_force_from": date(2020, 4, 1)}, "its titles, days or deciding body are not those that were fixed"),
        ({"titles": {"ja": "別の題名"}}, "its titles, days or deciding body are not those that were fixed"),
        ({"text_hash": "ab" * 32}, "its hash is not the one that the trail names"),
        ({"withdrawn_on": date(2026, 5, 1), "withdrawn_reason": "x"}, "the trail says otherwise whether it was withdrawn, and when"),
        ({"state": "working"}, "the trail says that it was fixed, and no fixed edition stands there"),
    ],
)
def test_a_changed_row_of_an_edition_is_found(adopted, change, words):
    with rights_on_the_database_alone():
        Edition.objects.filter(pk=adopted.pk).update(**change)

    assert (name(adopted), words) in found()


def test_a_withdrawal_that_was_taken_back_is_found(adopted):
    withdraw_edition(adopted, reason="誤り", day=date(2026, 5, 1), by=OPERATOR)
    assert found() == []

    with rights_on_the_database_alone():
        Edition.objects.filter(pk=adopted.pk).update(withdrawn_on=None, withdrawn_reason="")

    assert found() == [(name(adopted), "the trail says otherwise whether it was withdrawn, and when")]


def test_an_edition_that_nobody_adopted_is_found():
    edition = make_edition("1.0.0-draft.1")
    with rights_on_the_database_alone():
        Edition.objects.filter(pk=edition.pk).update(state="published", text_hash=edition_hash(edition))

    assert found() == [(name(edition), "it is fixed, and the trail does not say by whom")]


def test_a_second_entry_does_not_fix_an_edition_anew(adopted):
    """An entry may be put into the table by hand, and the site would seal it: only the first one counts."""
    change_every_clause(adopted)
    record("guidelines.edition_adopted", about=adopted, who=OPERATOR, hash=Edition.objects.get(pk=adopted.pk).text_hash)
    seal_all()

    assert (name(adopted), "the trail says a second time that it was fixed") in found()
    assert (name(adopted), "its words, clauses or reasons are not those that were fixed") in found()


def test_a_new_act_that_is_forged_with_its_entry_is_not_found(adopted):
    """What the table in docs/security.md says cannot be promised: the site seals what stands in the table of entries."""
    edition = make_edition("2.0.0-draft.1", slug="forged")
    with rights_on_the_database_alone():
        Edition.objects.filter(pk=edition.pk).update(state="published", text_hash=edition_hash(edition), published_on=date(2026, 4, 1))
    edition.refresh_from_db()
    hashes = {"facts": trail_hashes.facts_hash(edition), "translations": trail_hashes.translations_hash(edition)}
    record("guidelines.draft_published", about=edition, who=Actor("person:somebody"), hash=edition.text_hash, **hashes)
    seal_all()

    assert found() == []


@pytest.fixture
def translated():
    """A published draft with one translation from before, and two that came later."""
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2026, 4, 1), by=OPERATOR)
    clause = Clause.objects.get(edition=draft, line__key="design")
    add_translation(clause, language="en", passage=Passage("Design"), by=OPERATOR)
    correct_translation(clause, language="en", passage=Passage("Designing"), by=OPERATOR)
    assert found() == []
    return draft


NOT_THOSE = "its translations are not those that it had and that the trail added"


def rehashed(text, **changed):
    for field, value in changed.items():
        setattr(text, field, value)
    text.content_hash = content_hash(heading=text.heading, body=text.body, summary=text.summary)
    text.save()


def test_a_changed_translation_from_before_the_edition_was_fixed_is_found(translated):
    with rights_on_the_database_alone():
        rehashed(ClauseText.objects.get(clause__edition=translated, clause__line__key="purpose", language="en"), heading="Other")

    assert found() == [(name(translated), NOT_THOSE)]


def test_a_changed_translation_from_after_it_is_found(translated):
    clause = Clause.objects.get(edition=translated, line__key="design")
    with rights_on_the_database_alone():
        rehashed(ClauseText.objects.get(clause=clause, language="en", number=2), heading="Other")

    assert found() == [(f"guidelines.clause:{clause.uuid}", "the translation (en) is not the one that the trail names")]


def test_a_translation_that_nobody_made_is_found(translated):
    """Adding one is no act that the database guards against: it is what a translator does every day."""
    text = ClauseText.objects.get(clause__edition=translated, clause__line__key="purpose", language="en")
    text.pk, text.number = None, 2
    rehashed(text, heading="Forged")

    assert found() == [(name(translated), NOT_THOSE)]


def test_words_that_are_not_those_of_their_hash_are_found(translated):
    with rights_on_the_database_alone():
        ClauseText.objects.filter(clause__edition=translated, clause__line__key="purpose", language="en").update(heading="Other")

    assert found() == [(name(translated), "clauses whose words are not those of their hash: purpose (en)")]


def test_many_of_them_are_one_line(adopted):
    with rights_on_the_database_alone():
        ClauseText.objects.filter(clause__edition=adopted).update(heading="Other")

    words = "clauses whose words are not those of their hash: k0 (ja), k1 (ja), k10 (ja), k100 (ja), k101 (ja) and 202 more"
    assert (name(adopted), words) in found()


def test_editions_from_before_the_trail_named_facts_and_translations_are_held_to_their_words(adopted, monkeypatch):
    take = trail_hashes.RecomputedEditions.take

    def older(self, entries):
        for entry in entries:
            for name in ("facts", "translations"):
                entry.data.pop(name, None)
        return take(self, entries)

    monkeypatch.setattr(trail_hashes.RecomputedEditions, "take", older)
    assert found() == []
    change_every_clause(adopted)
    assert len(found()) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_takes_the_same_number_of_queries(count, django_assert_num_queries):
    for number in range(count):
        edition = make_edition("1.0.0", slug=f"text-{number}")
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=date(2026, 4, 1), by=OPERATOR)
    run = trail_hashes.RecomputedEditions()

    with django_assert_num_queries(6):
        list(run.close())


def verified_while_somebody_adopts(verify, monkeypatch):
    """Verify the trail; another edition is adopted after the last entry was read, and before what stands is compared."""
    make_adopted()
    seal_all()
    verify_tail = verifying._verify_tail

    def adopt():
        try:
            make_adopted(slug="meanwhile")
        finally:
            connection.close()

    def verify_tail_while_somebody_adopts(*read):
        verify_tail(*read)
        somebody = threading.Thread(target=adopt)
        somebody.start()
        somebody.join()

    monkeypatch.setattr(verifying, "_verify_tail", verify_tail_while_somebody_adopts)
    report = verify()
    assert Edition.objects.adopted().count() == 2
    return report.is_sound


@pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory is not shared by two connections.")
@pytest.mark.django_db(transaction=True)
def test_what_happens_while_the_trail_is_verified_does_not_belong_to_it(monkeypatch):
    assert verified_while_somebody_adopts(verify_trail, monkeypatch)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory is not shared by two connections.")
@pytest.mark.django_db(transaction=True)
def test_what_is_read_at_several_moments_contradicts_itself(monkeypatch):
    assert not verified_while_somebody_adopts(verify_trail.__wrapped__, monkeypatch)
