"""The page of a document, and how documents and families are begun and described on pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shishin.guidelines.editions.describing import begin_document, change_family, link_documents, unlink_document
from shishin.guidelines.errors.editions import AliasTaken
from shishin.guidelines.models import Alias, Document, DocumentLink, Edition, Family
from shishin.guidelines.tests.makers import (
    make_adopted,
    make_auditor,
    make_document,
    make_edition,
    make_family,
    make_numbering,
    make_organization,
    make_secretariat,
)
from shishin.people.claims import agree, claims_kept_by
from shishin.people.models import Claim
from shishin.texts.manuscript import DocumentSheet, SheetLink
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
ABOUT = "/guidelines/action-guidelines/about/"


@pytest.fixture
def secretariat(client):
    person = make_secretariat()
    client.force_login(person)
    return person


def text_of(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


def described(document, **changed):
    """What the form says where only `changed` is typed."""
    form = {
        "titles_ja": "行動指針",
        "titles_en": "Action guidelines",
        "owner": document.owner.slug,
        "family": document.family.slug,
        "position": document.position,
        "kind": document.kind,
        "state": document.state,
    }
    return form | changed


def test_everybody_reads_what_a_document_is(client):
    make_adopted("1.0.0")
    Alias.objects.create(document=Document.objects.get(), name="old-guidelines")

    page = text_of(client.get(ABOUT))

    assert "old-guidelines" in page
    assert reverse("guidelines:describe-document", args=["action-guidelines"]) not in page
    assert f'href="{ABOUT}"' in text_of(client.get("/guidelines/action-guidelines/"))


def test_a_document_that_nobody_published_is_there_for_its_writers_alone(client):
    make_edition("1.0.0")
    assert client.get(ABOUT).status_code == 404
    client.force_login(make_secretariat("eve", organization=make_organization("osaka")))
    assert client.get(ABOUT).status_code == 404
    client.force_login(make_secretariat())

    assert "Change it" in text_of(client.get(ABOUT))


def test_its_secretariat_says_what_a_document_is(client, secretariat):
    document = make_adopted("1.0.0").document
    address = reverse("guidelines:describe-document", args=[document.slug])

    answer = client.post(
        address, described(document, code="AG-1", kind="guidebook", position="informative", audiences_ja="職員", outlines_ja="行動。")
    )

    assert (answer.status_code, answer["Location"]) == (302, ABOUT)
    document.refresh_from_db()
    assert (document.code, document.kind, document.position) == ("AG-1", "guidebook", "informative")
    assert (document.audiences, document.outlines) == ({"ja": "職員"}, {"ja": "行動。"})
    fields = Entry.objects.get(key="guidelines.document_described").data["fields"]
    assert fields == ["audiences", "code", "kind", "outlines", "position"]


def test_an_abolished_document_has_a_last_day(client, secretariat):
    document = make_adopted("1.0.0").document

    answer = client.post(reverse("guidelines:describe-document", args=[document.slug]), described(document, state="abolished"))

    assert "Give the last day of the document." in text_of(answer)


def test_a_document_shows_in_the_family_of_another_organization_once_that_one_agreed(client, secretariat):
    document = make_adopted("1.0.0").document
    there = make_family("osaka-family", owner=make_organization("osaka"))
    make_adopted("1.0.0", slug="osaka-rules")
    Document.objects.filter(slug="osaka-rules").update(family=there, owner=there.owner)

    client.post(reverse("guidelines:describe-document", args=[document.slug]), described(document, family=there.slug))

    keeper = make_secretariat("eve", organization=there.owner)
    [claimed] = claims_kept_by(keeper).filter(state=Claim.State.ASKED)
    family = reverse("guidelines:family", args=[there.slug])
    assert "not confirmed by" in text_of(client.get(ABOUT))
    assert "action-guidelines" not in text_of(client.get(family))
    agree(claimed, by=keeper)
    assert "not confirmed by" not in text_of(client.get(ABOUT))
    assert "action-guidelines" in text_of(client.get(family))


def test_documents_are_linked_by_choosing_and_the_link_is_taken_away_again(client, secretariat):
    document = make_adopted("1.0.0").document
    other = make_adopted("1.0.0", slug="other-rules").document

    client.post(reverse("guidelines:link-document", args=[document.slug]), {"kind": "explains", "target": other.slug, "words_ja": "第3条"})

    [link] = DocumentLink.objects.all()
    assert (link.source, link.target, link.kind, link.words) == (document, other, "explains", {"ja": "第3条"})
    address = reverse("guidelines:unlink-document", args=[document.slug, link.uuid])
    assert address in text_of(client.get(ABOUT))
    client.post(address)
    assert not DocumentLink.objects.exists()
    assert Entry.objects.get(key="guidelines.document_unlinked").data["links"] == ["explains other-rules"]


def test_the_claim_of_a_link_goes_with_it():
    ours, theirs = make_adopted("1.0.0").document, make_adopted("1.0.0", slug="osaka-rules").document
    Document.objects.filter(pk=theirs.pk).update(owner=make_organization("osaka"))
    link_documents(ours, [SheetLink("explains", theirs.slug)], by=OPERATOR)
    link = DocumentLink.objects.select_related("source", "target").get()
    assert Claim.objects.filter(edge=link.uuid).exists()

    unlink_document(link, by=OPERATOR)

    assert not Claim.objects.filter(edge=link.uuid).exists()


def test_a_former_name_leads_to_the_document_for_ever(client, secretariat):
    document = make_adopted("1.0.0").document
    make_adopted("1.0.0", slug="other-rules")
    address = reverse("guidelines:former-names", args=[document.slug])

    assert client.post(address, {"names": "rules-2015、AG.1"}).status_code == 302
    assert client.get("/guidelines/rules-2015/")["Location"] == "/guidelines/action-guidelines/"
    taken = client.post(address, {"names": "other-rules"})
    assert taken.status_code == 409
    assert '<a href="/guidelines/other-rules/">Choose another address.</a>' in taken.content.decode()
    assert "A page of the site has this address" in text_of(client.post(address, {"names": "import"}))
    assert "cannot be an address" in text_of(client.post(address, {"names": "a/b"}))


NEW = {
    "titles_ja": "窓口の決まり",
    "slug": "desk-rules",
    "owner": "tokyo",
    "position": "normative",
    "kind": "guideline",
    "numbering": "arabic",
    "language": "ja",
}


def test_a_document_is_begun_with_nothing_and_written_at_once(client, secretariat):
    make_numbering()

    answer = client.post(reverse("guidelines:add-document"), NEW)

    edition = Edition.objects.select_related("document__family__owner").get()
    assert answer["Location"] == reverse("guidelines:draft", args=["desk-rules", "1.0.0-draft.1"])
    assert (edition.document.family.slug, edition.document.family.owner.slug, edition.titles) == (
        "desk-rules",
        "tokyo",
        {"ja": "窓口の決まり"},
    )
    assert "This draft has no clauses yet." in text_of(client.get(answer["Location"]))
    listed = text_of(client.get(reverse("guidelines:documents")))
    assert answer["Location"] in listed
    client.logout()
    assert client.get("/guidelines/desk-rules/").status_code == 404
    assert "窓口の決まり" not in text_of(client.get("/guidelines/"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"slug": "import"}, "A page of the site has this address"),
        ({"language": "en"}, "Give the title in the language that binds."),
        ({"owner": "osaka"}, "Select a valid choice"),
        ({"titles_ja": ""}, "Give a title in at least one language."),
    ],
)
def test_what_cannot_be_a_document_is_said_on_the_form(client, secretariat, changed, words):
    make_numbering()
    make_organization("osaka")

    assert words in text_of(client.post(reverse("guidelines:add-document"), NEW | changed))
    assert not Document.objects.exists()


def test_an_address_that_is_taken_is_refused():
    make_document("desk-rules")

    with pytest.raises(AliasTaken):
        begin_document(DocumentSheet("desk-rules", {"ja": "別"}), by=OPERATOR)


def test_a_family_of_its_own_is_not_that_which_another_organization_has_at_the_address(client, secretariat):
    make_numbering()
    Family.objects.create(slug="desk-rules", titles={"ja": "他"}, owner=make_organization("osaka"))

    refused = text_of(client.post(reverse("guidelines:add-document"), NEW))
    assert "The address desk-rules already belongs to a family whose texts are not public yet." in refused
    assert not Document.objects.exists()


def test_who_founds_a_family_at_a_taken_address_reads_what_has_it_and_where_to_go(client, secretariat):
    make_family("desks", titles={"ja": "窓口の決まり", "en": "Rules of the desks"})
    given = {"titles_ja": "窓口", "slug": "desks", "owner": "tokyo"}

    refused = client.post(reverse("guidelines:add-family"), given)

    assert refused.status_code == 409
    assert "The address desks already belongs to the family “Rules of the desks” of " in refused.text
    assert '<a href="/guidelines/families/desks/">Choose another address' in refused.text
    assert Family.objects.count() == 1


def test_a_family_is_founded_and_seen_by_its_keepers_until_something_of_it_is_published(client, secretariat):
    make_organization("tokyo")

    founded = client.post(
        reverse("guidelines:add-family"), {"titles_ja": "窓口", "slug": "desks", "owner": "tokyo", "outlines_ja": "窓口の仕事。"}
    )

    family = Family.objects.get(slug="desks")
    assert (founded.status_code, family.titles, family.outlines) == (302, {"ja": "窓口"}, {"ja": "窓口の仕事。"})
    assert "窓口" in text_of(client.get(reverse("guidelines:family", args=["desks"])))
    client.post(reverse("guidelines:change-family", args=["desks"]), {"titles_ja": "窓口と電話", "outlines_ja": ""})
    family.refresh_from_db()
    assert (family.titles, family.outlines) == ({"ja": "窓口と電話"}, {})
    client.logout()
    assert client.get(reverse("guidelines:family", args=["desks"])).status_code == 404


def test_the_same_words_are_no_change_of_a_family():
    family = make_family()

    change_family(family, titles=family.titles, outlines=family.outlines, by=OPERATOR)

    assert not Entry.objects.filter(key="guidelines.family_changed").exists()


def test_others_change_nothing(client):
    document = make_adopted("1.0.0").document
    client.force_login(make_auditor())
    paths = ["describe-document", "former-names", "link-document"]

    assert [client.post(reverse(f"guidelines:{path}", args=[document.slug]), {}).status_code for path in paths] == [404] * 3
    assert client.get(reverse("guidelines:documents")).status_code == 404
    assert client.post(reverse("guidelines:add-document"), NEW).status_code == 404
    assert client.post(reverse("guidelines:change-family", args=["tokyo-family"]), {"titles_ja": "他"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_documents_takes_as_many_queries_whatever_their_number(client, secretariat, count, django_assert_num_queries):
    for number in range(count):
        make_edition("1.0.0", slug=f"rules-{number}")
    client.get(reverse("guidelines:documents"))

    with django_assert_num_queries(QUERIES):
        client.get(reverse("guidelines:documents"))


QUERIES = 9
