from __future__ import annotations

from datetime import date

import pytest

from shishin.councils.models import BodyName
from shishin.guidelines.acting.adopting import adopt_edition, take_over
from shishin.guidelines.acting.publishing import publish_draft
from shishin.guidelines.editions.naming import cite_clause, cite_edition
from shishin.guidelines.models import Edition
from shishin.guidelines.tests.makers import make_decision, make_edition
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(settings):
    settings.SITE_URL = "https://rules.example/"
    working = make_edition()
    return adopt_edition(working, decision=make_decision(on=working), in_force_from=date(2022, 4, 1), by=OPERATOR)


def test_a_citation_is_written_in_the_language_of_the_text(edition):
    english = cite_edition(edition, language="en")

    assert english.words == (
        "Bureau tokyo, “Action guidelines”, version 1.0.0, decided on 31 March 2022."
        " Translation (English); the source text is the one that binds."
    )
    assert english.url == "https://rules.example/guidelines/action-guidelines/1.0.0/?language=en"


def test_the_binding_text_is_cited_in_its_own_form_without_a_note(edition):
    japanese = cite_edition(edition, language="ja")

    assert japanese.words == "tokyo局「行動指針」1.0.0、2022年3月31日決定。"
    assert japanese.url == "https://rules.example/guidelines/action-guidelines/1.0.0/"


def test_a_clause_is_cited_with_its_label_and_an_address_that_stays(edition):
    cited = cite_clause(edition, key="users-first", label="#9-3", heading="", language="ja")

    assert cited.words == "tokyo局「行動指針」1.0.0、#9-3、2022年3月31日決定。"
    assert cited.url == "https://rules.example/guidelines/action-guidelines/clauses/users-first/?edition=1.0.0"


def test_one_of_several_texts_of_a_translation_is_cited_by_its_number(edition):
    cited = cite_clause(edition, key="purpose", label="", heading="Purpose", language="en", text_number=1)

    assert cited.url.endswith("/clauses/purpose/?edition=1.0.0&language=en&text=1")


def test_a_draft_is_cited_as_one():
    draft = publish_draft(make_edition("1.0.0-draft.1"), published_on=date(2022, 2, 4), by=OPERATOR)

    assert cite_edition(draft, language="ja").words == "tokyo局「行動指針」1.0.0 原案、2022年2月4日公表。"


def test_a_text_that_is_being_written_is_not_cited_as_published():
    working = make_edition("1.1.0-draft.1")
    working.drafted_on = date(2022, 2, 1)
    working.save(update_fields=["drafted_on"])

    assert cite_edition(working, language="ja").words == "tokyo局「行動指針」1.1.0 原案、2022年2月1日作成（未公表）。"


def test_an_owner_that_was_not_there_yet_is_not_said_to_have_issued_the_text():
    working = make_edition()
    decision = make_decision(on=working)
    owner = working.document.owner
    owner.established_on = date(2023, 9, 1)
    owner.save(update_fields=["established_on"])
    body = decision.body
    body.dated_names.all().delete()
    BodyName.objects.create(body=body, names={"ja": "連絡会議", "en": "Liaison Council"}, valid_from=date(2020, 1, 1))
    BodyName.objects.create(body=body, names={"ja": "推進会議", "en": "Promotion Council"}, valid_from=date(2023, 1, 1))

    edition = adopt_edition(working, decision=decision, in_force_from=date(2022, 4, 1), by=OPERATOR)

    assert (edition.issuer_kind, edition.issuer_names) == ("body", {"ja": "連絡会議", "en": "Liaison Council"})
    assert cite_edition(edition, language="ja").words == "連絡会議「行動指針」1.0.0、2022年3月31日決定。"


def test_a_fixed_edition_keeps_the_name_its_issuer_had_on_the_day(edition):
    edition.document.owner.dated_names.update(names={"ja": "後の庁"})
    standing = Edition.objects.get(pk=edition.pk)

    assert (standing.issuer_kind, standing.issuer_names) == ("organization", {"ja": "tokyo局", "en": "Bureau tokyo"})
    assert cite_edition(standing, language="ja").words == "tokyo局「行動指針」1.0.0、2022年3月31日決定。"
    assert cite_edition(make_edition("2.0.0"), language="ja").words.startswith("後の庁「行動指針」")


def test_a_text_taken_over_from_before_its_owner_is_cited_under_the_owner():
    working = make_edition()
    working.document.owner.established_on = date(2023, 9, 1)
    working.document.owner.save(update_fields=["established_on"])
    edition = take_over(working, source="https://old.example/", day=date(2022, 4, 1), in_force_from=date(2022, 4, 1), by=OPERATOR)

    assert cite_edition(edition, language="ja").words.startswith("tokyo局「行動指針」")
