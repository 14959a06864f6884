from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy

from shishin.kit.errors import Refusal


class ShopIsClosed(Refusal):
    message = "%(shop)s is closed on %(day)s."
    way_out = "Come back on another day, or ask %(shop)s."


class NotInStock(Refusal):
    message = ngettext_lazy("%(count)s thing is not in stock: %(names)s.", "%(count)s things are not in stock: %(names)s.", "count")
    way_out = "Choose another."

    names: Sequence[str]

    def places(self) -> dict[str, Any]:
        return {"count": len(self.names), "names": ", ".join(self.names)}


def test_the_places_of_both_sentences_are_filled_from_the_arguments():
    refusal = ShopIsClosed(shop="The baker", day=date(2026, 4, 1))

    assert refusal.message == "The baker is closed on 1 April 2026."
    assert refusal.way_out == "Come back on another day, or ask The baker."
    assert str(refusal) == refusal.message
    assert refusal.in_full == "The baker is closed on 1 April 2026. Come back on another day, or ask The baker."
    assert refusal.code == "ShopIsClosed"


def test_a_day_is_written_as_its_reader_reads_it_and_no_day_is_not_written():
    with translation.override("ja"):
        assert ShopIsClosed(shop="店", day=date(2026, 4, 1)).message == "店 is closed on 2026年4月1日."
    assert ShopIsClosed(shop="The baker", day=None).message == "The baker is closed on ."


def test_the_arguments_stay_as_they_were_given():
    assert NotInStock(names=("tea", "salt")).names == ("tea", "salt")


def test_a_place_may_be_worked_out_and_a_count_chooses_the_sentence():
    assert NotInStock(names=["tea"]).message == "1 thing is not in stock: tea."
    assert NotInStock(names=["tea", "salt"]).message == "2 things are not in stock: tea, salt."


def test_a_sentence_given_where_it_is_raised_stands_as_it_is():
    refusal = ShopIsClosed(shop="The baker", day=date(2026, 4, 1), way_out="Take 100% of what is there.")

    assert refusal.message == "The baker is closed on 1 April 2026."
    assert refusal.way_out == "Take 100% of what is there."
    assert Refusal("5 % is too much.", way_out="Take less.").message == "5 % is too much."


def test_the_words_are_those_of_the_language_in_which_it_was_refused():
    class Empty(Refusal):
        message = gettext_lazy("This field is required.")

    with translation.override("ja"):
        refusal = Empty()

    assert refusal.message == "入力または選択してください。"


def test_a_refusal_without_one_of_its_arguments_is_a_mistake_of_the_code():
    with pytest.raises(KeyError, match="day"):
        ShopIsClosed(shop="The baker")
