from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.linting.checking import lint_edition
from shishin.guidelines.linting.rules import RULES
from shishin.guidelines.models import Clause, ClauseLink, Edition, Line
from shishin.guidelines.tests.makers import make_adopted, make_auditor, make_edition, make_person, make_secretariat, words
from shishin.guidelines.translating.translations import add_translation
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


def clause(key: str, heading: str = "", body: str = "", *, depth: int = 1, **more) -> ManuscriptClause:
    translations = {tag: more.pop(tag) for tag in ("en",) if tag in more}
    return ManuscriptClause(key, depth, passages=words(heading, body, **translations), **more)


def found(edition, rule: str) -> list[tuple[str, str, str]]:
    """Key, words and excerpt of what one rule found."""
    checked = {one.rule.slug: one.findings for one in lint_edition(edition).found}
    return [(finding.key, finding.words, finding.excerpt) for finding in checked.get(rule, ())]


def test_every_rule_has_a_name_of_its_own():
    assert [rule.slug for rule in RULES] == [
        "changes-without-reason",
        "dangling-links",
        "growing-length",
        "long-sentences",
        "missing-donts",
        "musts-without-subject",
        "repeated-headings",
        "stale-translations",
    ]


def test_a_draft_in_good_order_has_no_findings():
    lint = lint_edition(make_edition(clauses=[clause("a", "目的", "この指針は、行動の規範を定める。")]))

    assert (lint.count, len(lint.clean), lint.lengths) == (0, len(RULES), None)


# Musts


def test_a_must_without_a_subject_is_found_in_each_language():
    english = Passage("", "Must be tested.")
    edition = make_edition(clauses=[clause("a", "", "試さなければならない。", force="must", en=english)])

    said = "This must does not say who has to do it."
    assert found(edition, "musts-without-subject") == [("a", said, "試さなければならない。"), ("a", said, "Must be tested.")]


@pytest.mark.parametrize(
    "clauses",
    [
        [clause("a", "", "試さなければならない。", force="should")],
        [clause("a", "", "使う人に聞く。", force="must")],
        [clause("a", "", "職員は、試さなければならない。", force="must")],
        [clause("a", "", "試さなければならない。", force="must", applicability={"audience": ["all-staff"]})],
        [clause("top", "職員の責務"), clause("a", "", "試さなければならない。", depth=2, force="must")],
        [clause("top", "試験", "職員は、次のことを行う。"), clause("a", "", "試さなければならない。", depth=2, force="must")],
    ],
)
def test_a_subject_may_stand_in_the_clause_or_above_it_and_a_plain_form_needs_none(clauses):
    assert found(make_edition(clauses=clauses), "musts-without-subject") == []


# Sentences


def test_a_sentence_may_have_eighty_characters_and_not_one_more():
    edition = make_edition(clauses=[clause("a", "", "あ" * 79 + "。" + "い" * 80 + "。")])

    assert found(edition, "long-sentences") == [("a", "This sentence has 81 characters; 80 are easy to follow.", "い" * 80 + "。")]


def test_languages_with_spaces_are_counted_in_words():
    edition = make_edition(clauses=[clause("a", "", "短い。", en=Passage("", "word " * 30 + "end."))])

    assert [words for _key, words, _excerpt in found(edition, "long-sentences")] == ["This sentence has 31 words; 30 are easy to follow."]


# Reasons


def test_a_change_without_a_reason_is_found_until_it_has_one():
    old = make_adopted(in_force_from=localdate() - timedelta(days=1))
    new = start_next_edition(old, version="1.1.0", revision="minor", by=OPERATOR)
    Clause.objects.filter(edition=new, line__key="users-first").update(force="should")

    assert found(new, "changes-without-reason") == [("users-first", "This clause was changed, and nothing says why.", "")]
    explain_changes(new, ["kept:users-first"], words={"ja": "見直し"}, is_substantive=True, by=make_secretariat())
    assert found(new, "changes-without-reason") == []


