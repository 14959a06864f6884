"""What a file weighs is known from the last time it was made, of the same words and by the same code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone, translation

from shishin.kit import file_sizes
from shishin.kit.file_sizes import Download, digest_of, note_size, sweep_sizes, with_sizes
from shishin.kit.models import FileSize
from shishin.kit.templatetags.kit import download_link

pytestmark = pytest.mark.django_db
PDF = digest_of("the words", "edition", "pdf", "en")


def sizes(*digests):
    return [download.size for download in with_sizes([Download("PDF", "/x/", digest) for digest in digests])]


def test_a_size_is_told_of_exactly_what_the_file_was_made_of(monkeypatch, settings):
    note_size(PDF, b"x" * 2048, name="a.pdf")

    others = [
        digest_of("other words", "edition", "pdf", "en"),
        digest_of("the words", "edition", "pdf", "ja"),
        digest_of("the words", "pdf"),
    ]
    assert sizes(PDF, *others) == [2048, None, None, None]
    monkeypatch.setattr(file_sizes, "code_version", lambda: "the next version")
    assert sizes(digest_of("the words", "edition", "pdf", "en")) == [None]


def test_an_address_of_the_site_that_moved_makes_other_files(settings):
    note_size(PDF, b"x", name="a.pdf")
    settings.SITE_URL = "https://elsewhere.example"

    assert sizes(digest_of("the words", "edition", "pdf", "en")) == [None]


@pytest.mark.parametrize("links", [1, 3])
def test_all_links_of_a_page_take_one_query(links, django_assert_num_queries):
    digests = [digest_of("the words", str(number)) for number in range(links)]
    for digest in digests:
        note_size(digest, b"xx", name="a.pdf")

    with django_assert_num_queries(1):
        assert sizes(*digests) == [2] * links


def test_what_changes_too_often_is_neither_noted_nor_asked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        note_size(digest_of("", "edition", "pdf"), b"x", name="a.pdf")
        assert sizes(digest_of("", "edition", "pdf")) == [None]


def test_a_file_asked_for_again_is_written_down_again_where_it_weighs_otherwise_or_after_a_month(django_assert_num_queries):
    note_size(PDF, b"x", name="a.pdf")
    with django_assert_num_queries(1):
        note_size(PDF, b"x", name="a.pdf")

    note_size(PDF, b"xyz", name="a.pdf")
    assert sizes(PDF) == [3]
    FileSize.objects.update(made_at=timezone.now() - timedelta(days=31))
    note_size(PDF, b"xyz", name="a.pdf")
    assert FileSize.objects.get().made_at > timezone.now() - timedelta(days=1)


def test_a_file_goes_out_also_where_its_size_cannot_be_written_down(monkeypatch):
    def full(*_arguments, **_named):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(FileSize.objects, "update_or_create", full)

    note_size(PDF, b"x", name="a.pdf")
    assert sizes(PDF) == [None]


def test_what_nobody_made_for_long_is_forgotten():
    other = digest_of("other words")
    note_size(PDF, b"x", name="a.pdf")
    note_size(other, b"x", name="b.pdf")
    FileSize.objects.filter(name="a.pdf").update(made_at=timezone.now() - file_sizes.KEPT - timedelta(days=1))

    assert sweep_sizes(timezone.now()) == 1
    assert sizes(PDF, other) == [None, 1]


@pytest.mark.parametrize(
    ("language", "size", "words"),
    [("en", 219_136, "PDF, 214.0\xa0KB"), ("ja", 219_136, "PDF（214.0\xa0KB）"), ("en", 0, "PDF, 0\xa0bytes"), ("en", None, "PDF")],
)
def test_a_link_says_its_size_where_it_is_known(language, size, words):
    with translation.override(language):
        link = download_link(Download("PDF", "/a/?b=1&c=2", size=size))

    assert link.endswith(f"</svg>{words}</a>")
    assert link.startswith('<a href="/a/?b=1&amp;c=2"><svg')
