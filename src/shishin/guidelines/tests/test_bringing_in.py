"""Bringing texts in from files, by the console command and on the page."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from shishin.guidelines.bringing_in.bringing_in import TextDetails, bring_in
from shishin.guidelines.editions.describing import document_of
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.errors.editions import FamilyAddressTaken
from shishin.guidelines.models import Document, Edition, Line
from shishin.guidelines.tests.makers import (
    CLAUSES,
    make_adopted,
    make_document,
    make_edition,
    make_family,
    make_manuscript,
    make_organization,
    make_person,
    make_secretariat,
)
from shishin.people.models import Claim
from shishin.texts.manuscript import DocumentSheet, TakenOver
from shishin.texts.text_form import write_folder
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[5] / "shared" / "data"
PLAIN = "# 指針\n\n## 目的\n\nこの指針は、行動の規範を定める。\n\n## 設計\n\n利用者から始める。\n"


def imported(*arguments):
    out = StringIO()
    call_command("import", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        imported(*arguments)
    assert (Document.objects.count(), Line.objects.count()) == (0, 0)
    return str(error.value)


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "plain-rules-1.2.0.md"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def test_a_text_alone_becomes_a_working_edition(plain):
    assert imported(plain)[-1] == "plain-rules 1.2.0 2"

    edition = Edition.objects.get()
    assert (edition.state, edition.source_language, edition.document.title("ja")) == ("working", "ja", "指針")


def test_what_is_given_counts_more_than_what_is_read(plain):
    lines = imported(
        plain, "--slug", "rules", "--version", "3.0.0", "--family", "ours", "--owner", "tokyo", "--title", "規則", "--numbering", "dai"
    )

    document = Document.objects.get()
    assert lines == ["rules 3.0.0 2"]
    assert (document.family.slug, document.owner.slug, document.title("ja"), document.numbering.slug) == ("ours", "tokyo", "規則", "dai")


def test_a_text_adopted_elsewhere_is_taken_over(plain):
    imported(plain, "--taken-over-from", "https://example.jp", "--on", "2024-05-01")

    edition = Edition.objects.get()
    assert (edition.state, edition.taken_over_from, edition.taken_over_on) == ("adopted", "https://example.jp", date(2024, 5, 1))
    assert edition.taken_over_by == "system:operator"


def test_the_second_edition_takes_over_the_keys_of_the_first(plain):
    imported(plain)
    plain.write_text(PLAIN.replace("から始める", "から始めなければならない") + "\n## 試験\n\n試す。\n", encoding="utf-8")

    lines = imported(plain, "--version", "2.0.0", "--slug", "plain-rules")

    assert lines == ["Started from 1.2.0: 2 keys carried over, 1 new, 0 gone.", "plain-rules 2.0.0 3"]
    assert Edition.objects.get(version="2.0.0").started_from.version == "1.2.0"
    assert Line.objects.count() == 3


def test_a_version_that_is_there_is_refused(plain):
    imported(plain)

    with pytest.raises(CommandError, match=r"1\.2\.0"):
        imported(plain)


def test_a_folder_of_our_form_brings_every_edition_in_its_state(tmp_path):
    first = make_manuscript("1.0.0-draft.1", state="published", published_on=date(2022, 2, 4))
    second = make_manuscript("1.0.0", started_from="1.0.0-draft.1", state="adopted", in_force_from=date(2022, 4, 1))
    third = make_manuscript("2.0.0", started_from="1.0.0", state="adopted", taken_over=TakenOver("https://example.jp", date(2024, 1, 1)))
    for manuscript in (first, second, third):
        write_folder(manuscript, tmp_path)

    lines = imported(tmp_path)

    assert lines == [
        "1.0.0 says that it was adopted, but a decision does not travel in a text: it stays a working edition.",
        "action-guidelines 1.0.0-draft.1 4",
        "action-guidelines 1.0.0 4",
        "action-guidelines 2.0.0 4",
    ]
    assert list(Edition.objects.order_by("pk").values_list("state", flat=True)) == ["published", "working", "adopted"]
    assert imported(tmp_path)[:3] == ["1.0.0-draft.1 is there already.", "1.0.0 is there already.", "2.0.0 is there already."]


def test_a_published_draft_with_an_unexplained_change_stays_a_working_edition_and_is_named(tmp_path):
    first = make_manuscript("1.0.0-draft.1", state="published", published_on=date(2022, 2, 4))
    second = make_manuscript("1.0.0-draft.2", clauses=CLAUSES[:3], started_from="1.0.0-draft.1", state="published")
    for manuscript in (first, second):
        write_folder(manuscript, tmp_path)

    lines = imported(tmp_path)

    assert lines[0].endswith(
        "without a reason: do-not-guess. Give a reason for each, or mark the change as formal. It stays a working edition until then."
    )
    assert list(Edition.objects.order_by("pk").values_list("state", flat=True)) == ["published", "working"]


def test_an_edition_that_is_there_with_other_words_is_left_and_named(tmp_path):
    write_folder(make_manuscript("1.0.0"), tmp_path)
    imported(tmp_path)
    text = tmp_path / "1.0.0" / "ja.md"
    text.write_text(text.read_text(encoding="utf-8").replace("行動の規範", "行動"), encoding="utf-8")

    assert imported(tmp_path)[0] == "1.0.0 is there already, with other words than the text has; it was left as it is."


def test_the_description_of_a_document_follows_its_folder(tmp_path):
    manuscript = make_manuscript("1.0.0")
    write_folder(manuscript, tmp_path)
    imported(tmp_path)
    write_folder(replace(manuscript, document=replace(manuscript.document, code="DS-1", aliases=("old-name",))), tmp_path)

    imported(tmp_path)

    document = Document.objects.get()
    assert (document.code, [alias.name for alias in document.aliases.all()]) == ("DS-1", ["old-name"])


def test_the_console_exports_an_edition_of_any_state(tmp_path):
    adopted = make_adopted("1.0.0", in_force_from=date(2022, 4, 1))
    make_edition("2.0.0")

    for version in ("1.0.0", "2.0.0"):
        call_command("export", "action-guidelines", version, str(tmp_path), stdout=StringIO())

    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.0.0", "2.0.0", "document.yaml"]
    assert "adopted" in (tmp_path / "1.0.0" / "edition.yaml").read_text(encoding="utf-8")
    with pytest.raises(CommandError, match=r"no edition 3\.0\.0\. Use one of these: 1\.0\.0, 2\.0\.0"):
        call_command("export", "action-guidelines", "3.0.0", str(tmp_path))
    with pytest.raises(CommandError, match=r"no document “action-guideline”\. Use one of these: action-guidelines"):
        call_command("export", "action-guideline", "1.0.0", str(tmp_path))
    assert adopted.is_taken_over is False


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"\x00" * 20, "ZIP"),
        (b"# \xff\xfe\xfa", "line 1"),
        (PLAIN.encode("cp932"), "CP932"),
        (b"a" * 10_000_001, "10000001 bytes"),
        ("# 目的 {#a}\n\n本文\n\n# 次 {#a}\n".encode(), "line 5"),
        (("# 目的\n\n## 表\n\n| a | b |\n|---|---|\n" + "| 1 " * 64 + "|\n").encode(), "line 7"),
        ("# 目的 {#a .nonsense}\n".encode(), "line 1"),
        (b"", "no clause"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(tmp_path, content, said):
    path = tmp_path / "bad.md"
    path.write_bytes(content)

    assert said in refused(path)


def test_paths_without_a_text_are_refused(tmp_path):
    assert "no Markdown or Word file" in refused(tmp_path)
    assert "Check the path" in refused(tmp_path / "missing.md")


def test_a_pipe_is_no_text(tmp_path):
    pipe = tmp_path / "text.md"
    os.mkfifo(pipe)

    with pytest.raises(CommandError, match="There is no Markdown or Word file here"):
        call_command("import", str(pipe))


def test_a_clause_longer_than_any_is_refused(tmp_path):
    file = tmp_path / "long.md"
    file.write_text("# Long {#long}\n\n" + "x" * 50_001 + "\n")

    with pytest.raises(CommandError, match=r"“long” has 50,005 characters in one language; a clause may have 50,000\. Divide it"):
        call_command("import", str(file))

    assert not Document.objects.exists()


def test_what_else_lies_in_a_folder_is_named(tmp_path):
    for name in ("01.md", "02.md", "steps.png", "rules.docx"):
        (tmp_path / name).write_text(f"# {name}\n\nWords.\n")
    (tmp_path / "annexes").mkdir()

    notes = imported(tmp_path, "--slug", "rules")

    assert notes[0] == "Not read, for only the Markdown files of a folder are: annexes/, rules.docx, steps.png."


@pytest.mark.skipif(not DATA.exists(), reason="The real texts are not beside the checkout.")
def test_the_real_playbook_goes_out_and_comes_in_as_it_was(tmp_path):
    folder = DATA / "us-digital-services-playbook"
    imported(folder / "2014-08-12", "--slug", "playbook")
    imported(folder / "2020-08-11", "--slug", "playbook")

    for edition in Edition.objects.all():
        write_folder(manuscript_of(edition), tmp_path)
    again = imported(tmp_path)

    assert again[:2] == ["2014.8.12 is there already.", "2020.8.11 is there already."]


# The page.


def sheet(**fields):
    return {"slug": "rules", "version": "1.0.0", "language": "ja", "owner": "tokyo", "numbering": "arabic", "title": "規則", **fields}


def test_the_secretariat_brings_a_text_in_by_the_page(client):
    client.force_login(make_secretariat())
    address = reverse("guidelines:import")
    assert client.get(address).status_code == 200

    found = client.post(address, sheet(uploads=SimpleUploadedFile("rules.md", PLAIN.encode())))
    text = found.context["form"].initial["text"]
    assert [row.clause.line_number for row in found.context["rows"]] == [3, 7]
    assert Edition.objects.count() == 0

    mended = text.replace("利用者から始める。", "利用者から始めよう。")
    checked = client.post(address, sheet(text=mended))
    assert (checked.status_code, Edition.objects.count()) == (200, 0)
    accepted = client.post(address, sheet(text=mended, accept="1"))

    edition = Edition.objects.get()
    assert (accepted.status_code, accepted["Location"]) == (302, edition.get_absolute_url())
    assert "始めよう" in edition.clauses.last().texts.get().body
    assert (edition.state, edition.document.owner.slug) == ("working", "tokyo")


def test_a_text_of_its_own_family_enters_no_family_of_others_whose_address_is_equal(client):
    theirs = make_family("rules", titles={"ja": "市の規則", "en": "Rules of the city"}, owner=make_organization("city"))
    client.force_login(make_secretariat())
    address = reverse("guidelines:import")
    unseen = client.post(address, sheet(pasted=PLAIN))
    make_document("city-rules", family=theirs)
    make_adopted("1.0.0", slug="city-rules")
    seen = client.post(address, sheet(pasted=PLAIN))

    assert unseen.context["form"].errors["slug"] == [
        "The address rules already belongs to a family whose texts are not public yet. Choose another address."
    ]
    assert '<a href="/guidelines/families/rules/">Choose another address, or use that family:' in seen.text
    assert "The address rules already belongs to the family “Rules of the city” of " in seen.text
    with pytest.raises(FamilyAddressTaken):
        document_of(DocumentSheet("rules", {"ja": "規則"}, owner="tokyo", numbering="arabic"), by=OPERATOR)
    assert not Document.objects.filter(slug="rules").exists()

    found = client.post(address, sheet(pasted=PLAIN, family="rules"))
    client.post(address, sheet(text=found.context["form"].initial["text"], family="rules", accept="1"))

    entered = Document.objects.get(slug="rules")
    assert (entered.family, entered.owner.slug) == (theirs, "tokyo")
    assert [(claim.kind, claim.state) for claim in Claim.objects.filter(edge=entered.uuid)] == [("in_family", "asked")]


OFFICE = """○窓口の案内に関する要領