# Links


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#nobody", ["No clause of this draft has the key “nobody”."]),
        ("/guidelines/no-such/", ["There is no document “no-such” that everyone may read."]),
        ("/guidelines/other/9.9.9/", ["“other” has no edition 9.9.9 that everyone may read."]),
        ("/guidelines/other/clauses/nobody/", ["“other” has no clause with the key “nobody” that everyone may read."]),
        ("http://127.0.0.1:8000/no/such/page/", ["No page of this site has this address."]),
        ("other.html", ["This address begins with neither https:// nor /, so it leads elsewhere from each page."]),
        ("http://[broken", []),
        ("/guidelines/hidden/", ["There is no document “hidden” that everyone may read."]),
        ("#a", []),
        ("/guidelines/other/", []),
        ("/guidelines/other/1.0.0", []),
        ("/guidelines/other/1.0.0/#design", []),
        ("/guidelines/other/clauses/design/", []),
        ("/guidelines/action-guidelines/2.0.0/", []),
        ("/guidelines/action-guidelines/clauses/a", []),
        ("/help/", []),
        ("https://example.jp/anything", []),
        ("mailto:office@example.jp", []),
    ],
)
def test_a_link_must_lead_to_what_everyone_may_read_or_to_the_draft_itself(link, said):
    make_adopted(slug="other")
    make_edition(slug="hidden")
    edition = make_edition("2.0.0", clauses=[clause("a", "", f"[ここ](<{link}>)を見る。")])

    assert [words for _key, words, _address in found(edition, "dangling-links")] == said


def test_a_link_to_a_clause_that_left_force_is_found_unless_it_superseded_it():
    old = make_adopted(slug="other", in_force_from=localdate() - timedelta(days=2))
    later = make_edition("2.0.0", slug="other", clauses=[clause("design", "設計")], started_from="1.0.0")
    edition = make_edition()
    source, target = Line.objects.get(document=edition.document, key="design"), Line.objects.get(document=old.document, key="purpose")
    ClauseLink.objects.create(source=source, target=target, kind=ClauseLink.Kind.DETAILS)

    assert found(edition, "dangling-links") == []
    type(later).objects.filter(pk=later.pk).update(
        state="adopted", in_force_from=localdate(), taken_over_from="x", taken_over_on=localdate(), taken_over_by="x", text_hash="x"
    )
    assert found(edition, "dangling-links") == [
        ("design", "It is linked to the clause “purpose” of “other”, which is no longer in force.", "")
    ]
    ClauseLink.objects.update(kind=ClauseLink.Kind.SUPERSEDES)
    assert found(edition, "dangling-links") == []


# Don'ts, headings, translations


def test_a_rule_without_a_dont_is_found_where_half_of_those_beside_it_have_one():
    rules = [clause(key, key, kind="value") for key in ("a", "b", "c")]
    dont = clause("not-a", "", "推測で作る。", depth=2, kind="dont")

    assert found(make_edition(clauses=[rules[0], dont, *rules[1:]]), "missing-donts") == []
    assert found(make_edition("2.0.0", clauses=[rules[0], dont, rules[1]], slug="two"), "missing-donts") == [
        ("b", "1 of 1 clauses beside it say what not to do; this one does not.", "")
    ]


def test_a_heading_may_stand_once_under_a_clause():
    clauses = [clause("a", "背景"), clause("a-1", "例", depth=2), clause("b", "**背景**"), clause("b-1", "例", depth=2)]

    assert found(make_edition(clauses=clauses), "repeated-headings") == [("b", "1 beside it has the same heading.", "背景")]


def test_a_translation_older_than_its_source_is_found():
    edition = make_edition(clauses=[clause("a", "目的")])
    text = add_translation(edition.clauses.get(), language="en", passage=Passage("Purpose"), by=OPERATOR)

    assert found(edition, "stale-translations") == []
    edition.clauses.get().texts.filter(language="ja").update(content_hash="f" * 64)
    assert text.source_hash != "f" * 64
    assert found(edition, "stale-translations") == [("a", "The translation “English” is older than the text it was made from.", "")]


