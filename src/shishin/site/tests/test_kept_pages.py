"""Kept pages: drawn once for everybody, never for somebody, and drawn again as soon as something public changes."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep
from types import SimpleNamespace

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from shishin.guidelines.acting.publishing import withdraw_edition
from shishin.guidelines.tests.makers import make_adopted
from shishin.kit.same_for_everybody import changes_at, same_for_everybody
from shishin.people.tests.makers import make_person, make_secretariat
from shishin.site import kept_pages
from shishin.site.kept_pages import KeptPagesMiddleware
from shishin.trail.models import PublicChange
from shishin.trail.public_changes import KEPT, note_public_change, public_number, sweep_public_changes
from shishin.trail.recording import OPERATOR, record

pytestmark = pytest.mark.django_db
PAGE = "/guidelines/action-guidelines/"


@pytest.fixture(autouse=True)
def _pages_are_kept(settings, tmp_path, monkeypatch):
    settings.KEEPS_PAGES = True
    settings.DATA = tmp_path
    # Every visitor of a test begins the middleware anew, and other tests may write a file meanwhile.
    monkeypatch.setattr(kept_pages, "_site", lambda: "this site")


@pytest.fixture
def edition():
    return make_adopted()


def test_the_second_reader_gets_what_was_drawn_for_the_first(edition, django_assert_num_queries):
    first = Client().get(PAGE)

    with django_assert_num_queries(1):
        second = Client().get(PAGE)

    assert (second.content, second["Content-Type"]) == (first.content, first["Content-Type"])
    assert "frame-ancestors" in second["Content-Security-Policy"]


def test_who_has_the_page_is_told_that_it_is_the_same(edition):
    first = Client().get(PAGE)

    again = Client().get(PAGE, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    note_public_change()
    assert Client().get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 200


def seen_by_the_public_after_somebody(client) -> tuple[str, str]:
    """What somebody sees after the public, and what the public sees after somebody."""
    person = make_person("sato", name="佐藤 花子")
    Client().get(PAGE)
    client.force_login(person)
    own = client.get(PAGE).text
    note_public_change()
    client.get(PAGE)
    return own, Client().get(PAGE).text


def test_nothing_of_who_is_signed_in_is_kept_and_nobody_signed_in_gets_a_page_of_all(client, edition):
    own, public = seen_by_the_public_after_somebody(client)

    assert "/account/" in own
    assert "/account/" not in public


def test_without_the_question_who_asks_both_would_be_mixed_up(client, edition, monkeypatch):
    """The faults planted."""
    monkeypatch.setattr(kept_pages, "is_asked_by_nobody", lambda request: True)
    own, _public = seen_by_the_public_after_somebody(client)
    assert "/account/" not in own

    monkeypatch.setattr(kept_pages, "may_be_kept", lambda response: response.status_code == 200)
    note_public_change()
    signed_in = client.get(PAGE).text
    assert "/account/" in signed_in
    assert Client().get(PAGE).text == signed_in


def test_what_is_changed_is_drawn_again(edition):
    before = Client().get(PAGE).text
    withdraw_edition(edition, day=timezone.localdate(), reason="A mistake.", by=OPERATOR)

    assert Client().get(PAGE).text != before


def test_without_the_number_the_old_page_would_stay(edition, monkeypatch):
    monkeypatch.setattr("shishin.trail.recording.note_public_change", lambda: None)
    before = Client().get(PAGE).text
    withdraw_edition(edition, day=timezone.localdate(), reason="A mistake.", by=OPERATOR)

    assert Client().get(PAGE).text == before


def test_acts_that_nobody_sees_leave_the_pages(edition):
    number = public_number()
    record("guidelines.clause_edited", about=edition, who=OPERATOR)
    assert public_number() == number

    record("an.act_of_a_package_that_says_nothing", about=edition, who=OPERATOR)
    assert public_number() != number


def test_a_page_is_kept_by_address_language_and_packing(edition):
    ja = Client().get(PAGE, headers={"Accept-Language": "ja"})
    en = Client().get(PAGE, headers={"Accept-Language": "en"})
    packed = Client().get(PAGE, headers={"Accept-Language": "ja", "Accept-Encoding": "gzip"})
    whole = Client().get(f"{PAGE}?whole", headers={"Accept-Language": "ja"})

    assert 'lang="ja"' in ja.text
    assert 'lang="en"' in en.text
    assert gzip.decompress(packed.content) == ja.content
    assert len({response["ETag"] for response in (ja, en, packed, whole)}) == 4
    assert Client().get(PAGE, headers={"Accept-Language": "ja"}).content == ja.content


def test_the_next_day_is_drawn_anew(edition, monkeypatch):
    first = Client().get(PAGE)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(kept_pages, "timezone", SimpleNamespace(localdate=lambda: tomorrow, now=timezone.now))

    assert Client().get(PAGE)["ETag"] != first["ETag"]


def middleware(draw):
    draw.times = 0

    @same_for_everybody
    def view(request):
        draw.times += 1
        return HttpResponse(draw() or "drawn")

    def get_response(request):
        request.user = SimpleNamespace(is_authenticated=False)
        return view(request)

    return KeptPagesMiddleware(get_response)


def ask(site, path="/", **headers):
    return site(RequestFactory().get(path, headers=headers))


def kept_folders():
    return [entry for entry in (site_settings.DATA / "kept-pages").iterdir() if entry.is_dir()]


def asked_by_four_at_once(monkeypatch):
    """How often a page is drawn that four ask for at the same moment."""
    monkeypatch.setattr(kept_pages, "public_number", lambda: "1")  # a thread has no database of the test

    def draw():
        sleep(0.05)

    site = middleware(draw)
    together = Barrier(4)

    def reader(_number):
        together.wait()
        return ask(site).content

    with ThreadPoolExecutor(4) as readers:
        assert list(readers.map(reader, range(4))) == [b"drawn"] * 4
    return draw.times


def test_one_draws_what_many_ask_for_and_the_others_wait_for_it(monkeypatch):
    assert asked_by_four_at_once(monkeypatch) == 1


def test_without_turns_everybody_would_draw_it(monkeypatch):
    monkeypatch.setattr(kept_pages, "is_marked", lambda _request: False)

    assert asked_by_four_at_once(monkeypatch) == 4


def test_what_the_clock_changes_within_the_day_is_kept_until_then(monkeypatch):
    opens = timezone.now() + timedelta(hours=1)

    def draw():
        changes_at(opens + timedelta(hours=1))
        changes_at(opens)

    site = middleware(draw)
    ask(site)
    ask(site)
    assert draw.times == 1
    monkeypatch.setattr(kept_pages, "timezone", SimpleNamespace(localdate=timezone.localdate, now=lambda: opens))
    ask(site)
    assert draw.times == 2


def test_a_change_while_a_page_is_drawn_makes_it_be_drawn_again():
    def draw():
        if draw.times == 1:
            note_public_change()

    site = middleware(draw)
    for _ in range(3):
        ask(site)

    assert draw.times == 2


def test_a_full_disk_keeps_nothing_and_breaks_nothing(monkeypatch):
    def no_space(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_pages.tempfile, "NamedTemporaryFile", no_space)
    monkeypatch.setattr(kept_pages.Path, "mkdir", no_space)

    def draw():
        return None

    site = middleware(draw)
    assert [ask(site).content for _ in range(2)] == [b"drawn", b"drawn"]
    assert draw.times == 2


def test_addresses_that_are_made_up_fill_no_disk(monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 100)

    def draw():
        return "x" * 30

    site = middleware(draw)
    for number in range(50):
        ask(site, f"/?q={number}")

    [folder] = kept_folders()
    assert len(list(folder.iterdir())) == 3


def test_what_is_kept_under_an_older_number_goes():
    def draw():
        return None

    site = middleware(draw)
    ask(site)
    note_public_change()
    ask(site)

    assert len(kept_folders()) == 1


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Range": "bytes=0-9"}, {"Authorization": "Basic x"}, {"Cookie": "messages=x"}, {"Cookie": "csrftoken=x"}],
)
def test_what_is_asked_in_another_way_is_answered_by_the_page_itself(headers):
    def draw():
        return None

    site = middleware(draw)
    for _ in range(2):
        assert "ETag" not in ask(site, **headers)
    assert draw.times == 2


def test_the_number_stays_small_and_never_comes_back():
    seen = set()
    for _ in range(2 * KEPT + 1):
        PublicChange.objects.create()
    seen.add(public_number())

    assert sweep_public_changes() > 0
    assert sweep_public_changes() == 0
    assert public_number() not in seen
    assert PublicChange.objects.count() <= KEPT


def test_a_secretariat_that_drafts_leaves_the_pages_of_all(client, edition, django_assert_num_queries):
    client.force_login(make_secretariat(edition.document.owner))
    Client().get(PAGE)
    client.get(f"/guidelines/action-guidelines/{edition.version}/")

    with django_assert_num_queries(1):
        Client().get(PAGE)
