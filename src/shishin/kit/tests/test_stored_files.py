"""A file that somebody gave lies under a random name, goes with what it was given for, and comes back as a download."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.test.utils import isolate_apps

from shishin.kit.stored_files import FileTooLarge, Stored, StoredFile, file_answer, forget_file, random_place, stored

PDF = b"%PDF-1.7\n"

with isolate_apps("shishin.kit"):

    class Receipt(StoredFile):
        class Meta:
            app_label = "kit"

        def __str__(self) -> str:
            return self.file_name


@pytest.fixture(autouse=True)
def _storage_of_this_test_alone(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}}


def files():
    return default_storage.listdir("receipts")[1] if default_storage.exists("receipts") else []


def store(content: bytes = PDF, name: str = "receipt.pdf") -> Stored:
    with stored(ContentFile(content, name=name), folder="receipts") as kept:
        return kept


@pytest.mark.asvs("V5.3.1", "V5.3.2")
@pytest.mark.ipa("Path traversal")
@pytest.mark.django_db
def test_a_file_lies_under_a_random_name_with_its_figures():
    kept = store(name="../../領収書 1.pdf")

    assert re.fullmatch(r"receipts/[0-9a-f]{32}", kept.file)
    assert kept[1:] == ("領収書 1.pdf", len(PDF), hashlib.sha256(PDF).hexdigest(), True)
    with default_storage.open(kept.file) as file:
        assert file.read() == PDF


@pytest.mark.django_db
def test_a_file_that_is_not_what_its_name_says_is_kept_and_marked():
    assert store(b"<script>alert(1)</script>").is_as_named is False


@pytest.mark.asvs("V5.3.2")
@pytest.mark.ipa("Path traversal")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [("C:\\Users\\me\\a.pdf", "a.pdf"), ("長" * 250 + ".pdf", "長" * 196 + ".pdf"), ("a." + "x" * 250, "a." + "x" * 198)],
)
def test_a_name_is_kept_without_folders_and_as_long_as_the_database_takes(name, kept):
    assert store(name=name).file_name == kept


@pytest.mark.asvs("V5.2.1")
@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.UPLOAD_LIMIT = 10

    with pytest.raises(FileTooLarge) as refused:
        store(b"12345678901")

    assert refused.value.message == "The file has 11\xa0bytes; at most 10\xa0bytes are taken."
    assert files() == []


@pytest.mark.django_db
def test_nothing_stays_on_the_disk_when_what_it_was_given_for_is_refused():
    with pytest.raises(ZeroDivisionError), stored(ContentFile(PDF, name="a.pdf"), folder="receipts"):
        raise ZeroDivisionError

    assert files() == []


@pytest.mark.django_db
def test_a_file_takes_the_place_of_another_which_goes_with_the_transaction(django_capture_on_commit_callbacks):
    receipt = Receipt(**store()._asdict())
    first = receipt.file.name

    with django_capture_on_commit_callbacks(execute=True):
        receipt.take(store(b"text", "new.txt"))
        assert default_storage.exists(first)

    assert files() == [receipt.file.name.removeprefix("receipts/")]
    assert (receipt.file_name, receipt.size, receipt.is_as_named) == ("new.txt", 4, True)


@pytest.mark.django_db
def test_no_file_is_forgotten_without_a_stir(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        forget_file("")

    assert callbacks == []


@pytest.mark.asvs("V3.2.1", "V5.3.1")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "is_public", "kind", "cache"),
    [(PDF, True, "application/pdf", "no-cache"), (b"<script>", False, "application/octet-stream", "private, no-store")],
)
def test_a_file_goes_out_as_a_download_that_no_browser_draws(content, is_public, kind, cache):
    answer = file_answer(Receipt(**store(content, "領収書.pdf")._asdict()), is_public=is_public)

    assert answer.getvalue() == content
    assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": kind,
        "Content-Disposition": "attachment; filename=\"download.pdf\"; filename*=UTF-8''%E9%A0%98%E5%8F%8E%E6%9B%B8.pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": cache,
    }
    answer.close()


def test_a_file_that_came_another_way_has_a_random_name_as_well():
    field = Receipt._meta.get_field("file")

    assert isinstance(field, models.FileField)
    assert re.fullmatch(r"files/[0-9a-f]{32}", field.generate_filename(None, "../a.pdf"))
    assert random_place(None, "a.pdf") != random_place(None, "a.pdf")
