"""The decision of one office: laid before the holder of a post, decided on its page, kept, and cited when the text is adopted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override
from docx import Document

from shishin.guidelines.acting import offices
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.acting.offices import decide_by_office, lay_before_office, take_back
from shishin.guidelines.acting.publishing import discard_edition
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import unexplained_changes
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.drafting.reasons import explain_changes
from shishin.guidelines.editions.hashing import edition_hash
from shishin.guidelines.editions.procedures import change_procedure, rules_of
from shishin.guidelines.errors.editions import NoSuchBody, NotTheBodyNamed, OnlyADraftVersion, SomethingPointsAtIt
from shishin.guidelines.errors.offices import BeforeAnOfficeAlready, DecidedAlready, NotTheHolder, NotTheOfficeNamed, TextMovedOn
from shishin.guidelines.models import Clause, ClauseText, Edition, OfficeDecision
from shishin.guidelines.printing.decision_files import DecisionPaper
from shishin.guidelines.tests.makers import make_auditor, make_edition, make_secretariat
from shishin.guidelines.tests.test_comparison_printing import squeezed, text_of_pdf
from shishin.kit.dates import day_in_words
from shishin.people.models import Appointment, Organization, PostName
from shishin.people.tests.makers import make_person, make_post, make_role
from shishin.texts.manuscript import Passage
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR
from shishin.trail.sealing import seal_all
from shishin.trail.tests.makers import rights_on_the_database_alone
from shishin.trail.verifying import verify_trail

pytestmark = pytest.mark.django_db
DECIDED, RETURNED = OfficeDecision.State.DECIDED, OfficeDecision.State.RETURNED
TODAY = localdate()


@pytest.fixture(autouse=True)
def _key_of_this_test_alone(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"


def found():
    seal_all()
    return [(mismatch.thing, mismatch.words) for mismatch in verify_trail().mismatches]


@pytest.fixture
def edition():
    return make_edition("1.0.0")


@pytest.fixture
def post(edition):
    post = make_post(Organization.objects.get(slug="tokyo"), make_role("mayor"), slug="tokyo-mayor")
    PostName.objects.create(post=post, names={"ja": "市長", "en": "Mayor"}, valid_from=date(2020, 4, 1))
    change_procedure(edition.document, procedure={"enactment": ["post:tokyo-mayor"]}, by=OPERATOR)
    edition.document.refresh_from_db()
    return post


@pytest.fixture
def mayor(post):
    person = make_person("mayor", name="Midori Ono")
    Appointment.objects.create(person=person, post=post, since=date(2024, 4, 1))
    return person


@pytest.fixture
def question(edition, post, mayor):
    return lay_before_office(edition, post=post, by=make_secretariat())


def url(question):
    return reverse("guidelines:office", args=[question.edition.document.slug, question.edition.version])


def decide(question, by, **changed):
    said = {"state": DECIDED, "read": edition_hash(question.edition), "words": "Good.", "paper": "8-12", **changed}
    return decide_by_office(question, by=by, **said)


def test_a_procedure_names_an_office_and_an_unknown_one_is_refused(edition, post):
    rule = rules_of(edition.document)[0]

    assert ([str(named) for named in rule.posts], rule.bodies, rule.unknown, rule.is_open) == (["Mayor"], [], [], False)
    with pytest.raises(NoSuchBody):
        change_procedure(edition.document, procedure={"minor": ["post:nobody"]}, by=OPERATOR)


def test_the_holder_decides_and_post_person_day_and_text_are_kept(question, mayor):
    decided = decide(question, mayor)

    decided.refresh_from_db()
    assert (decided.state, decided.decided_on, decided.person, decided.person_name) == (DECIDED, TODAY, mayor, "Midori Ono")
    assert (decided.post_names, decided.paper, decided.words) == ({"ja": "市長", "en": "Mayor"}, "8-12", "Good.")
    assert decided.text_hash == edition_hash(question.edition)
    PostName.objects.create(post=decided.post, names={"en": "Governor"}, valid_from=TODAY)
    assert decided.office == "Mayor"


def test_the_edition_is_adopted_by_it_and_cites_it(client, question, mayor):
    decided = decide(question, mayor)

    edition = adopt_edition(question.edition, decision=decided, in_force_from=TODAY, by=OPERATOR)

    assert (edition.state, edition.decided_by, edition.adopted_by, edition.decided_on) == ("adopted", decided, None, TODAY)
    assert "Mayor" in client.get(edition.get_absolute_url()).content.decode()
    formation = client.get(reverse("guidelines:formation", args=[edition.document.slug, edition.version])).content.decode()
    assert "Good. Midori Ono; number of the paper: 8-12" in formation
    assert "No meeting is on record." not in formation
    assert found() == []


def test_who_does_not_hold_the_post_today_does_not_decide(question, mayor):
    Appointment.objects.update(until=TODAY - timedelta(days=1))

    with pytest.raises(NotTheHolder):
        decide(question, mayor)
    with pytest.raises(NotTheHolder):
        decide(question, make_secretariat("other"))


def test_another_text_than_the_one_read_is_not_decided_and_a_text_changed_afterwards_is_not_adopted(question, mayor):
    clause = Clause.objects.filter(edition=question.edition).first()
    read, text = edition_hash(question.edition), ClauseText.objects.get(clause=clause, language="ja")
    edit_clause(clause, language="ja", passage=Passage("別", "別の言葉。"), based_on=text.content_hash, by=OPERATOR)

    with pytest.raises(TextMovedOn):
        decide(question, mayor, read=read)
    assert OfficeDecision.objects.get().is_open


def test_a_returned_text_is_not_adopted_and_may_be_laid_again(question, mayor, post):
    returned = decide(question, mayor, state=RETURNED)

    again = lay_before_office(question.edition, post=post, by=OPERATOR)

    assert (returned.is_approval, again.is_open) == (False, True)
    with pytest.raises(BeforeAnOfficeAlready):
        lay_before_office(question.edition, post=post, by=OPERATOR)


def test_only_a_final_text_goes_before_an_office_that_the_procedure_names(edition, post):
    draft = make_edition("2.0.0-draft.1", slug="other-rules")
    with pytest.raises(OnlyADraftVersion):
        lay_before_office(draft, post=post, by=OPERATOR)
    with pytest.raises(NotTheOfficeNamed):
        lay_before_office(edition, post=make_post(slug="another"), by=OPERATOR)


def test_an_office_that_is_no_longer_named_does_not_carry_an_adoption(question, mayor):
    decided = decide(question, mayor)
    change_procedure(question.edition.document, procedure={}, by=OPERATOR)

    with pytest.raises(NotTheBodyNamed):
        adopt_edition(Edition.objects.get(pk=question.edition_id), decision=decided, in_force_from=TODAY, by=OPERATOR)


def test_what_an_office_decided_is_fixed_and_proven(question, mayor):
    decided = decide(question, mayor)
    with pytest.raises(DatabaseError, match="What an office decided is fixed"), transaction.atomic():
        OfficeDecision.objects.update(person_name="Somebody else")
    with pytest.raises(DatabaseError, match="What an office decided is fixed"), transaction.atomic():
        OfficeDecision.objects.all().delete()

    assert found() == []
    with rights_on_the_database_alone():
        OfficeDecision.objects.update(person_name="Somebody else")
    assert found() == [(f"guidelines.officedecision:{decided.uuid}", "it is not what the trail says")]


def test_an_open_question_is_taken_back_and_a_decided_one_is_not(question, mayor):
    with pytest.raises(SomethingPointsAtIt):
        discard_edition(question.edition, by=OPERATOR)
    take_back(question, by=OPERATOR)
    assert not OfficeDecision.objects.exists()
    assert Entry.objects.filter(key="guidelines.taken_back_from_office").exists()

    again = lay_before_office(question.edition, post=question.post, by=OPERATOR)
    decide(again, mayor)
    with pytest.raises(DecidedAlready):
        take_back(again, by=OPERATOR)


def test_from_the_page_of_adopting_to_the_desk_of_the_holder_and_back(client, edition, post, mayor):
    secretariat = make_secretariat()
    place = [edition.document.slug, edition.version]
    adopting, laying, office = (reverse(f"guidelines:{name}", args=place) for name in ("adopt", "lay-before-office", "office"))
    client.force_login(secretariat)
    assert laying in client.get(adopting).content.decode()
    assert client.get(office).status_code == 404
    assert client.post(laying, {"post": post.slug}).status_code == 302
    assert "It lies before Mayor for decision." in client.get(adopting).content.decode()

    client.force_login(mayor)
    assert f'href="{office}"' in client.get(reverse("desk:desk")).content.decode()
    assert client.get(edition.get_absolute_url()).status_code == 200
    page = client.get(office).content.decode()
    assert "can never be changed" in page
    answer = client.post(office, {"state": "decided", "read": edition_hash(edition), "paper": "8-12", "words": ""})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200

    client.force_login(secretariat)
    assert adopting in client.get(reverse("desk:desk")).content.decode()
    decided = OfficeDecision.objects.get()
    assert client.post(adopting, {"decision": str(decided.uuid), "in_force_from": TODAY.isoformat()}).status_code == 302
    edition.refresh_from_db()
    assert edition.decided_by == decided


def test_a_text_that_moved_is_refused_on_the_page_with_the_way_to_read_it_again(client, question, mayor):
    office = url(question)
    client.force_login(mayor)

    answer = client.post(office, {"state": "decided", "read": "0" * 64})

    assert answer.status_code == 409
    assert f'<a href="{office}">Read it again as it stands now, then decide.</a>' in answer.content.decode()


def test_nobody_else_sees_that_it_lies_before_the_office(client, question):
    office = url(question)
    client.force_login(make_auditor())
    assert client.get(office).status_code == 404
    client.force_login(make_person("clerk"))
    assert client.get(office).status_code == 404
    assert client.get(question.edition.get_absolute_url()).status_code == 404


def test_its_secretariat_takes_it_back_on_the_same_page(client, question):
    office = url(question)
    client.force_login(make_secretariat("carol", organization=Organization.objects.get(slug="tokyo")))

    assert client.post(office).status_code == 302
    assert not OfficeDecision.objects.exists()


def test_who_decides_a_second_time_is_told_that_it_is_done(client, question, mayor):
    client.force_login(mayor)
    given = {"state": DECIDED, "read": edition_hash(question.edition)}
    assert client.post(url(question), given).status_code == 302

    answer = client.post(url(question), given)

    assert (answer.status_code, "decided on" in answer.content.decode()) == (409, True)


def test_who_decides_on_a_text_that_was_taken_back_meanwhile_keeps_the_words(client, question, mayor, monkeypatch):
    client.force_login(mayor)
    given = {"state": DECIDED, "read": edition_hash(question.edition), "words": "As it should be."}
    act = offices.decide_by_office

    def too_late(question, **answer):
        take_back(question, by=OPERATOR)
        return act(question, **answer)

    monkeypatch.setattr(offices, "decide_by_office", too_late)
    answer = client.post(url(question), given)

    page = answer.content.decode()
    assert (answer.status_code, "was taken back" in page, "As it should be." in page) == (409, True, True)


def paper_url(decided, ending=""):
    place = [decided.edition.document.slug, decided.edition.version, decided.uuid]
    return reverse("guidelines:office-paper", args=[*place, ending]) if ending else reverse("guidelines:office-decision", args=place)


def test_the_decision_stands_on_a_page_and_on_paper_for_everybody_who_reads_the_text(client, question, mayor):
    decided = decide(question, mayor, words="As asked.\nFrom April.")
    assert client.get(paper_url(decided)).status_code == 404
    edition = adopt_edition(question.edition, decision=decided, in_force_from=TODAY, by=OPERATOR)

    page = client.get(paper_url(decided))
    with override("ja"):
        kept = DecisionPaper(OfficeDecision.objects.get(), "ja")
        rows, title = kept.rows, kept.title
    pdf, word = client.get(paper_url(decided, "pdf")), client.get(paper_url(decided, "docx"))

    assert page.context["sheet"].rows == [
        ("Decision", "Decided"),
        ("Text", "Action guidelines　1.0.0"),
        ("Kind of revision", "Enactment"),
        ("Owner", "Bureau tokyo"),
        ("Laid before it on", day_in_words(TODAY, "en", era=True)),
        ("Decided on", day_in_words(TODAY, "en", era=True)),
        ("Person who decided", "Midori Ono"),
        ("Words of the decision", "As asked.\nFrom April."),
        ("Number of its paper", "8-12"),
    ]
    assert (title, rows[1], rows[6]) == ("市長の決裁", ("本文", "行動指針　1.0.0"), ("決裁した人", "Midori Ono"))
    written = Document(BytesIO(word.content))
    cells = [cell.text for row in written.tables[0].rows for cell in row.cells]
    assert (written.paragraphs[0].text, cells) == (title, [part for row in rows for part in row])
    printed = text_of_pdf(pdf.content)
    assert [part for part in (title, *cells, edition.text_hash) if squeezed(part) not in printed] == []
    assert f'href="{paper_url(decided)}"' in client.get(reverse("guidelines:formation", args=["action-guidelines", "1.0.0"])).text
    assert client.get(paper_url(decided, "odt")).status_code == 404


def test_a_decision_that_adopted_nothing_is_for_who_writes_the_text_and_for_who_decided(client, question, mayor):
    returned = decide(question, mayor, state=RETURNED)
    readers = {
        "nobody": None,
        "clerk": make_person("clerk"),
        "mayor": mayor,
        "secretariat": make_secretariat("carol"),
        "auditor": make_auditor(),
    }

    seen = {}
    for name, person in readers.items():
        client.logout()
        if person:
            client.force_login(person)
        seen[name] = [client.get(paper_url(returned, ending)).status_code for ending in ("", "pdf")]

    refused, shown = [404, 404], [200, 200]
    assert seen == {"nobody": refused, "clerk": refused, "mayor": shown, "secretariat": shown, "auditor": shown}


def test_the_paper_names_changes_and_reasons_while_the_text_is_the_one_decided_on(client, question, mayor):
    decided = decide(question, mayor)
    first = adopt_edition(question.edition, decision=decided, in_force_from=TODAY - timedelta(days=9), by=OPERATOR)
    draft = start_next_edition(first, version="1.1.0", by=OPERATOR)
    clause = draft.clauses.get(line__key="users-first")
    text = clause.texts.get(language="ja")
    edit_clause(clause, language="ja", passage=Passage(text.heading, "先に聞く。"), based_on=text.content_hash, by=OPERATOR)
    explain_changes(draft, unexplained_changes(draft), words={"ja": "意見による。"}, is_substantive=True, by=OPERATOR)
    change_procedure(draft.document, procedure={draft.revision: ["post:tokyo-mayor"]}, by=OPERATOR)
    again = decide(lay_before_office(Edition.objects.get(pk=draft.pk), post=decided.post, by=OPERATOR), mayor)

    sheet = DecisionPaper(OfficeDecision.objects.get(pk=again.pk), "ja")

    assert [lines for _title, lines in sheet.lists] == [["2.1　利用者 (different: the words)"], ["意見による。"]]
    text.refresh_from_db()
    edit_clause(clause, language="ja", passage=Passage(text.heading, "後に聞く。"), based_on=text.content_hash, by=OPERATOR)
    assert DecisionPaper(OfficeDecision.objects.get(pk=again.pk), "ja").lists == []


def test_the_page_of_a_decision_says_how_large_its_paper_is(client, question, mayor):
    decided = decide(question, mayor)
    client.force_login(mayor)
    assert {link(client, decided, ending) for ending in ("pdf", "docx")} == {"PDF", "Word"}
    client.get(paper_url(decided, "pdf"))
    assert link(client, decided, "pdf") == "PDF"
    client.logout()
    adopt_edition(question.edition, decision=decided, in_force_from=TODAY, by=OPERATOR)

    sizes = {ending: len(client.get(paper_url(decided, ending)).content) for ending in ("pdf", "docx")}

    assert link(client, decided, "pdf") == f"PDF, {filesizeformat(sizes['pdf'])}"
    assert link(client, decided, "docx") == f"Word, {filesizeformat(sizes['docx'])}"


def link(client, decided, ending):
    """The words of the link to its paper."""
    page = client.get(paper_url(decided)).content.decode()
    return re.search(rf'<a href="{paper_url(decided, ending)}"><svg.*?</svg>([^<]*)</a>', page)[1]
