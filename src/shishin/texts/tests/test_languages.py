from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from shishin.texts.languages import LanguageField, in_order, language_for, own_name


def test_a_language_is_called_what_it_calls_itself():
    assert [own_name(tag) for tag in ("ja", "en", "ja-simple", "fr", "tlh")] == ["日本語", "English", "やさしい日本語", "français", "tlh"]


def test_a_reader_gets_the_language_of_the_interface_where_there_is_one():
    with override("en"):
        assert language_for({"ja", "en"}, source="ja") == "en"
        assert language_for({"ja", "ja-simple"}, source="ja") == "ja"


def test_what_binds_comes_first_and_its_plainer_form_last():
    assert in_order({"ja-simple", "en", "ja", "fr"}, source="ja") == ["ja", "en", "fr", "ja-simple"]


@pytest.mark.parametrize("written", ["en", "zh-Hant", "ja-simple"])
def test_a_language_is_asked_for_by_its_tag(written):
    assert LanguageField().clean(written) == written


@pytest.mark.parametrize("written", ["日本語", "EN", "en\n<b>"])
def test_what_is_no_tag_is_no_language(written):
    with pytest.raises(ValidationError, match=r"Write a tag such as ja, en or ja-simple\."):
        LanguageField().clean(written)
