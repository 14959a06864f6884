from __future__ import annotations

import pytest

from shishin.guidelines.linting.sentences import characters, sentences, words


@pytest.mark.parametrize(
    ("text", "language", "cut"),
    [
        ("一つ目。二つ目である。", "ja", ("一つ目。", "二つ目である。")),
        ("行政（以下「QOS」という。）を上げる。次。", "ja", ("行政（以下「QOS」という。）を上げる。", "次。")),
        ("- 聞く。\n- 試す", "ja", ("聞く。", "試す")),
        ("| 段階 | すること |\n| --- | --- |\n| 設計 | 聞く。試す。 |", "ja", ("段階", "すること", "設計", "聞く。", "試す。")),
        ("Ask first. Then build, e.g. a page. Done", "en", ("Ask first.", "Then build, e.g. a page.", "Done")),
        ("Version 1.0.0 is out. “Good.” Next one!", "en", ("Version 1.0.0 is out.", "“Good.”", "Next one!")),
        ("", "ja", ()),
    ],
)
def test_a_text_is_cut_where_its_language_ends_a_sentence(text, language, cut):
    assert sentences(text, language) == cut


def test_addresses_and_spaces_are_not_counted():
    assert characters("詳しくは https://example.jp/very/long/address を 見る。") == 8
    assert words("See https://example.jp/a for more.") == 3