令和5年3月1日制定

一部改正　令和6年4月1日

（令和6年5月1日施行）

第1条　職員は、案内を短く書かなければならない。

第2条　職員は、図を使うことができる。

第3条　この要領の見直しは、別に定める。
"""


def test_what_the_text_says_of_its_days_and_forces_is_offered_and_kept_where_somebody_takes_it(client):
    client.force_login(make_secretariat())
    address = reverse("guidelines:import")

    found = client.post(address, sheet(title="", numbering="", pasted=OFFICE))
    form = found.context["form"]
    assert form.initial["title"] == "窓口の案内に関する要領"
    assert [label for _value, label in form.fields["days"].choices] == ["Decided on 1 April 2024", "In force from 1 May 2024"]
    assert [row.said for row in found.context["rows"]] == ["", "Must", "May", ""]
    assert {row.clause.force for row in found.context["rows"]} == {"none"}

    text = form.initial["text"]
    key = found.context["rows"][1].clause.key
    sent = sheet(text=text, title="要領", numbering="ordinances", days_named=form.initial["days_named"], days=["decided_on=2024-04-01"])
    taken = client.post(address, {**sent, "take_forces": "1", "force_of": [key]})
    assert [row.clause.force for row in taken.context["rows"]] == ["none", "must", "none", "none"]
    assert taken.context["form"]["days"].value() == ["decided_on=2024-04-01"]
    client.post(address, {**sent, "text": taken.context["form"].initial["text"], "accept": "1"})

    edition = Edition.objects.get()
    assert (edition.decided_on, edition.in_force_from) == (date(2024, 4, 1), None)
    assert [clause.force for clause in edition.clauses.all()] == ["none", "must", "none", "none"]


def test_days_that_the_text_does_not_name_are_refused(client):
    client.force_login(make_secretariat())

    answer = client.post(
        reverse("guidelines:import"),
        sheet(text="# 目的 {#a}\n", days_named="decided_on=2024-04-01 day=x", days=["decided_on=1999-01-01"], accept="1"),
    )

    assert "days" in answer.context["form"].errors
    assert Edition.objects.count() == 0


def test_a_pasted_text_and_several_files_are_read_too(client):
    client.force_login(make_secretariat())

    pasted = client.post(reverse("guidelines:import"), sheet(pasted=PLAIN))
    files = [SimpleUploadedFile(f"0{number}.md", f"# 第{number}の条\n\n本文{number}\n".encode()) for number in (2, 1)]
    several = client.post(reverse("guidelines:import"), sheet(uploads=files))

    assert len(pasted.context["rows"]) == 2
    assert [row.passage.heading for row in several.context["rows"]] == ["第1の条", "第2の条"]


def test_the_page_says_what_was_refused_and_where(client):
    client.force_login(make_secretariat())
    address = reverse("guidelines:import")

    cp932 = client.post(address, sheet(uploads=SimpleUploadedFile("rules.md", PLAIN.encode("cp932"))))
    twice = client.post(address, sheet(text="# 目的 {#a}\n\n# 次 {#a}\n", accept="1"))
    nothing = client.post(address, sheet())

    assert "rules.md, line 1" in cp932.context["form"].non_field_errors()[0]
    assert "line 3" in twice.context["form"].non_field_errors()[0]
    assert nothing.context["form"].non_field_errors() == ["Choose a file or paste a text."]
    assert Document.objects.count() == 0


def test_a_document_of_another_organization_is_not_imported_to(client):
    make_edition("1.0.0")
    osaka = make_organization("osaka")
    client.force_login(make_secretariat("bob", organization=osaka))

    answer = client.post(reverse("guidelines:import"), sheet(slug="action-guidelines", owner="osaka", pasted=PLAIN))
    foreign = client.post(reverse("guidelines:import"), sheet(owner="tokyo", pasted=PLAIN))

    assert answer.context["form"].errors["slug"] == ["This address belongs to a document of another organization."]
    assert "owner" in foreign.context["form"].errors


def test_what_is_left_empty_is_read_from_the_text(client):
    client.force_login(make_secretariat())
    uploads = SimpleUploadedFile("plain-rules-1.2.0.md", PLAIN.encode())

    found = client.post(reverse("guidelines:import"), {"owner": "tokyo", "uploads": uploads})

    initial = found.context["form"].initial
    assert {name: initial[name] for name in ("slug", "version", "language", "title")} == {
        "slug": "plain-rules",
        "version": "1.2.0",
        "language": "ja",
        "title": "指針",
    }


def test_nothing_of_a_foreign_document_is_read_into_the_text(client):
    make_edition("1.0.0", slug="plain-rules")
    client.force_login(make_secretariat("bob", organization=make_organization("osaka")))
    uploads = SimpleUploadedFile("plain-rules.md", PLAIN.encode())

    answer = client.post(reverse("guidelines:import"), {"owner": "osaka", "uploads": uploads})

    assert "another organization" in answer.context["form"].non_field_errors()[0]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_queries_for_one_and_three_working_editions(client, django_assert_num_queries, number):
    for minor in range(number):
        make_edition(f"1.{minor}.0")
    client.force_login(make_secretariat())
    address = reverse("guidelines:import")
    client.get(address)

    with django_assert_num_queries(14):
        answer = client.get(address)

    assert len(answer.context["working"]) == number


def test_nobody_else_finds_the_page(client):
    address = reverse("guidelines:import")

    assert client.get(address).status_code == 302
    client.force_login(make_person("dave"))
    assert client.get(address).status_code == 404


def test_a_working_edition_is_discarded_on_the_page(client):
    edition = make_edition("1.0.0")
    address = reverse("guidelines:discard", args=["action-guidelines", "1.0.0"])
    client.force_login(make_person("dave"))
    assert client.post(address).status_code == 404
    client.force_login(make_secretariat())

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302

    assert (Edition.objects.filter(pk=edition.pk).exists(), Document.objects.count()) == (False, 0)
    assert OPERATOR.name == "system:operator"


def test_a_foreign_file_in_which_some_headings_have_an_id_comes_in(tmp_path):
    path = tmp_path / "rules.md"
    path.write_text("# Rules\n\n## Log {#diary}\n\nWrite.\n\n## Staff\n\nSee [it](#diary).\n", encoding="utf-8")

    (brought,) = bring_in(path, details=TextDetails(slug="rules", version="1.0.0"), by=OPERATOR)

    assert list(brought.edition.clauses.order_by("position").values_list("line__key", flat=True)) == ["diary", "staff"]
