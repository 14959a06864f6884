from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from shishin.guidelines.editions.exporting import Format, format_named, formats, formats_of, manuscript_of
from shishin.guidelines.tests.makers import make_adopted, make_family
from shishin.texts.text_form import read_files
from shishin.texts.text_form.reading import read_clauses

pytestmark = pytest.mark.django_db


def download(client, name: str, **query: str):
    answer = client.get(reverse("guidelines:download", args=["action-guidelines", "1.0.0", name]), query)
    assert answer.status_code == 200
    return answer


def test_markdown_can_be_read_back_word_for_word(client):
    edition = make_adopted()

    answer = download(client, "md", language="ja")

    assert [clause.key for clause in read_clauses({"ja": answer.content.decode()}, source_language="ja", scopes=())] == [
        clause.key for clause in manuscript_of(edition).clauses
    ]
    assert 'filename="action-guidelines-1.0.0-ja.md"' in answer["Content-Disposition"]


def test_the_text_folder_is_an_edition_that_can_be_brought_in_again(client):
    edition = make_adopted()

    with ZipFile(BytesIO(download(client, "zip").content)) as folder:
        files = {name.removeprefix("action-guidelines/"): folder.read(name) for name in folder.namelist()}

    assert [clause.passages for clause in read_files(files, scopes=())[0].clauses] == [
        clause.passages for clause in manuscript_of(edition).clauses
    ]


def test_the_text_folder_of_an_edition_is_always_the_same_bytes(client):
    make_adopted()

    assert download(client, "zip").content == download(client, "zip").content


def test_json_holds_all_languages_labels_and_the_hash(client):
    edition = make_adopted()

    found = json.loads(download(client, "json").content)

    assert found["edition"]["hash"] == edition.text_hash
    assert found["clauses"][0]["passages"]["en"]["heading"] == "Purpose"
    assert sorted(found) == ["clauses", "document", "edition", "notice", "url"]
    assert found["notice"] == ""


def test_every_export_of_an_example_says_that_it_is_one(client):
    make_family(is_example=True)
    make_adopted()

    with ZipFile(BytesIO(download(client, "zip").content)) as folder:
        notice = folder.read("action-guidelines/NOTICE.txt").decode()

    assert "例です" in notice
    assert json.loads(download(client, "json").content)["notice"] == notice.strip()
    assert 'filename="action-guidelines-1.0.0-ja-example.md"' in download(client, "md", language="ja")["Content-Disposition"]


def test_a_higher_package_adds_rows_to_the_formats(monkeypatch):
    def write_text(edition, language):
        return b"words"

    own = Format("txt", "Text", "edition", write_text)
    monkeypatch.setattr(formats, "_fillers", {**formats._fillers, "own": lambda: [own]})

    assert [form.name for form in formats_of("edition")] == ["pdf", "docx", "md", "json", "zip", "txt"]
    assert format_named("txt", "edition") is own
    assert format_named("txt", "comparison") is None
