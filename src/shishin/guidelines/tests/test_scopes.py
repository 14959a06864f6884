from __future__ import annotations

import pytest

from shishin.guidelines.bringing_in.bringing_in import TextDetails, bring_in
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.vocabulary import add_scope, change_scope, read_vocabulary, unknown_values, with_scopes_in_order
from shishin.guidelines.errors.managing import ScopeNameTaken, ScopeNameUnfit, ScopeValueInUse, ScopeValueTwice, ScopeValueUnfit
from shishin.guidelines.models import Clause, Edition, Scope
from shishin.guidelines.tests.makers import make_adopted, make_edition, make_manuscript, words
from shishin.kit.errors import DataNotUnderstood
from shishin.people.data_files import load_data
from shishin.people.tests.makers import make_owner, make_people_office, make_secretariat
from shishin.texts.errors import WrongAttribute
from shishin.texts.manuscript import ManuscriptClause
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

LIMITED = ManuscriptClause(
    "a", 1, applicability={"tier": ("low", "grave"), "phase": ("planning",)}, passages=words("見出し"), line_number=3
)


def value(name, *, retired=False, **titles):
    return {"value": name, "titles": titles} | ({"retired": True} if retired else {})


def change(scope, **given):
    told = {"titles": scope.titles, "values": scope.values, "position": scope.position, "is_retired": scope.is_retired}
    return change_scope(scope, **{**told, **given}, by=OPERATOR)


def acts():
    return list(Entry.objects.filter(key__startswith="guidelines.scope").values_list("key", flat=True))


def test_a_scope_is_added_after_the_others_and_known_from_then_on():
    scope = add_scope(slug="channel", titles={"ja": "窓口"}, values=[value("desk", ja="対面")], by=OPERATOR)

    assert list(read_vocabulary()) == ["phase", "audience", "service", "tier", "channel"]
    assert read_vocabulary()["channel"].values == {"desk": {"ja": "対面"}}
    assert [(entry.key, entry.about) for entry in Entry.objects.filter(about__contains=str(scope.uuid))] != []
    assert acts() == ["guidelines.scope_added"]


@pytest.mark.parametrize(
    ("slug", "values", "refusal"),
    [
        ("tier", [], ScopeNameTaken),
        ("force", [], ScopeNameUnfit),
        ("2nd", [], ScopeNameUnfit),
        ("channel", [value("a b")], ScopeValueUnfit),
        ("channel", [value("a" * 101)], ScopeValueUnfit),
        ("channel", [value("a"), value("a")], ScopeValueTwice),
    ],
)
def test_a_scope_that_texts_could_not_name_is_refused(slug, values, refusal):
    with pytest.raises(refusal):
        add_scope(slug=slug, titles={"ja": "名"}, values=values, by=OPERATOR)
    assert acts() == []


def test_what_clauses_are_limited_to_is_retired_and_not_removed():
    tier = Scope.objects.get(slug="tier")
    edition = make_adopted(clauses=[LIMITED])
    fixed = edition.text_hash

    with pytest.raises(ScopeValueInUse) as refused:
        change(tier, values=[value("medium"), value("high")])
    changed = change(tier, values=[value("low", retired=True, ja="低"), value("high", ja="高")])

    assert "low" in refused.value.message
    assert "retired: true" in refused.value.way_out
    assert read_vocabulary()["tier"].offered(()) == ["high"]
    assert read_vocabulary()["tier"].offered(("low", "grave")) == ["high", "low", "grave"]
    assert change(changed).values == changed.values
    assert acts() == ["guidelines.scope_changed"]
    assert edition_hash(Edition.objects.get(pk=edition.pk)) == fixed


def test_a_retired_scope_is_offered_to_no_clause_that_is_not_limited_to_it():
    change(Scope.objects.get(slug="tier"), is_retired=True)

    assert read_vocabulary()["tier"].offered(()) == []
    assert read_vocabulary()["tier"].offered(("low",)) == ["low"]


def test_values_nobody_has_words_for_are_named_once_with_their_line():
    again = ManuscriptClause("b", 1, applicability={"tier": ("grave",)}, line_number=9)

    found = list(unknown_values([LIMITED, again]))

    assert [(one.scope, one.value, one.line_number) for one in found] == [("tier", "grave", 3)]
    assert found[0].words == "Line 3: “grave” is not a known value of “Risk tier”. It is kept as it is written."


def test_scopes_are_written_to_files_in_the_order_of_the_vocabulary():
    manuscript = make_manuscript(clauses=[LIMITED])

    assert list(with_scopes_in_order(manuscript).clauses[0].applicability) == ["phase", "tier"]
    change(Scope.objects.get(slug="tier"), position=0)
    assert list(with_scopes_in_order(manuscript).clauses[0].applicability) == ["tier", "phase"]


