from __future__ import annotations

from copy import deepcopy

import pytest

from shishin.guidelines.default_data import load_schemes
from shishin.guidelines.editions.vocabulary import change_scheme
from shishin.guidelines.errors.managing import SchemeIsFixed
from shishin.guidelines.models import NumberingScheme
from shishin.guidelines.searching.synonyms import synonyms_of
from shishin.guidelines.tests.makers import make_adopted, make_document
from shishin.people.tests.makers import make_organization, make_owner, make_people_office, make_secretariat
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _schemes():
    load_schemes()


def test_schemes_are_shown_with_what_they_do_and_kept_by_owners(client):
    assert client.get("/manage/numbering/").status_code == 302
    client.force_login(make_people_office())
    assert client.get("/manage/numbering/").status_code == 404
    client.force_login(make_secretariat())
    samples = {scheme.slug: sample for scheme, sample in client.get("/manage/numbering/").context["rows"]}
    assert samples["chapters"].columns == ["日本語", "English", "Other languages"]
    assert [labels for _depth, labels, _words in samples["chapters"].rows][:4] == [
        [("ja", "第1章"), ("en", "Chapter 1"), ("*", "I")],
        [("ja", "1"), ("en", "1"), ("*", "1")],
        [("ja", "(1)"), ("en", "(1)"), ("*", "(1)")],
        [("ja", "ア"), ("en", "(a)"), ("*", "(a)")],
    ]
    assert client.get("/manage/numbering/dai/").status_code == 404
    assert client.get("/manage/numbering/add/").status_code == 404


def test_an_owner_adds_a_scheme_and_a_wrong_one_is_refused(client):
    client.force_login(make_owner())
    given = {"title_ja": "数字", "slug": "roman-only", "rules": "depths:\n  - {style: arabic}\n"}

    wrong = client.post("/manage/numbering/add/", {**given, "rules": "depths:\n  - {style: runes}\n"})
    broken = client.post("/manage/numbering/add/", {**given, "rules": "depths: ["})
    client.post("/manage/numbering/add/", given)
    client.post("/manage/numbering/roman-only/", {"title_ja": "数字", "rules": '{"depths": [{"style": "roman"}]}'})

    assert "depths 1 style" in wrong.context["form"].non_field_errors()[0]
    assert list(broken.context["form"].errors) == ["rules"]
    assert NumberingScheme.objects.get(slug="roman-only").rules == {"depths": [{"style": "roman"}]}
    keys = list(Entry.objects.values_list("key", flat=True))
    assert keys == ["guidelines.numbering_scheme_added", "guidelines.numbering_scheme_changed"]


def test_numbers_that_bind_stay_and_those_of_translations_may_change(client):
    scheme, owner = NumberingScheme.objects.get(slug="articles"), make_owner()
    make_document("law", numbering=scheme)
    make_adopted("1.0.0", slug="law")
    rules = deepcopy(scheme.rules)
    rules["depths"][0]["in"]["en"] = {"format": "Rule {n}"}

    changed = change_scheme(scheme, titles=scheme.titles, rules=rules, by=owner)
    assert changed.rules_in("en")["depths"][0]["format"] == "Rule {n}"

    rules["depths"][0]["in"]["ja"] = {"format": "規則{n}"}
    with pytest.raises(SchemeIsFixed):
        change_scheme(changed, titles=scheme.titles, rules=rules, by=owner)


def test_a_secretariat_sets_the_form_of_its_own_tables_alone(client):
    city, other = make_organization("city"), make_organization("other")
    client.force_login(make_secretariat(city))

    assert client.get(f"/manage/comparison/{other.slug}/").status_code == 404
    assert client.get("/manage/comparison/").status_code == 200
    assert client.get("/manage/comparison/city/").status_code == 200
    wrong = client.post("/manage/comparison/city/", {"profile": "order: sideways"})
    client.post("/manage/comparison/city/", {"profile": "order: old-left"})

    city.refresh_from_db()
    assert city.comparison_profile == {"order": "old-left"}
    assert wrong.context["form"].errors
    client.post("/manage/comparison/city/", {"profile": ""})
    city.refresh_from_db()
    assert city.comparison_profile == {}


def test_a_secretariat_keeps_the_synonyms_of_its_own_texts_and_unfit_ones_are_refused(client):
    city, other = make_organization("city"), make_organization("other")
    client.force_login(make_secretariat(city))

    assert client.get("/manage/synonyms/").status_code == 200
    assert client.get("/manage/synonyms/city/").status_code == 200
    assert client.get(f"/manage/synonyms/{other.slug}/").status_code == 404
    wrong = client.post("/manage/synonyms/city/", {"groups": "庁、本部\nalone"})
    client.post("/manage/synonyms/city/", {"groups": "庁、本部\n\n  ward office,  区役所 "})
    client.post("/manage/synonyms/city/", {"groups": "庁、本部\nward office, 区役所"})

    assert wrong.status_code == 409
    assert "Line 2, “alone”" in wrong.context["form"].non_field_errors()[0]
    assert synonyms_of(city) == [["庁", "本部"], ["ward office", "区役所"]]
    assert list(Entry.objects.values_list("key", flat=True)) == ["guidelines.synonyms_set"]
    assert "庁, 本部" in client.get("/manage/synonyms/city/").content.decode()
