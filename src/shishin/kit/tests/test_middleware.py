"""A refusal that no form showed is a page with both sentences and a way back."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

pytestmark = [pytest.mark.urls("shishin.kit.tests.pages"), pytest.mark.django_db]

BOX = '<p class="callout-title">The door is closed.</p><p>Come back tomorrow.</p>'


def test_a_refusal_is_a_page_with_message_and_way_out(client):
    answer = client.post("/refused/", headers={"referer": "http://testserver/help/?a=1"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert BOX in page
    assert '<a class="action-link" href="/help/?a=1">' in page


def test_a_refusal_never_leads_to_another_site(client):
    page = client.post("/refused/", headers={"referer": "https://evil.example/x"}).content.decode()

    assert '<a class="action-link" href="/">' in page
    assert "evil" not in page


def test_what_the_database_has_once_is_refused_the_second_time_wherever_it_is_stored(client):
    answer = client.post("/taken/")

    assert answer.status_code == 409
    assert "the same was stored at the same moment" in answer.content.decode()


def test_who_waited_for_others_and_they_for_them_is_told_to_do_it_again(client):
    answer = client.post("/waited/")

    assert answer.status_code == 409
    assert "others were changing the same things" in answer.text


def test_another_constraint_that_is_broken_is_an_error(client):
    with pytest.raises(IntegrityError):
        client.post("/unfit/")


def test_a_fragment_gets_the_message_alone(client):
    answer = client.post("/refused/", headers={"hx-request": "true"})

    assert answer.status_code == 409
    assert BOX in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#messages", "innerHTML show:#messages:top")


@pytest.mark.parametrize("address", ["/help/%00", "/help/?q=%00"])
def test_an_address_with_nul_in_it_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.asvs("V14.3.1")
def test_what_somebody_gets_who_has_a_session_is_kept_by_no_cache_on_the_way(client):
    open_to_all = client.get("/help/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"

    assert "Cache-Control" not in open_to_all
    assert client.get("/help/")["Cache-Control"] == "private, no-cache"
    assert client.get("/gone/")["Cache-Control"] == "private, no-cache"


def test_what_went_while_somebody_was_about_to_change_it_is_told_and_logged(client, caplog):
    answer = client.post("/taken-away/")

    assert (answer.status_code, "was taken away at the same moment" in answer.text) == (409, True)
    assert [record.levelname for record in caplog.records if record.name == "shishin.kit.middleware"] == ["WARNING"]


def test_what_is_missing_where_somebody_only_reads_is_an_error(client):
    with pytest.raises(ObjectDoesNotExist):
        client.get("/taken-away/")