def test_a_text_keeps_an_unknown_value_and_is_refused_with_an_unknown_scope(tmp_path):
    known, unknown = tmp_path / "known.md", tmp_path / "unknown.md"
    known.write_text("# 目的 {#purpose tier=grave}\n")
    unknown.write_text("# 目的 {#purpose}\n\n# 次 {#next mood=good}\n")
    details = TextDetails(slug="guide", version="1.0.0", language="ja")

    (brought,) = bring_in(known, details=details, by=OPERATOR)
    with pytest.raises(WrongAttribute) as refused:
        bring_in(unknown, details=details, by=OPERATOR)

    assert brought.notes == ("Line 1: “grave” is not a known value of “Risk tier”. It is kept as it is written.",)
    assert Clause.objects.get(edition=brought.edition).applicability == {"tier": ["grave"]}
    assert refused.value.line == 3
    assert "tier=…" in refused.value.way_out


def test_a_data_file_adds_changes_and_retires_and_says_which_line_is_wrong():
    def load(text):
        return [(outcome.name, outcome.what) for outcome in load_data(text, source="scopes.yaml", by=OPERATOR)]

    added = "scopes:\n- slug: channel\n  titles: {ja: 窓口, en: Channel}\n  values:\n  - value: desk\n    titles: {ja: 対面, en: desk}\n"
    retired = added + "    retired: true\n  retired: true\n"
    assert load(added) == [("channel", "added")]
    assert load(added) == []
    assert load(retired) == [("channel", "changed")]
    assert load("scopes:\n- slug: channel\n") == []

    scope = Scope.objects.get(slug="channel")
    assert (scope.values, scope.is_retired) == ([value("desk", retired=True, ja="対面", en="desk")], True)
    for wrong, line in (("values: desk", 2), ("values:\n  - {worth: 1}", 4), ("retired: perhaps", 2), ("values: [{value: a b}]", 2)):
        with pytest.raises(DataNotUnderstood) as refused:
            load(f"scopes:\n- slug: channel\n  {wrong}\n")
        assert refused.value.line == line
    make_edition(clauses=[ManuscriptClause("a", 1, applicability={"channel": ("desk",)}, passages=words("見出し"))])
    with pytest.raises(DataNotUnderstood, match="cannot be removed"):
        load("scopes:\n- slug: channel\n  values: []\n")


def test_scopes_are_shown_to_writers_and_kept_by_owners(client):
    make_edition(clauses=[LIMITED])
    assert client.get("/manage/scopes/").status_code == 302
    client.force_login(make_people_office())
    assert client.get("/manage/scopes/").status_code == 404
    client.force_login(make_secretariat())
    rows = client.get("/manage/scopes/").context["rows"]
    assert [(scope.slug, values[0], unknown) for scope, values, unknown in rows][:1] == [("phase", ("planning", "planning", False), [])]
    assert [unknown for _, _, unknown in rows] == [[], [], [], []]
    assert client.get("/manage/scopes/tier/").status_code == 404
    assert client.get("/manage/scopes/add/").status_code == 404


def test_an_owner_adds_changes_and_retires_on_pages(client):
    make_edition(clauses=[LIMITED])
    client.force_login(make_owner())
    listed = client.get("/manage/scopes/").context["rows"]
    assert [unknown for _, _, unknown in listed] == [[], [], [], ["grave"]]
    offered = client.get("/manage/scopes/tier/?value=grave").context["form"].initial["values"]
    assert offered.endswith("- value: grave\n  titles: {ja: grave, en: grave}\n")

    client.post("/manage/scopes/tier/", {"titles_ja": "危険度", "values": offered, "position": "4"})
    broken = client.post("/manage/scopes/tier/", {"titles_ja": "危険度", "values": "values: [", "position": "4"})
    refused = client.post("/manage/scopes/tier/", {"titles_ja": "危険度", "values": "", "position": "4"})
    client.post("/manage/scopes/add/", {"titles_ja": "窓口", "slug": "channel", "values": ""})
    client.post("/manage/scopes/channel/", {"titles_ja": "窓口", "values": "", "position": "5", "is_retired": "on"})

    assert [one["value"] for one in Scope.objects.get(slug="tier").values] == ["low", "medium", "high", "grave"]
    assert list(broken.context["form"].errors) == ["values"]
    assert refused.status_code == 409
    assert Scope.objects.get(slug="channel").is_retired
    assert acts() == ["guidelines.scope_changed", "guidelines.scope_added", "guidelines.scope_changed"]
    assert client.get("/manage/scopes/").status_code == 200


def test_the_check_of_an_import_names_an_unknown_value_and_offers_it_to_an_owner(client):
    given = {"slug": "guide", "version": "1.0.0", "language": "ja", "pasted": "# 目的 {#purpose tier=grave}\n"}
    link = 'href="/manage/scopes/tier/?value=grave"'

    answers = []
    for person in (make_secretariat(), make_owner()):
        client.force_login(person)
        organization = client.get("/guidelines/import/").context["form"].owners.first()
        answers.append(client.post("/guidelines/import/", {**given, "owner": organization.slug}).content.decode())

    assert ["“grave” is not a known value of “Risk tier”" in answer for answer in answers] == [True, True]
    assert [link in answer for answer in answers] == [False, True]
