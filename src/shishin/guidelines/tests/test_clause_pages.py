"""The page of a clause: it answers for ever, tells what became of it, and cites it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate

from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.changes.revising import Revised, revisions_of
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.drafting.restructuring import drop_clause
from shishin.guidelines.editions.readable import line_to_read, readable_document
from shishin.guidelines.models import Alias, ClauseLink, Line
from shishin.guidelines.reading.clause_steps import StepKind, shown_texts, steps_of
from shishin.guidelines.reading.tracing import Stage, stages
from shishin.guidelines.tests.makers import (
    CLAUSES,
    make_adopted,
    make_decision,
    make_document,
    make_edition,
    make_numbering,
    make_secretariat,
    words,
)
from shishin.guidelines.translating.translations import add_translation, correct_translation
from shishin.kit.timeline import Event
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

COLD = 19
"""Four for the document; the line and six for its steps; hashes, texts and clauses; one for the revisions, one for links."""


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def _filled():
    """A higher package that fills the point: one stage with a row, one without."""
    fillers = dict(stages._fillers)

    def filler(line, reader):
        return [
            Stage("opinion", "Opinions", 10, [Event("Opinion", title=f"An opinion on {line.key}", url="/o/3/", count=3)]),
            Stage("case", "Cases", 120),
        ]

    stages.fill(filler)
    yield
    stages._fillers = fillers


def clause(key: str, text: str, **fields) -> ManuscriptClause:
    return ManuscriptClause(key, 1, passages=words("", text), **fields)


def reason(text: str, kind: str, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> ManuscriptReason:
    return ManuscriptReason({"en": text}, True, (ManuscriptChange(kind, before, after),))


def url(key: str) -> str:
    return reverse("guidelines:clause", args=["action-guidelines", key])


def page(client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def two_editions() -> None:
    make_adopted(
        "1.0.0", in_force_from=date(2022, 4, 1), clauses=[clause("a", "残る文。"), clause("b", "直す文。"), clause("c", "なくなる文。")]
    )
    reasons = (
        reason("Too vague.", "kept", ("b",), ("b",)),
        reason("Nobody used it.", "dropped", ("c",)),
        reason("Asked for.", "new", (), ("d",)),
    )
    make_adopted(
        "2.0.0",
        in_force_from=date(2023, 4, 1),
        started_from="1.0.0",
        revision="major",
        reasons=reasons,
        clauses=[clause("a", "残る文。"), clause("b", "直した文。"), clause("d", "新しい文。")],
    )


def kinds(key: str) -> list[tuple[str, StepKind]]:
    readable = readable_document("action-guidelines", reader=None)
    revised = revisions_of(readable.editions, rules=readable.document.numbering.rules)
    return [(step.edition.version, step.kind) for step in steps_of(line_to_read(readable, key), readable, revised=revised)]


def test_the_steps_say_what_each_edition_did_with_a_clause():
    two_editions()

    assert {key: kinds(key) for key in "abcd"} == {
        "a": [("1.0.0", StepKind.FIRST), ("2.0.0", StepKind.KEPT)],
        "b": [("1.0.0", StepKind.FIRST), ("2.0.0", StepKind.EDITED)],
        "c": [("1.0.0", StepKind.FIRST), ("2.0.0", StepKind.DROPPED)],
        "d": [("2.0.0", StepKind.NEW)],
    }


def test_a_clause_shows_its_text_in_force_with_the_reason_of_its_change(client):
    two_editions()

    html = page(client, url("b"))

    assert "直した文。" in html
    assert "Too vague." in html
    assert f"{reverse('guidelines:compare', args=['action-guidelines', '1.0.0', '2.0.0'])}#r-b" in html


def test_a_dropped_clause_still_answers_with_its_last_text_and_why(client):
    two_editions()

    html = page(client, url("c"))

    assert "なくなる文。" in html
    assert "This clause is no longer part of the document" in html
    assert "Nobody used it." in html


def test_a_clause_can_be_cited_as_it_stood_in_one_edition(client):
    two_editions()

    html = page(client, url("b"), edition="1.0.0")

    assert '<div class="lead quote space-above flow" lang="ja"><p>直す文。</p></div>' in html
    assert f"{url('b')}?edition=1.0.0" in html


def test_a_split_leads_to_what_the_clause_became_and_back(client):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1), clauses=[clause("ask", "聞いて返す。")])
    make_adopted(
        "2.0.0",
        in_force_from=date(2023, 4, 1),
        started_from="1.0.0",
        reasons=(reason("Two duties.", "split", ("ask",), ("hear", "answer")),),
        clauses=[clause("hear", "聞く。"), clause("answer", "返す。")],
    )

    assert f'href="{url("hear")}"' in page(client, url("ask"))
    assert f'href="{url("ask")}"' in page(client, url("hear"))
    assert kinds("hear") == [("2.0.0", StepKind.SPLIT)]


def test_a_clause_that_only_a_working_edition_holds_does_not_exist_for_others(client):
    make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_edition("2.0.0", started_from="1.0.0", clauses=[*CLAUSES, clause("secret", "秘密。")])

    refused = client.get(url("secret"))
    client.force_login(make_secretariat())
    read = client.get(url("secret"))

    assert (refused.status_code, read.status_code) == (404, 200)
    assert "秘密" not in refused.content.decode()


def test_an_unknown_clause_is_a_404_that_offers_the_nearest(client):
    make_adopted()

    answer = client.get(url("user-first"))

    assert answer.status_code == 404
    assert f'href="{url("users-first")}"' in answer.content.decode()


@pytest.mark.parametrize("query", [{"edition": "9.0.0"}, {"language": "fr"}, {"text": "7"}, {"text": "x"}, {"language": "en", "text": "2"}])
def test_an_edition_language_or_text_that_is_not_there_is_a_404_with_offers(client, query):
    make_adopted()

    answer = client.get(url("purpose"), query)

    assert answer.status_code == 404
    assert '<section aria-labelledby="suggestions">' in answer.content.decode()


def test_an_edition_without_the_clause_is_a_404(client):
    two_editions()

    assert client.get(url("d"), {"edition": "1.0.0"}).status_code == 404


def test_an_earlier_text_of_a_translation_stays_citable(client):
    edition = make_adopted()
    correct_translation(edition.clauses.get(line__key="purpose"), language="en", passage=Passage("Purpose", "Mended."), by=OPERATOR)

    now, earlier = page(client, url("purpose"), language="en"), page(client, url("purpose"), language="en", text="1")

    assert '<div class="lead quote space-above flow" lang="en"><p>Mended.</p></div>' in now
    assert '<div class="lead quote space-above flow" lang="en"><p>This sets out conduct.</p></div>' in earlier
    assert "An earlier text of this translation" in earlier
    assert "edition=1.0.0&amp;language=en&amp;text=1" in earlier


def test_an_old_name_of_the_document_leads_to_the_clause_with_its_query(client):
    Alias.objects.create(document=make_adopted().document, name="1001")

    answer = client.get(reverse("guidelines:clause", args=["1001", "purpose"]), {"edition": "1.0.0"})

    assert (answer.status_code, answer["Location"]) == (301, f"{url('purpose')}?edition=1.0.0")


@pytest.mark.usefixtures("_filled")
def test_the_trace_draws_what_a_package_fills_and_its_gaps(client):
    make_adopted()

    html = page(client, url("purpose"))

    assert '<a href="/o/3/">An opinion on purpose</a>' in html
    assert '<li id="t-case" class="missing">' in html
    assert html.index('id="t-opinion"') < html.index('id="t-change"') < html.index('id="t-case"')


def test_a_stage_that_no_package_fills_is_not_drawn(client, monkeypatch):
    monkeypatch.setattr(stages, "_fillers", {})
    make_adopted()

    html = page(client, url("purpose"))

    assert 'id="t-case"' not in html
    assert 'id="then"' not in html


def test_a_draft_has_no_decision_yet_and_says_so(client):
    publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2022, 2, 4), by=OPERATOR)

    assert '<li id="t-decision" class="missing">' in page(client, url("purpose"))


def test_linked_clauses_are_told_from_both_sides_and_hidden_ones_not_at_all(client):
    make_adopted()
    make_adopted(slug="user-test", clauses=[clause("test-it", "試す。")])
    make_edition(slug="hidden", clauses=[clause("hidden-one", "秘密。")])
    purpose = Line.objects.get(document__slug="action-guidelines", key="purpose")
    for key in ("test-it", "hidden-one"):
        ClauseLink.objects.create(source=Line.objects.get(key=key), target=purpose, kind="details")

    html = page(client, url("purpose"))

    assert "Details this clause" in html
    assert reverse("guidelines:clause", args=["user-test", "test-it"]) in html
    assert "hidden-one" not in html
    assert "This clause details" in page(client, reverse("guidelines:clause", args=["user-test", "test-it"]))


def test_a_linked_clause_shows_its_whole_text(client):
    long = "利用者に試してもらい、わかったことを次の設計に生かす。" * 10
    make_adopted()
    make_adopted(slug="user-test", clauses=[clause("test-it", long)])
    ends = [Line.objects.get(document__slug=slug, key=key) for slug, key in (("user-test", "test-it"), ("action-guidelines", "purpose"))]
    ClauseLink.objects.create(source=ends[0], target=ends[1], kind="details")

    assert f'<div lang="ja"><p>{long}</p></div>' in page(client, url("purpose"))


def test_a_linked_clause_stands_in_the_language_of_the_page_where_it_can(client):
    make_adopted()
    text = words("", "試す。", en=Passage("", "Try it out."))
    make_adopted(slug="user-test", clauses=[ManuscriptClause("test-it", 1, passages=text), clause("no-english", "聞く。")])
    purpose = Line.objects.get(document__slug="action-guidelines", key="purpose")
    for key in ("test-it", "no-english"):
        ClauseLink.objects.create(source=Line.objects.get(key=key), target=purpose, kind="details")

    html = page(client, url("purpose"), language="en")

    assert '<div lang="en"><p>Try it out.</p></div>' in html
    assert '<div lang="ja"><p>聞く。</p></div>' in html
    assert "試す。" not in html


def test_the_decision_leads_to_the_body_that_took_it(client):
    edition = make_adopted()
    body = edition.adopted_by.body

    assert f'<a href="{reverse("councils:body", args=[body.slug])}">' in page(client, url("purpose"))


def test_a_line_is_called_by_its_printed_number_unless_another_has_the_same(client):
    numbering = make_numbering("short-lines", {"depths": [{"style": "arabic"}, {"style": "arabic", "format": "{n})", "cited": "({n})"}]})
    make_document(numbering=numbering)
    text = [("one", 1, "章。"), ("one-a", 2, "一つ目。"), ("two", 1, "次の章。"), ("two-b", 2, "前。"), ("two-c", 2, "後。")]
    make_adopted(clauses=[ManuscriptClause(key, depth, passages=words("", body)) for key, depth, body in text])

    assert [re.search("<h1>(.*)</h1>", page(client, url(key)))[1] for key in ("one-a", "two-c")] == [
        "The history of 1 (1)",
        "The history of 2)",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_clause_asks_the_same_number_of_questions_whatever_its_history(client, django_assert_num_queries, count):
    make_adopted("1.0.0", in_force_from=date(2020, 4, 1))
    for number in range(count):
        make_adopted(f"{number + 2}.0.0", in_force_from=date(2021 + number, 4, 1), started_from=f"{number + 1}.0.0")

    with django_assert_num_queries(COLD):
        page(client, url("purpose"))


def test_a_clause_in_force_says_when_a_published_draft_would_change_it_and_only_then(client):
    first = make_adopted("1.0.0", in_force_from=localdate())
    draft = start_next_edition(first, version="1.1.0-draft.1", by=OPERATOR)
    clause = draft.clauses.get(line__key="purpose")
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage("目的", "行動を定める。"), based_on=text.content_hash, by=make_secretariat())
    explain_changes(draft, unexplained_changes(draft), words={"ja": "改める。"}, is_substantive=True, by=OPERATOR)
    said = "A published draft proposes to change this clause"
    address = "/guidelines/action-guidelines/clauses/"

    assert said not in client.get(f"{address}purpose/").content.decode()
    publish_draft(draft, published_on=localdate(), by=OPERATOR)
    page = client.get(f"{address}purpose/").content.decode()

    assert said in page
    assert 'href="/guidelines/action-guidelines/compare/1.0.0..1.1.0-draft.1/#r-purpose"' in page
    assert said not in client.get(f"{address}users-first/").content.decode()
    assert said not in client.get(f"{address}purpose/?edition=1.1.0-draft.1").content.decode()
    edition = client.get("/guidelines/action-guidelines/").content.decode()
    assert "A published draft proposes to change this edition" in edition
    assert 'href="/guidelines/action-guidelines/compare/1.0.0..1.1.0-draft.1/"' in edition
    assert "proposes to change" not in client.get("/guidelines/action-guidelines/1.1.0-draft.1/").content.decode()


def test_a_clause_that_a_later_draft_drops_says_so_whatever_that_draft_was_started_from(client):
    first = make_adopted("1.0.0", in_force_from=localdate())
    draft = start_next_edition(first, version="1.1.0-draft.1", by=OPERATOR)
    drop_clause(draft.clauses.get(line__key="design"), by=OPERATOR)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "改める。"}, is_substantive=True, by=OPERATOR)
    publish_draft(draft, published_on=localdate(), by=OPERATOR)
    publish_draft(start_next_edition(draft, version="1.1.0-draft.2", by=OPERATOR), published_on=localdate(), by=OPERATOR)

    page = client.get("/guidelines/action-guidelines/clauses/design/").content.decode()

    assert "compare/1.0.0..1.1.0-draft.2/#r-design" in page
    assert "proposes to change" not in client.get("/guidelines/action-guidelines/clauses/purpose/").content.decode()


def days_shown(edition) -> dict[tuple[str, int], date | None]:
    (step,) = steps_of(Line.objects.get(key="design"), readable_document("action-guidelines", reader=None), revised={edition.pk: Revised()})
    return {(text.language, text.number): text.day for text in shown_texts(step)}


def test_a_translation_that_came_with_its_edition_has_the_day_of_that_and_a_later_one_its_own():
    edition = make_edition("1.0.0", clauses=[ManuscriptClause("design", 1, passages={"ja": Passage("設計")})])
    design = edition.clauses.get()
    add_translation(design, language="en", passage=Passage("Desing"), by=OPERATOR, on=date(2021, 1, 1))
    decision = make_decision(on=edition, day=date(2022, 3, 31))
    adopted = adopt_edition(edition, decision=decision, in_force_from=localdate(), by=OPERATOR)
    design.refresh_from_db()
    add_translation(design, language="fr", passage=Passage("Conception"), by=OPERATOR, on=date(2026, 5, 6))
    correct_translation(design, language="en", passage=Passage("Design"), by=OPERATOR)

    assert days_shown(adopted) == {
        ("ja", 1): date(2022, 3, 31),
        ("en", 1): date(2022, 3, 31),
        ("en", 2): localdate(),
        ("fr", 1): date(2026, 5, 6),
    }
