"""The cover page of an edition: title, outline, what the revision does and keywords, changed on one page and undone like words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.guidelines.comparing.profiles import set_comparison_profile
from shishin.guidelines.drafting.covering import change_cover, cover_hash, cover_of, draft_words_in
from shishin.guidelines.drafting.undoing import undo_last
from shishin.guidelines.editions.exporting import manuscript_of
from shishin.guidelines.errors.drafting import ChangedSince, NoTitle
from shishin.guidelines.errors.editions import NotAWorkingEdition
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import make_adopted, make_auditor, make_edition, make_secretariat
from shishin.guidelines.trail_hashes import facts_hash
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
COVER = {
    "titles": {"ja": "行動指針（案）", "en": "Action guidelines (draft)"},
    "outlines": {"ja": "都の職員の行動を定める。"},
    "revision_notes": {"ja": "第3条を改めた。"},
    "keywords": {"ja": ["行動", "指針"], "en": ["conduct"]},
}


@pytest.fixture
def edition():
    return make_edition(titles={"ja": "行動指針", "en": "Action guidelines"})


def test_the_cover_is_changed_as_a_whole_and_undone_as_a_whole(edition):
    was, facts = cover_of(edition), facts_hash(edition)

    change_cover(edition, **COVER, by=OPERATOR)
    edition.refresh_from_db()
    changed, changed_facts = cover_of(edition), facts_hash(edition)
    undo_last(edition, by=OPERATOR)
    edition.refresh_from_db()

    assert (changed, cover_of(edition)) == (COVER, was)
    assert changed_facts != facts == facts_hash(edition)
    assert Entry.objects.get(key="guidelines.cover_changed").data["fields"] == ["titles", "outlines", "revision_notes", "keywords"]


def test_what_others_wrote_on_the_cover_since_is_not_undone(edition):
    change_cover(edition, **COVER, by=OPERATOR)
    Edition.objects.filter(pk=edition.pk).update(keywords={"ja": ["別"]})

    with pytest.raises(ChangedSince):
        undo_last(edition, by=OPERATOR)


def test_the_same_cover_is_no_change_and_empty_words_are_none(edition):
    change_cover(edition, titles=edition.titles, outlines={"ja": ""}, revision_notes={}, keywords={"en": []}, by=OPERATOR)

    assert not edition.operations.exists()


def test_a_title_in_the_language_that_binds_is_needed_and_a_fixed_edition_keeps_its_cover(edition):
    with pytest.raises(NoTitle):
        change_cover(edition, **{**COVER, "titles": {"en": "Only English"}}, by=OPERATOR)
    adopted = make_adopted("2.0.0", slug="another")
    with pytest.raises(NotAWorkingEdition):
        change_cover(adopted, **COVER, by=OPERATOR)


def test_the_cover_goes_out_with_the_text(edition):
    change_cover(edition, **COVER, by=OPERATOR)

    sheet = manuscript_of(Edition.objects.get(pk=edition.pk)).edition

    assert (sheet.titles, sheet.outlines, sheet.revision_notes) == (COVER["titles"], COVER["outlines"], COVER["revision_notes"])
    assert {language: list(words) for language, words in sheet.keywords.items()} == COVER["keywords"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("行動指針（案）", ["案"]),
        ("行動指針　原案", ["原案", "案"]),
        ("行動指針（案）第2版", ["案"]),
        ("行動指針案の概要", ["案"]),
        ("Ａction guidelines (ＤＲＡＦＴ)", ["draft"]),
        ("案内の指針", []),
        ("Rules of drafting", []),
        ("Overdraft rules", []),
        ("行動指針", []),
    ],
)
def test_a_draft_word_counts_where_it_stands_as_a_word(title, words):
    assert draft_words_in(make_edition(titles={"ja": title})) == words


def test_an_organization_says_which_words_call_a_text_a_draft(edition):
    set_comparison_profile(edition.document.owner, {"draft_words": ["たたき台"]}, by=OPERATOR)
    edition = make_edition("1.1.0", slug="rules", titles={"ja": "規則（案）のたたき台"})

    assert draft_words_in(edition) == ["たたき台"]


def test_the_page_changes_the_cover_and_adopting_warns_of_a_title_that_says_draft(client, edition):
    secretariat = make_secretariat()
    address = reverse("guidelines:cover", args=[edition.document.slug, edition.version])
    adopting = reverse("guidelines:adopt", args=[edition.document.slug, edition.version])
    client.force_login(secretariat)
    assert "calls the text a draft" not in client.get(adopting).content.decode()

    sent = {"titles_ja": "行動指針（案）", "titles_en": "", "keywords_ja": "行動、 指針,市民", "outlines_ja": "一つ。"}
    answer = client.post(address, {**sent, "based_on": cover_hash(edition)})

    edition.refresh_from_db()
    assert answer.status_code == 302
    assert (edition.titles, edition.keywords, edition.outlines) == (
        {"ja": "行動指針（案）"},
        {"ja": ["行動", "指針", "市民"]},
        {"ja": "一つ。"},
    )
    page = client.get(adopting).content.decode()
    assert f'<a href="{address}">The title still calls the text a draft (案).' in page
    read = client.get(edition.get_absolute_url()).content.decode()
    assert "行動, 指針, 市民" in read
    assert "一つ。" in read


def test_nobody_else_changes_the_cover(client, edition):
    address = reverse("guidelines:cover", args=[edition.document.slug, edition.version])
    assert client.get(address).status_code == 302
    client.force_login(make_auditor())

    assert client.post(address, {"titles_ja": "他"}).status_code == 404
    edition.refresh_from_db()
    assert edition.titles == {"ja": "行動指針", "en": "Action guidelines"}


def test_two_people_do_not_overwrite_the_cover_of_one_another(client, edition):
    Edition.objects.filter(pk=edition.pk).update(outlines={"fr": "Ce texte."})
    client.force_login(make_secretariat())
    address = reverse("guidelines:cover", args=[edition.document.slug, edition.version])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    first = client.post(address, {**sent, "outlines_ja": "先の概要。"})
    second = client.post(address, {**sent, "outlines_ja": "後の概要。"})

    edition.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert edition.outlines == {"ja": "先の概要。", "fr": "Ce texte."}
    assert "後の概要。" in second.content.decode()
