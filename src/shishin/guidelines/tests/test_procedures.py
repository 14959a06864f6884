"""Who adopts which kind of revision: kept on the document, asked for at every adoption."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from shishin.councils.models import Body, Decision, Seat
from shishin.guidelines.acting.adopting import adopt_edition, decide_and_adopt
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.editions.describing import describe_document
from shishin.guidelines.editions.exporting import document_sheet
from shishin.guidelines.editions.procedures import change_procedure, change_version, lineage_of, rules_of
from shishin.guidelines.errors.editions import (
    FormalButSubstantive,
    NoSuchBody,
    NotForTheSecretariat,
    NotTheBodyNamed,
    UnknownRevision,
    VersionGoesBack,
    VersionSaysOtherwise,
)
from shishin.guidelines.models import Clause, Document, Edition
from shishin.guidelines.tests.makers import (
    make_adopted,
    make_auditor,
    make_decision,
    make_document,
    make_edition,
    make_organization,
    make_person,
    make_secretariat,
)
from shishin.texts.text_form.sheets import read_document_sheet, write_document_sheet
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db

DAY = date(2022, 4, 1)


def make_office(slug: str = "office", kind: Body.Kind = Body.Kind.SECRETARIAT) -> Body:
    return Body.objects.create(slug=slug, kind=kind)


def name_on(edition: Edition, **procedure: list[str]) -> None:
    Document.objects.filter(pk=edition.document_id).update(procedure=procedure)
    edition.document.refresh_from_db()


def formal_revision() -> Edition:
    """1.0.1 with one clause that another force marks, recorded as formal."""
    edition = start_next_edition(make_adopted("1.0.0", in_force_from=date(2021, 4, 1)), version="1.0.1", by=OPERATOR)
    Clause.objects.filter(edition=edition, line__key="design").update(applicability={"phase": ["planning"]})
    explain_changes(edition, ["kept:design"], words={}, is_substantive=False, by=OPERATOR)
    return edition


def test_a_procedure_is_kept_in_order_and_recorded_with_what_it_was():
    document = make_document()
    make_office("council", Body.Kind.COUNCIL)

    change_procedure(document, procedure={"formal": [], "minor": ["council", "council"], "enactment": ["council"]}, by=make_secretariat())

    document.refresh_from_db()
    assert document.procedure == {"enactment": ["council"], "minor": ["council"]}
    entry = Entry.objects.get(key="guidelines.procedure_changed")
    assert entry.data == {"before": {}, "procedure": {"enactment": ["council"], "minor": ["council"]}}
    assert [(rule.revision, [body.slug for body in rule.bodies], rule.is_open) for rule in rules_of(document)] == [
        ("enactment", ["council"], False),
        ("major", [], True),
        ("minor", ["council"], False),
        ("formal", [], True),
    ]


def test_the_same_procedure_again_changes_nothing():
    document = make_document()
    make_office("council", Body.Kind.COUNCIL)

    change_procedure(document, procedure={"minor": ["council"]}, by=OPERATOR)
    change_procedure(document, procedure={"minor": ["council"]}, by=OPERATOR)

    assert Entry.objects.filter(key="guidelines.procedure_changed").count() == 1


@pytest.mark.parametrize(("procedure", "refusal"), [({"yearly": ["x"]}, UnknownRevision), ({"minor": ["nobody"]}, NoSuchBody)])
def test_a_procedure_names_kinds_and_bodies_that_there_are(procedure, refusal):
    document = make_document()

    with pytest.raises(refusal):
        change_procedure(document, procedure=procedure, by=OPERATOR)

    document.refresh_from_db()
    assert document.procedure == {}


def test_a_procedure_travels_in_the_text_form_and_a_silent_sheet_does_not_lift_it():
    document = make_document()
    sheet = read_document_sheet(
        "slug: action-guidelines\ntitles: {ja: 行動指針}\nowner: tokyo\nprocedure: {formal: office, enactment: [council, diet]}\n"
    )

    describe_document(document, sheet, by=OPERATOR)
    silent = read_document_sheet("slug: action-guidelines\ntitles: {ja: 行動指針}\nowner: tokyo\n")
    document = describe_document(document, silent, by=OPERATOR)

    assert document.procedure == {"enactment": ["council", "diet"], "formal": ["office"]}
    assert "procedure:\n  enactment: [council, diet]\n  formal: [office]\n" in write_document_sheet(document_sheet(document))


def test_only_the_body_named_for_the_kind_adopts():
    edition = make_edition("1.0.0")
    make_office("parliament", Body.Kind.COUNCIL)
    name_on(edition, enactment=["parliament"])

    with pytest.raises(NotTheBodyNamed, match=r"names parliament for this revision \(Enactment\)"):
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=DAY, by=OPERATOR)

    name_on(edition, enactment=["parliament", "council"], major=["parliament"])
    assert adopt_edition(edition, decision=make_decision(on=edition), in_force_from=DAY, by=OPERATOR).state == "adopted"


def test_a_formal_revision_changes_no_substance_on_any_draft_on_the_way():
    first = make_adopted("1.0.0", in_force_from=date(2021, 4, 1))
    draft = start_next_edition(first, version="1.0.1-draft.1", by=OPERATOR)
    Clause.objects.filter(edition=draft, line__key="design").update(applicability={"phase": ["planning"]})
    explain_changes(draft, ["kept:design"], words={"ja": "理由"}, is_substantive=True, by=OPERATOR)
    edition = start_next_edition(draft, version="1.0.1", by=OPERATOR)

    assert edition.revision == "formal"
    with pytest.raises(FormalButSubstantive, match="design"):
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=DAY, by=OPERATOR)

    change_version(edition, version="1.1.0", revision=Edition.Revision.MINOR, by=OPERATOR)
    assert adopt_edition(edition, decision=make_decision(on=edition), in_force_from=DAY, by=OPERATOR).version == "1.1.0"


@pytest.mark.parametrize(
    ("version", "revision", "refusal"),
    [
        ("1.1.0", "formal", VersionSaysOtherwise),
        ("1.0.1", "minor", VersionSaysOtherwise),
        ("2.0.0", "minor", VersionSaysOtherwise),
        ("2.0.0", "enactment", VersionSaysOtherwise),
        ("0.9.0", "minor", VersionGoesBack),
    ],
)
def test_the_version_number_says_the_kind_of_revision(version, revision, refusal):
    first = make_adopted("1.0.0", in_force_from=date(2021, 4, 1))

    with pytest.raises(refusal):
        start_next_edition(first, version=version, revision=Edition.Revision(revision), by=OPERATOR)

    edition = start_next_edition(first, version="1.2.0", by=OPERATOR)
    Edition.objects.filter(pk=edition.pk).update(version=version, revision=revision)
    edition.refresh_from_db()
    with pytest.raises(refusal):
        adopt_edition(edition, decision=make_decision(on=edition), in_force_from=DAY, by=OPERATOR)


def test_the_secretariat_decides_on_a_formal_revision_and_adopts_it_at_once():
    edition = formal_revision()
    office = make_office()
    name_on(edition, formal=["office"])

    decide_and_adopt(edition, body=office, decided_on=date(2022, 3, 31), in_force_from=DAY, words={"ja": "形式的な改定"}, by=OPERATOR)

    edition.refresh_from_db()
    decision = Decision.objects.get(body=office)
    assert (edition.state, edition.adopted_by, edition.text_hash) == ("adopted", decision, decision.text_hash)
    assert (decision.kind, decision.text_name) == ("decided", "action-guidelines 1.0.1")


def test_what_keeps_it_from_being_adopted_leaves_no_decision_behind():
    edition = formal_revision()
    office = make_office()
    name_on(edition, formal=["office"])
    Clause.objects.filter(edition=edition, line__key="purpose").update(force="must")

    with pytest.raises(Exception, match="without a reason: purpose"):
        decide_and_adopt(edition, body=office, decided_on=date(2022, 3, 31), in_force_from=DAY, by=OPERATOR)

    assert Decision.objects.filter(body=office).count() == 0


@pytest.mark.parametrize("kind", [Body.Kind.SECRETARIAT, Body.Kind.COUNCIL])
def test_only_a_secretariat_that_is_named_decides_in_one_step(kind):
    edition = formal_revision()
    office = make_office("office", kind)
    if kind == Body.Kind.COUNCIL:
        name_on(edition, formal=["office"])

    with pytest.raises(NotForTheSecretariat):
        decide_and_adopt(edition, body=office, decided_on=date(2022, 3, 31), in_force_from=DAY, by=OPERATOR)


# Pages


@pytest.fixture
def alice(client):
    person = make_secretariat("alice")
    client.force_login(person)
    return person


def url(name: str, *args: str) -> str:
    return reverse(f"guidelines:{name}", args=["action-guidelines", *args])


@pytest.mark.parametrize(("name", "args"), [("procedure", ()), ("version", ("1.0.0",)), ("decide", ("1.0.0",)), ("referral", ("1.0.0",))])
def test_who_may_not_write_the_document_finds_no_door(client, name, args):
    make_edition("1.0.0")

    assert client.post(url(name, *args))["Location"] == f"{reverse('account_login')}?next={url(name, *args)}"
    for refused in (make_person("dave"), make_secretariat("bob", organization=make_organization("osaka")), make_auditor()):
        client.force_login(refused)
        assert (client.get(url(name, *args)).status_code, client.post(url(name, *args)).status_code) == (404, 404)


def test_who_decides_what_stands_on_the_page_of_the_document_and_is_changed_there(client, alice):
    make_adopted("1.0.0")
    make_office("office")

    client.post(url("procedure"), {"formal": ["office"]})

    page = client.get(url("document")).content.decode()
    assert '<dt>Formal revision</dt><dd><a href="/councils/office/">office</a></dd>' in page
    assert page.count("Any body: none is named.") == 3
    assert "The procedure was changed." in page


def test_the_page_of_the_adoption_says_why_a_decision_does_not_fit(client, alice):
    edition = make_edition("1.0.0")
    make_office("parliament", Body.Kind.COUNCIL)
    name_on(edition, enactment=["parliament"])
    make_decision(on=edition)

    page = client.get(url("adopt", "1.0.0")).content.decode()

    assert "The procedure of the document names another body for this kind of revision." in page
    assert "names who decides on this kind of revision (Enactment): parliament." in page
    assert "Adopt this edition</button>" not in page


def test_the_office_that_is_named_gets_one_form_for_both(client, alice):
    edition = formal_revision()
    office = make_office()
    name_on(edition, formal=["office"])
    assert "Decide and adopt in one step" not in client.get(url("adopt", "1.0.1")).content.decode()
    Seat.objects.create(body=office, person=alice, capacity=Seat.Capacity.SECRETARIAT, since=date(2020, 4, 1))

    asked = client.get(url("adopt", "1.0.1")).content.decode()
    answer = client.post(url("decide", "1.0.1"), {"body": "office", "decided_on": "2022-03-31", "in_force_from": "2022-04-01"})

    assert "Decide and adopt in one step" in asked
    assert asked.count('class="button"') == 1
    assert answer["Location"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert (edition.state, edition.adopted_by.body, edition.in_force_from) == ("adopted", office, DAY)


def test_a_version_number_is_changed_while_the_edition_is_written(client, alice):
    edition = start_next_edition(make_adopted("1.0.0"), version="1.0.1", by=OPERATOR)

    refused = client.post(url("version", "1.0.1"), {"version": "1.1.0", "revision": "formal"}).content.decode()
    answer = client.post(url("version", "1.0.1"), {"version": "1.1.0", "revision": "minor"})

    assert "Change the version number or the kind of revision, so that both say the same." in refused
    assert answer["Location"] == url("edition", "1.1.0")
    edition.refresh_from_db()
    assert (edition.version, edition.revision) == ("1.1.0", "minor")
    assert (client.get(url("version", "1.0.0")).status_code, client.post(url("version", "1.0.0")).status_code) == (200, 409)


def test_the_first_draft_of_a_document_follows_nothing_also_after_it_was_adopted():
    draft = make_edition("1.0.0-draft.1")
    adopted = make_adopted("1.0.0", in_force_from=date(2026, 4, 1), started_from=draft.version)
    assert lineage_of(draft).before is None
    assert lineage_of(make_edition("1.1.0-draft.1")).before == adopted