# Length


def test_length_is_told_in_all_and_by_chapter_against_the_edition_in_force():
    make_adopted(clauses=[clause("a", "", "あ" * 1000), clause("gone", "", "あ" * 500)], in_force_from=localdate())
    edition = make_edition("1.1.0", clauses=[clause("a", "", "あ" * 1700), clause("new", "", "あ" * 300)], started_from="1.0.0")

    lint = lint_edition(edition)

    assert (lint.lengths.against, lint.lengths.whole.words) == ("1.0.0", "500 characters longer (+33 %).")
    assert [(one.key, one.words) for one in lint.lengths.chapters] == [
        ("a", "700 characters longer (+70 %)."),
        ("new", "New: 300 characters."),
        ("", "500 characters shorter (−100 %)."),
    ]
    assert [key for key, _words, _excerpt in found(edition, "growing-length")] == ["", "a"]


# The page and the command


@pytest.mark.parametrize("count", [1, 3])
def test_the_lint_asks_as_often_for_many_clauses_as_for_one(count, django_assert_num_queries):
    make_adopted(slug="other")
    make_adopted(in_force_from=localdate() - timedelta(days=1))
    body = "[ここ](/guidelines/other/)を確かめなければならない。"
    clauses = [clause(f"c{number}", "見出し", body, force="must") for number in range(count)]
    started = make_edition("1.1.0", clauses=clauses, started_from="1.0.0")
    edition = Edition.objects.select_related("document__numbering", "started_from").get(pk=started.pk)

    with django_assert_num_queries(7):
        lint_edition(edition)


PAGE = "/guidelines/action-guidelines/1.0.0/draft/lint/"


def test_the_page_is_for_those_who_may_read_the_draft(client):
    make_edition(clauses=[clause("a", "", "試さなければならない。", force="must")])

    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    client.force_login(make_person())
    assert client.get(PAGE).status_code == 404
    for reader in (make_auditor(), make_secretariat()):
        client.force_login(reader)
        shown = client.get(PAGE).content.decode()
        assert ("1 place may be better otherwise." in shown, "試さなければならない。" in shown) == (True, True)
    assert client.get(PAGE.replace("1.0.0", "9.9.9")).status_code == 404


def test_a_published_draft_is_checked_no_more(client):
    make_adopted()
    client.force_login(make_secretariat())

    assert client.get(PAGE).status_code == 404


def test_the_page_shows_a_few_of_each_rule_and_all_of_one(client):
    make_edition(clauses=[clause(f"c{number}", "", "試さなければならない。", force="must") for number in range(12)])
    client.force_login(make_secretariat())

    assert client.get(PAGE).content.decode().count("<blockquote") == 10
    assert client.get(PAGE, {"rule": "musts-without-subject"}).content.decode().count("<blockquote") == 12
    assert client.get(PAGE, {"rule": "no-such"}).status_code == 200


def test_what_was_found_is_shown_as_words(client):
    make_edition(clauses=[clause("a", "<b>x</b>", "[x](<script>alert(1)</script>)試さなければならない。", force="must")])
    client.force_login(make_secretariat())

    assert "<script>alert" not in client.get(PAGE).content.decode()


def test_the_command_says_what_was_found_and_ends_with_a_status(capsys):
    make_edition(clauses=[clause("a", "", "試さなければならない。", force="must")])
    make_edition(slug="clean", clauses=[clause("a", "目的", "定める。")])

    with pytest.raises(SystemExit, match="1"):
        call_command("lint", "action-guidelines", "1.0.0")
    assert "  a [ja] This must does not say who has to do it. 試さなければならない。\n" in capsys.readouterr().out
    call_command("lint", "clean", "1.0.0")
    assert "Every link to this site leads somewhere.\n" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("lint", "no-such", "1.0.0")
