"""What a query finds is exactly what its definition says, whatever the text; the grams never lose a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shishin.opinion_analysis.normalising import folded, grams, normalised, terms_of

SIGNS = "利用者東京都のはをデータガバナンスーｶﾞｱ々〇abcXYZＤＸ0189①éßﬁ ・、。-/#\"“'_\u3000\n\u3099\u0301가ㅏ"
texts = st.text(SIGNS, max_size=40) | st.text(max_size=20)


def has(text: str, query: str) -> bool:
    terms = terms_of(query)
    assert terms
    return all(term.is_in(folded(text)) for term in terms)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("利用者から始める。", "用者"),
        ("利用者から始める。", "利"),
        ("国と都", "都"),
        ("都", "都"),
        ("DXを推進する", "DXを推進"),
        ("ＤＸ を推進する", "dxを推進"),
        ("DX推進", "推進 DX"),
        ("DX推進", "ＤＸ　推進"),
        ("データ・ガバナンス", "データガバナンス"),
        ("データガバナンス", "ﾃﾞｰﾀ・ｶﾞﾊﾞﾅﾝｽ"),
        ("国・都・区", "国・都"),
        ("The Guidelines apply.", "guideline"),
        ("Simple first", '"simple first"'),
        ("DS-100 による", "ds-100"),
        ("ＤＳ－１００", "DS 100"),
        ("第①の柱", "第1の柱"),
        ("STRASSE", "straße"),
        ("cafe\u0301", "Café"),
        ("ISO27001の認証", "iso27001"),
        ("𠮷野家", "𠮷野"),
    ],
)
def test_a_text_has_what_is_written_in_another_way(text, query):
    assert has(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("利用する者", "利用者"),
        ("aim higher", "AI"),
        ("DS-1000", "DS-100"),
        ("guidelines", '"guideline"'),
        ("redesign", "design"),
        ("国\n都", "国・都"),
        ("国都", "国・都"),
        ("first simple", '"simple first"'),
        ("利用者", "利用者 都民"),
    ],
)
def test_a_text_does_not_have_what_only_looks_alike(text, query):
    assert not has(text, query)


def test_a_query_without_letters_and_digits_asks_for_nothing():
    assert terms_of(' 、。!? "" - _ ・ \x00') == []


def test_the_same_term_counts_once_and_terms_have_a_limit():
    assert [term.needle for term in terms_of("都民 ﾄﾐﾝ 都民")] == ["都民", "トミン"]
    assert len(terms_of(" ".join(f"w{number}" for number in range(30)))) == 10


@given(texts, texts)
def test_every_text_that_has_a_term_has_its_grams(text, query):
    kept = grams(text)
    for term in terms_of(query):
        if term.is_in(folded(text)):
            for gram in term.grams:
                assert gram.text in kept or (gram.is_beginning and any(other.startswith(gram.text) for other in kept))


@given(texts, st.integers(0, 40), st.integers(1, 6))
def test_every_piece_of_unspaced_script_is_found_in_its_text(text, start, length):
    unspaced = "".join(sign for sign in normalised(text) if "一" <= sign <= "鿿")
    piece = unspaced[start : start + length]
    if piece:
        assert has(unspaced, piece)


@given(texts)
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)).split() == folded(text).split()
