"""Any table can be searched by grams: the index follows its rows, is laid out again where it is harmed, and only narrows down."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from shishin.kit.gram_index import ANY_GRAM, MOST_GRAMS, GramsField, grams_to_keep, having, lay_out, needed, rebuild

pytestmark = pytest.mark.django_db(transaction=True)


class Pair(NamedTuple):
    text: str
    is_beginning: bool = False


class Needle(NamedTuple):
    """A word that is looked for as it is, by its pairs of letters."""

    needle: str

    @property
    def grams(self) -> list[Pair]:
        return [Pair(pair) for pair in pairs(self.needle)]

    @property
    def alternatives(self) -> list[Needle]:
        return [self]


class EitherOf(NamedTuple):
    alternatives: list[Needle]


def pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


@pytest.fixture
def remarks():
    """A table of a shop."""
    with isolate_apps("shishin.kit"):

        class Remark(models.Model):
            number = models.BigAutoField(primary_key=True)
            folded = models.TextField()
            grams = GramsField()

            class Meta:
                app_label = "kit"

            def __str__(self) -> str:
                return self.folded

    with connection.schema_editor() as editor:
        editor.create_model(Remark)
    lay_out(Remark, connection)
    yield Remark.objects
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS kit_remark_grams" if connection.vendor == "sqlite" else "SELECT 1")
    with connection.schema_editor() as editor:
        editor.delete_model(Remark)


def write(remarks, text):
    return remarks.create(folded=text, grams=grams_to_keep(pairs(text)))


def found(remarks, *words):
    return sorted(
        having(remarks.all(), [word if isinstance(word, EitherOf) else Needle(word) for word in words]).values_list("folded", flat=True)
    )


def test_rows_are_found_by_any_stretch_of_letters_and_by_all_words(remarks):
    for text in ("赤い電球が切れた", "青い電球が届いた", "電池"):
        write(remarks, text)

    assert found(remarks, "電球が") == ["赤い電球が切れた", "青い電球が届いた"]
    assert found(remarks, "電球", "届い") == ["青い電球が届いた"]
    assert found(remarks, EitherOf([Needle("赤い"), Needle("電池")])) == ["赤い電球が切れた", "電池"]
    assert found(remarks, "球電") == []


def test_the_index_only_narrows_down(remarks):
    write(remarks, "abxbc")

    assert list(remarks.filter(grams__may_have=needed([[Needle("abc")]])).values_list("folded", flat=True)) == ["abxbc"]
    assert found(remarks, "abc") == []


def test_the_index_follows_its_rows(remarks):
    row = write(remarks, "lamp")
    row.folded, row.grams = "bulb", grams_to_keep(pairs("bulb"))
    row.save()

    assert (found(remarks, "lamp"), found(remarks, "bulb")) == ([], ["bulb"])
    assert remarks.get().grams == ["bu", "lb", "ul"]
    row.delete()
    assert found(remarks, "bulb") == []


def test_a_text_with_too_many_grams_is_looked_through_each_time(remarks):
    text = "".join(chr(0x4E00 + at) for at in range(MOST_GRAMS + 2))
    assert write(remarks, text).grams == [ANY_GRAM]

    assert (found(remarks, text[5:9]), found(remarks, "ab")) == ([text], [])


def test_an_index_is_made_once_and_made_again(remarks):
    write(remarks, "lamp")
    model = remarks.model

    assert not lay_out(model, connection)
    rebuild(model, connection)
    assert found(remarks, "lamp") == ["lamp"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index with the table")
def test_an_index_that_is_missing_or_altered_is_made_again_from_the_table(remarks):
    write(remarks, "lamp")

    for harm in ("DROP TRIGGER kit_remark_grams_insert", "DROP TABLE kit_remark_grams"):
        with connection.cursor() as cursor:
            cursor.execute(harm)
        assert lay_out(remarks.model, connection)
        assert found(remarks, "lamp") == ["lamp"]
