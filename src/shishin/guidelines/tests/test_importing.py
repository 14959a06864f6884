"""Importing and exporting: what comes in stands as rows, and goes out as it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.errors.editions import (
    AliasTaken,
    ChangeOfUnknownClause,
    ChangeWithoutEditionBefore,
    CodeTaken,
    KeyOfAnotherClause,
    NotAnAddress,
    NotAVersion,
    UnfitChange,
    UnfitManuscript,
    UnknownEditionBefore,
    UnknownNumbering,
    VersionTaken,
)
from shishin.guidelines.models import Clause, ClauseText, Document, Edition, Family, Line
from shishin.guidelines.tests.makers import CLAUSES, make_edition, make_manuscript, make_numbering, words
from shishin.people.models import Organization
from shishin.texts.manuscript import (
    EditionSheet,
    ManuscriptChange,
    ManuscriptClause,
    ManuscriptReason,
    Passage,
    SheetLink,
)
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def second_edition():
    clauses = (
        ManuscriptClause(
            "purpose",
            1,
            kind="chapter",
            passages=words("目的", "この指針は、行動と設計の規範を定める。", en=Passage("Purpose", "This sets out conduct.")),
        ),
        ManuscriptClause("users", 1, kind="chapter", passages=words("利用者")),
        ManuscriptClause(
            "users-first",
            2,
            kind="conduct",
            force="should",
            is_hard_gate=True,
            applicability={"phase": ("live",)},
            passages=words("利用者"),
        ),
        ManuscriptClause("test-often", 2, is_branch=True, passages=words("試験")),
        ManuscriptClause("do-not-guess", 2, kind="dont", is_vacated=True, passages=words()),
    )
    reasons = (
        ManuscriptReason(
            {"ja": "分かりやすくするため。"},
            True,
            (ManuscriptChange("kept", ("purpose",), ("purpose",)), ManuscriptChange("new", (), ("test-often",))),
        ),
        ManuscriptReason({}, False, (ManuscriptChange("vacated", ("do-not-guess",), ("do-not-guess",)),)),
        ManuscriptReason(
            {"ja": "章を改めるため。"}, True, (ManuscriptChange("dropped", ("design",)), ManuscriptChange("new", (), ("users",)))
        ),
    )
    return make_manuscript(
        "1.1.0",
        clauses=clauses,
        started_from="1.0.0",
        revision="minor",
        titles={"ja": "行動指針 改定版"},
        keywords={"ja": ("指針", "行動")},
        revision_notes={"ja": "利用者の章を設けた。"},
        drafted_on=date(2023, 1, 10),
        in_force_from=date(2023, 4, 1),
        reasons=reasons,
    )


def test_import_works_on_an_empty_database():
    make_numbering()

    edition = import_manuscript(make_manuscript(), by=OPERATOR)

    assert (edition.state, edition.version) == ("working", "1.0.0")
    assert Family.objects.get().slug == "tokyo-family"
    assert Organization.objects.get().slug == "tokyo"
    keys = Entry.objects.filter(actor="system:operator").exclude(key__startswith="people.role").values_list("key", flat=True)
    assert list(keys) == [
        "people.organization_added",
        "guidelines.family_created",
        "guidelines.document_created",
        "guidelines.edition_imported",
    ]


def test_a_clause_stands_under_the_nearest_clause_above_it():
    edition = make_edition(clauses=[ManuscriptClause(key, depth) for key, depth in (("a", 1), ("b", 3), ("c", 2), ("d", 3), ("e", 1))])

    parents = {
        clause.line.key: clause.parent and clause.parent.line.key for clause in edition.clauses.select_related("line", "parent__line")
    }
    assert parents == {"a": None, "b": "a", "c": "a", "d": "c", "e": None}


def test_what_was_imported_is_exported_word_for_word():
    first = make_manuscript()
    import_manuscript(first, by=OPERATOR)
    second = second_edition()

    edition = import_manuscript(second, by=OPERATOR)

    assert manuscript_of(Edition.objects.get(version="1.0.0")) == first
    assert manuscript_of(edition) == second


def test_export_asks_the_same_number_of_queries_whatever_the_size(django_assert_num_queries):
    small = make_edition(slug="small", clauses=CLAUSES[:1])
    large = make_edition(slug="large", clauses=[ManuscriptClause(f"c{number}", 1, passages=words("見出し")) for number in range(60)])

    for edition in (small, large):
        with django_assert_num_queries(6):
            manuscript_of(edition)


def test_a_long_text_is_stored_in_few_queries(django_assert_max_num_queries):
    manuscript = make_manuscript(
        clauses=[ManuscriptClause(f"c{number}", 1 + number % 4, passages=words("見出し", "本文")) for number in range(400)]
    )

    with django_assert_max_num_queries(64):
        import_manuscript(manuscript, by=OPERATOR)


def test_a_key_keeps_its_line_through_the_editions():
    make_edition("1.0.0")
    import_manuscript(second_edition(), by=OPERATOR)

    lines = Clause.objects.filter(line__key="users-first").values_list("line", flat=True)
    assert len(lines) == 2
    assert len(set(lines)) == 1
    assert Line.objects.count() == 6


def test_a_translation_is_made_from_the_source_beside_it():
    edition = make_edition()

    source, translation = ClauseText.objects.filter(clause__edition=edition, clause__line__key="purpose").order_by("-language")
    assert (source.language, source.source_hash) == ("ja", "")
    assert translation.source_hash == source.content_hash


def test_a_translation_that_stayed_while_its_source_moved_is_stale():
    make_edition("1.0.0")
    import_manuscript(second_edition(), by=OPERATOR)

    old = ClauseText.objects.get(clause__edition__version="1.0.0", clause__line__key="purpose", language="ja")
    translation = ClauseText.objects.get(clause__edition__version="1.1.0", clause__line__key="purpose", language="en")
    assert translation.source_hash == old.content_hash


def test_a_version_is_imported_once():
    make_edition("1.0.0")

    with pytest.raises(VersionTaken, match="already has an edition"):
        import_manuscript(make_manuscript("1.0.0"), by=OPERATOR)

    assert Edition.objects.count() == 1


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0-beta", "01.0.0", "", "1.0.0-draft"])
def test_only_the_grammar_of_versions_is_accepted(version):
    with pytest.raises(NotAVersion):
        import_manuscript(make_manuscript(version), by=OPERATOR)


def test_an_unknown_edition_before_is_refused_and_nothing_is_stored():
    with pytest.raises(UnknownEditionBefore):
        import_manuscript(make_manuscript("2.0.0", started_from="1.0.0"), by=OPERATOR)

    assert (Document.objects.count(), Organization.objects.count()) == (0, 0)
    assert not Entry.objects.filter(key__startswith="guidelines.").exists()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (ManuscriptChange("split", ("gone",), ("users", "test-often")), ChangeOfUnknownClause),
        (ManuscriptChange("merged", ("purpose", "gone"), ("users",)), ChangeOfUnknownClause),
        (ManuscriptChange("new", (), ("missing",)), ChangeOfUnknownClause),
        (ManuscriptChange("split", ("design",), ("users",)), UnfitChange),
        (ManuscriptChange("new", ("design",), ("users",)), UnfitChange),
        (ManuscriptChange("kept", ("design",), ("users",)), UnfitChange),
        (ManuscriptChange("split", ("design",), ("users", "users-first")), KeyOfAnotherClause),
        (ManuscriptChange("turned", ("design",), ("users",)), UnfitManuscript),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_nothing_is_stored(change, refusal):
    make_edition("1.0.0")
    second = second_edition()
    second = replace(second, edition=replace(second.edition, reasons=(ManuscriptReason({"ja": "理由"}, True, (change,)),)))

    with pytest.raises(refusal):
        import_manuscript(second, by=OPERATOR)

    assert (Edition.objects.count(), Line.objects.count()) == (1, 4)


def test_changes_need_an_edition_before():
    reasons = (ManuscriptReason({"ja": "理由"}, True, (ManuscriptChange("new", (), ("purpose",)),)),)

    with pytest.raises(ChangeWithoutEditionBefore):
        import_manuscript(make_manuscript(reasons=reasons), by=OPERATOR)


@pytest.mark.parametrize(
    ("clauses", "said"),
    [
        ((), "no clauses"),
        ((ManuscriptClause("a", 1), ManuscriptClause("a", 1, line_number=7)), "Line 7: The key “a” stands twice."),
        ((ManuscriptClause("第一", 1),), "cannot be a key"),
        ((ManuscriptClause("a", 1, kind="poem"),), "unknown as the kind of clause"),
        ((ManuscriptClause("a", 1, force="perhaps"),), "unknown as the force"),
        ((ManuscriptClause("a", 0),), "no depth"),
    ],
)
def test_clauses_that_cannot_be_stored_are_refused(clauses, said):
    with pytest.raises(UnfitManuscript, match=said):
        import_manuscript(make_manuscript(clauses=clauses), by=OPERATOR)

    assert Document.objects.count() == 0


def sheet_with(**fields):
    manuscript = make_manuscript()
    return replace(manuscript, document=replace(manuscript.document, **fields))


def test_a_document_that_cannot_be_stored_is_refused():
    with pytest.raises(NotAnAddress):
        import_manuscript(sheet_with(slug="東京"), by=OPERATOR)
    with pytest.raises(UnknownNumbering, match="no numbering scheme “roman”"):
        import_manuscript(sheet_with(numbering="roman"), by=OPERATOR)
    with pytest.raises(UnfitManuscript, match="last day"):
        import_manuscript(sheet_with(state="abolished"), by=OPERATOR)


def test_a_code_and_an_alias_belong_to_one_document():
    import_manuscript(sheet_with(code="DS-100", aliases=("old-name",)), by=OPERATOR)

    with pytest.raises(CodeTaken):
        import_manuscript(sheet_with(slug="other", code="DS-100"), by=OPERATOR)
    with pytest.raises(AliasTaken):
        import_manuscript(sheet_with(slug="old-name"), by=OPERATOR)
    with pytest.raises(AliasTaken):
        import_manuscript(sheet_with(slug="other", aliases=("action-guidelines",)), by=OPERATOR)


def test_links_to_documents_that_stand_are_drawn():
    make_edition(slug="standard")

    edition = import_manuscript(sheet_with(links=(SheetLink("explains", "standard"), SheetLink("supplements", "not-yet"))), by=OPERATOR)

    assert list(edition.document.links_out.values_list("kind", "target__slug")) == [("explains", "standard")]


def test_codes_are_sorted_as_people_count():
    codes = ["DS-451-10", "DS-671.2", "DS-451-3", "DS-100", "DS-671"]
    for number, code in enumerate(codes):
        import_manuscript(sheet_with(slug=f"document-{number}", code=code), by=OPERATOR)

    in_order = ["DS-100", "DS-451-3", "DS-451-10", "DS-671", "DS-671.2"]
    assert list(Document.objects.order_by("code_sort").values_list("code", flat=True)) == in_order


def test_a_text_without_family_and_owner_is_one_of_its_own():
    edition = import_manuscript(sheet_with(family="", owner=""), by=OPERATOR)

    assert edition.document.family.slug == "action-guidelines"
    assert edition.document.owner.slug == "unassigned"


def test_an_edition_before_without_changes_may_be_named():
    make_edition("1.0.0")

    edition = import_manuscript(replace(make_manuscript(), edition=EditionSheet("1.0.1", started_from="1.0.0")), by=OPERATOR)

    assert edition.started_from.version == "1.0.0"
