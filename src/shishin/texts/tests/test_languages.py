from __future__ import annotations

from django.utils.translation import override

from shishin.texts.languages import in_order, language_for, own_name


def test_a_language_is_called_what_it_calls_itself():
    assert [own_name(tag) for tag in ("ja", "en", "ja-simple", "fr", "tlh")] == ["日本語", "English", "やさしい日本語", "français", "tlh"]


def test_a_reader_gets_the_language_of_the_interface_where_there_is_one():
    with override("en"):
        assert language_for({"ja", "en"}, source="ja") == "en"
        assert language_for({"ja", "ja-simple"}, source="ja") == "ja"


def test_what_binds_comes_first_and_its_plainer_form_last():
    assert in_order({"ja-simple", "en", "ja", "fr"}, source="ja") == ["ja", "en", "fr", "ja-simple"]
