"""A translation shows the numbers of its own language wherever it is read; the text that binds is as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate
from django.utils.translation import override
from docx import Document as WordFile
from pypdf import PdfReader

from shishin.guidelines.comparing.editions import comparison_of
from shishin.guidelines.editions.clauses import labels_in
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.importing import import_manuscript
from shishin.guidelines.linking.links import link_lines
from shishin.guidelines.linking.pages import linked_clauses
from shishin.guidelines.models import ClauseLink, Edition, Line, NumberingScheme
from shishin.guidelines.printing.comparison_files import write_html
from shishin.guidelines.printing.edition_files import write_edition_pdf, write_edition_word
from shishin.guidelines.printing.formats import as_data
from shishin.guidelines.searching.jump_to import clauses_named, documents_with_names
from shishin.guidelines.searching.searching import editions_searched
from shishin.guidelines.tests.makers import make_adopted, make_document, make_edition, make_manuscript, make_secretariat
from shishin.texts.manuscript import ManuscriptClause, Passage
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
JAPANESE = re.compile(r"[\u3041-\u30ff\uff66-\uff9f\u3400-\u9fff０-９]+")


def clause(key: str, depth: int, ja: tuple[str, str], en: tuple[str, str], kind: str = "text") -> ManuscriptClause:
    return ManuscriptClause(key, depth, kind=kind, passages={"ja": Passage(*ja), "en": Passage(*en)})


def law(last: str = "残す。", last_en: str = "Keep it.") -> list[ManuscriptClause]:
    return [
        clause("general", 1, ("総則", ""), ("General", ""), "chapter"),
        clause("purpose", 2, ("目的", ""), ("Purpose", "")),
        clause("first", 3, ("", "定める。"), ("", "Provide.")),
        clause("second", 3, ("", "次による。"), ("", "As follows.")),
        clause("item", 4, ("", "記録"), ("", "Logs")),
        clause("kana", 5, ("", last), ("", last_en)),
        clause("duties", 2, ("責務", ""), ("Duties", "")),
    ]


def make_law(version: str = "1.0.0", *, scheme: str = "articles", slug: str = "law", clauses=None, **sheet) -> Edition:
    make_document(slug, numbering=NumberingScheme.objects.get(slug=scheme))
    return make_adopted(version, slug=slug, clauses=clauses or law(), in_force_from=localdate(), **sheet)


def numbers_on(page: str) -> list[str]:
    """The numbers that stand before clauses."""
    return re.findall(r'class="permalink"[^>]*>([^<]+)<', page)


@pytest.mark.parametrize(
    ("scheme", "japanese", "english"),
    [
        ("articles", ["第1章", "第1条", "2", "一", "イ", "第2条"], ["Chapter 1", "Article 1", "(2)", "(i)", "(a)", "Article 2"]),
        ("dai", ["第１", "1", "(1)", "(2)", "ア", "(ア)", "2"], ["I", "1", "(1)", "(2)", "(a)", "(i)", "2"]),
    ],
)
def test_the_page_of_a_translation_has_the_numbers_of_its_language(client, scheme, japanese, english):
    url = make_law(scheme=scheme).get_absolute_url()

    pages = {language: client.get(f"{url}?language={language}").content.decode() for language in ("ja", "en")}

    assert [number for number in numbers_on(pages["ja"]) if number != "§"] == japanese
    assert [number for number in numbers_on(pages["en"]) if number != "§"] == english


def test_a_long_number_beside_a_line_has_room(client):
    bare = clause("bare", 2, ("", "残す。"), ("", "Keep it."))
    url = make_law(clauses=[*law(), bare]).get_absolute_url()

    pages = {language: client.get(f"{url}?language={language}").content.decode() for language in ("ja", "en")}

    assert {language: page.count("clause-lines-wide") for language, page in pages.items()} == {"ja": 0, "en": 1}


def test_no_word_of_the_english_page_and_files_is_japanese(client):
    edition = make_law()

    page = client.get(f"{edition.get_absolute_url()}?language=en", headers={"accept-language": "en"}).content.decode()
    text = re.search(r"<main.*</main>", page, re.DOTALL)
    word = WordFile(BytesIO(write_edition_word(edition, "en")))
    pdf = "\n".join(page.extract_text() for page in PdfReader(BytesIO(write_edition_pdf(edition, "en"))).pages)

    printed = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert {"Article 1　Purpose", "(2)\tAs follows.", "(a)\tKeep it."} <= set(printed.split("\n"))
    assert {"Article 1", "(2)", "(i)", "(a)"} <= set(re.findall(r"Article 1|\(\w+\)", pdf))
    spoken = re.sub(r"<[^>]+>", " ", re.sub(r'<(\w+)[^>]* lang="ja".*?</\1>', "", text[0], flags=re.DOTALL))
    # The language that binds is called as it calls itself.
    assert [set(JAPANESE.findall(words)) - {"日本語"} for words in (spoken, printed, pdf)] == [set(), set(), set()]


def test_the_page_of_a_clause_cites_each_language_with_its_own_number(client):
    make_law()

    page = client.get("/guidelines/law/clauses/kana/?language=en", headers={"accept-language": "en"}).context["page"]

    assert page.name == "(a)"
    assert [name for _url, name in page.breadcrumbs[-5:]] == [
        *("Chapter 1", "Article 1", "Article 1, paragraph (2)", "Article 1, paragraph (2), item (i)"),
        "(a)",
    ]
    assert [step.label for step in page.steps] == ["Article 1, paragraph (2), item (i), (a)"]
    cited = {citation.language: citation.words for citation in page.citations}
    assert "version 1.0.0, Article 1, paragraph (2), item (i), (a)" in cited["en"]
    assert "第1条第2項第一号イ" in cited["ja"]


def test_the_text_that_binds_its_hash_and_its_data_are_as_they_were(client):
    """The scheme as it was before it wrote other languages makes the same of it."""
    edition = make_law()
    plain = NumberingScheme.objects.get(slug="articles")
    url, before = f"{edition.get_absolute_url()}?language=ja", (edition_hash(edition), as_data(edition), edition.text_hash)
    page = numbers_on(client.get(url).content.decode())
    NumberingScheme.objects.filter(pk=plain.pk).update(rules=plain.rules_in("ja"))

    edition = Edition.objects.get(pk=edition.pk)
    assert (edition_hash(edition), as_data(edition), edition.text_hash) == before
    assert numbers_on(client.get(url).content.decode()) == page
    assert [one["label"] for one in before[1]["clauses"]] == ["第1章", "第1条", "", "2", "一", "イ", "第2条"]


def test_an_english_edition_by_a_japanese_scheme_has_english_numbers():
    english = [ManuscriptClause(one.key, one.depth, kind=one.kind, passages={"en": one.passages["en"]}) for one in law()]
    make_document("law", numbering=NumberingScheme.objects.get(slug="ordinances"), source_language="en")
    manuscript = make_manuscript("1.0.0", slug="law", clauses=english)
    edition = import_manuscript(replace(manuscript, document=replace(manuscript.document, source_language="en")), by=OPERATOR)

    assert [one["label"] for one in as_data(edition)["clauses"]] == ["Chapter 1", "Article 1", "", "(2)", "(i)", "(a)", "Article 2"]


def test_a_comparison_in_english_names_places_in_english():
    old = make_law()
    new = make_edition("1.1.0", slug="law", clauses=law("長く残す。", "Keep it long."), started_from="1.0.0")

    drawn = {}
    for language in ("ja", "en"):
        table = comparison_of(old, new, language=language)
        drawn[language] = [row.name for group in table.groups for row in group.rows if row.is_change]
        words = write_html(table).decode()
        drawn[language, "numbers"] = [number for number in ("第1条", "イ　", "Article 1", "(a)") if number in words]

    assert drawn == {"ja": ["イ"], "en": ["(a)"], ("ja", "numbers"): ["第1条", "イ　"], ("en", "numbers"): ["Article 1", "(a)"]}


def found_by(query: str) -> list[tuple[str, str]]:
    editions = list(editions_searched(NOBODY, day=localdate()))
    return [(named.label, named.text.clause.line.key) for named in clauses_named(query, list(documents_with_names(NOBODY)), editions)]


@pytest.mark.parametrize("query", ["第2条", "第２条", "Article 2", "article 2", "law 第2条", "law Article 2"])
def test_a_number_finds_its_clause_in_whatever_language_it_is_written(query):
    make_law()

    with override("ja"):
        assert found_by(query) == [("第2条", "duties")]
    with override("en"):
        assert found_by(query) == [("Article 2", "duties")]


def test_a_search_names_clauses_in_the_language_of_the_words_found(client):
    make_law()

    rows = {words: client.get("/search/", {"q": words}).context["found"].rows for words in ("Logs", "記録")}

    assert {words: [row.label for row in found] for words, found in rows.items()} == {
        "Logs": ["Article 1, paragraph (2), item (i)"],
        "記録": ["第1条第2項第一号"],
    }


def test_a_linked_clause_is_named_in_the_language_it_is_shown_in():
    make_law()
    make_law(slug="other")
    source, target = (Line.objects.get(document__slug=slug, key="duties") for slug in ("law", "other"))
    link_lines(source, target=target, kind=ClauseLink.Kind.REFERS_TO, by=OPERATOR)

    shown = {tag: [one.label for one in linked_clauses(source, reader=None, day=localdate(), language=tag)] for tag in ("ja", "en")}
    assert shown == {"ja": ["第2条"], "en": ["Article 2"]}


def test_places_in_the_history_are_in_the_language_of_the_page(client):
    make_law()
    make_edition("1.1.0", slug="law", clauses=law("長く残す。"), started_from="1.0.0")
    client.force_login(make_secretariat())

    pages = {tag: client.get("/guidelines/law/1.1.0/", headers={"accept-language": tag}).context["page"] for tag in ("ja", "en")}
    assert {tag: page.history[0].places for tag, page in pages.items()} == {"ja": "第1条", "en": "Article 1"}


@pytest.mark.parametrize("count", [1, 3])
def test_labels_of_many_editions_and_languages_take_one_query_and_none_again(django_assert_num_queries, count):
    for number in range(count):
        make_law(slug=f"law-{number}")
    editions = list(Edition.objects.select_related("document__numbering"))
    pairs = [(edition, language) for edition in editions for language in ("ja", "en", "fr")]

    with django_assert_num_queries(1):
        labels = labels_in(pairs)
    with django_assert_num_queries(0):
        assert labels_in(pairs) == labels

    duties = Line.objects.filter(key="duties").values_list("clauses__pk", flat=True)
    assert [[labels[pk, tag] for tag in ("ja", "en", "fr")] for pk in duties] == [["第2条", "Article 2", "2"]] * count
