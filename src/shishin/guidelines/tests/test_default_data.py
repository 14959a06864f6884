from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override

from shishin.guidelines.default_data import delivered_schemes, delivered_scopes, load_schemes, load_scopes
from shishin.guidelines.editions.vocabulary import read_vocabulary
from shishin.guidelines.models import NumberingScheme, Scope
from shishin.texts.numbering.by_language import rules_in
from shishin.texts.scopes import limits

pytestmark = pytest.mark.django_db


def test_the_schemes_are_there_after_migrating():
    assert set(NumberingScheme.objects.values_list("slug", flat=True)) == {scheme["slug"] for scheme in delivered_schemes()}


def test_loading_again_changes_nothing_and_leaves_what_was_changed():
    NumberingScheme.objects.filter(slug="arabic").update(titles={"ja": "うちの番号"})
    NumberingScheme.objects.filter(slug="dai").delete()

    assert load_schemes() == 1
    assert load_schemes() == 0
    assert NumberingScheme.objects.get(slug="arabic").titles == {"ja": "うちの番号"}


def test_schemes_that_came_before_write_other_languages_after_the_upgrade_unless_an_office_changed_them():
    before = {scheme["slug"]: rules_in(scheme["rules"], "ja") for scheme in delivered_schemes()}
    for slug in ("dai", "articles"):
        NumberingScheme.objects.filter(slug=slug).update(rules=before[slug])
    own = {"depths": [{"style": "katakana"}]}
    NumberingScheme.objects.filter(slug="arabic").update(rules=own)
    migration = import_module("shishin.guidelines.migrations.0013_numbers_by_language")

    for _again in range(2):
        migration.add_languages(apps, SimpleNamespace(connection=connection))
    after = dict(NumberingScheme.objects.values_list("slug", "rules"))
    migration.remove_languages(apps, SimpleNamespace(connection=connection))

    assert after == {**{scheme["slug"]: scheme["rules"] for scheme in delivered_schemes()}, "arabic": own}
    assert dict(NumberingScheme.objects.values_list("slug", "rules")) == {**before, "arabic": own}


def test_the_scopes_are_there_after_migrating_in_their_order():
    assert list(Scope.objects.values_list("slug", flat=True)) == ["phase", "audience", "service", "tier"]


def test_loading_scopes_again_adds_what_is_missing_at_the_end_and_leaves_what_was_changed():
    Scope.objects.filter(slug="tier").update(titles={"ja": "危険度"}, values=[])
    Scope.objects.filter(slug="phase").delete()

    assert load_scopes() == 1
    assert load_scopes() == 0
    assert [(scope.slug, scope.titles["ja"]) for scope in Scope.objects.all()][-2:] == [("tier", "危険度"), ("phase", "段階")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Phase: review, closing", "For: staff of digital services", "Service: data services, nobody-knows", "Risk tier: high"]),
        ("ja", ["段階：見直し、終了", "対象：デジタルサービスに携わる職員", "サービス：データの提供、nobody-knows", "リスクの区分：高"]),
    ],
)
def test_the_delivered_words_are_those_of_the_pages(language, expected):
    stored = {"tier": ["high"], "service": ["data", "nobody-knows"], "audience": ["digital-staff"], "phase": ["review", "closing"]}

    with override(language):
        assert limits(stored, vocabulary=read_vocabulary()) == expected
    assert all(set(value["titles"]) == {"ja", "en"} for scope in delivered_scopes() for value in scope["values"])
