"""People and posts from an Excel or CSV list: rehearsed, then all or nothing."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from shishin.kit.errors import Refusal
from shishin.people.errors import NoSuchPost
from shishin.people.inviting_list import _login_name, invite_listed, read_list, rehearse
from shishin.people.models import Appointment, Person
from shishin.people.tests.makers import make_organization, make_people_office, make_person, make_post, work_off_the_queue
from shishin.people.views.people import LISTED
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/people/invite/list/"


@pytest.fixture
def city():
    return make_organization("city", name="City")


@pytest.fixture
def office(city):
    return make_people_office(city)


@pytest.fixture
def post(city):
    return make_post(city, slug="desk")


def as_csv(*rows, heads="Name,Mail address,Post,From,Until"):
    return "\n".join([heads, *rows]).encode("utf-8-sig")


def as_excel(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def refused(outcomes):
    return [(outcome.row.line, type(outcome.refusal).__name__) for outcome in outcomes if outcome.refusal]


def test_people_are_invited_and_get_their_posts(mailoutbox, city, office, post):
    rows = read_list(as_csv("Jane,jane@example.jp,desk,2026-04-01,令和9年3月31日", "Taro,jane@example.com,desk,,"), name="list.csv")

    assert invite_listed(rows, by=office) == 2
    jane, taro = Person.objects.exclude(pk=office.pk).order_by("pk")
    assert (jane.login_name, str(jane), jane.invited_for, taro.login_name) == ("jane", "Jane", city, "jane2")
    held = Appointment.objects.get(person=jane)
    assert (held.post, held.since, held.until) == (post, date(2026, 4, 1), date(2027, 3, 31))
    work_off_the_queue()
    assert [message.to for message in mailoutbox] == [["jane@example.jp"], ["jane@example.com"]]


def test_heads_are_known_in_either_language_and_days_of_excel_are_days(office, post):
    rows = read_list(
        as_excel([], ["職", "氏名", "番号", "メールアドレス", "開始日"], ["desk", "花子", 7, "h@example.jp", date(2026, 4, 1)]),
        name="list.xlsx",
    )
    assert [tuple(row) for row in rows] == [(3, "花子", "h@example.jp", "desk", "2026-04-01", "")]


def test_a_rehearsal_names_every_row_that_would_be_refused_and_does_nothing(mailoutbox, office, post):
    elsewhere = make_post(make_organization("elsewhere"), slug="elsewhere")
    stranger = make_person("stranger", email="stranger@example.jp")
    lines = [
        "Jane,jane@example.jp,desk,,",
        ",nobody@example.jp,desk,,",
        "Ken,no address,desk,,",
        f"Mia,mia@example.jp,{elsewhere.slug},,",
        "Leo,leo@example.jp,desk,tomorrow,",
        "Eve,eve@example.jp,desk,2026-04-01,2026-03-31",
        f"Someone,{stranger.email},desk,,",
        "Jane again,JANE@example.jp,desk,,",
    ]
    rows, people, entries = read_list(as_csv(*lines), name="list.csv"), Person.objects.count(), Entry.objects.count()

    outcomes = rehearse(rows, by=office)

    assert refused(outcomes) == [
        (3, "RowWithoutName"),
        (4, "RowWithoutMail"),
        (5, "NoSuchPost"),
        (6, "UnreadableDay"),
        (7, "EndsBeforeItBegan"),
        (8, "NameTaken"),
        (9, "AlreadyAppointed"),
    ]
    with pytest.raises(NoSuchPost):
        invite_listed([rows[0], rows[3]], by=office)
    work_off_the_queue()
    assert (Person.objects.count(), Entry.objects.count(), Appointment.objects.filter(post=post).count()) == (people, entries, 0)
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EmptySheet"),
        (b"\xff\xfe\x00", "WrongEncoding"),
        (b"PK\x03\x04nothing", "BrokenWorkbook"),
        (b"a,b,c\n1,2,3", "ListNotUnderstood"),
        (as_csv(), "EmptySheet"),
        (as_csv(*["x,y,z"] * 2001), "OverBudget"),
        (as_excel([]), "EmptySheet"),
    ],
)
def test_what_is_no_list_is_refused_with_what_is_wrong(content, code):
    with pytest.raises(Refusal) as refused:
        read_list(content, name="list")

    assert refused.value.code == code


def test_the_page_shows_what_would_happen_and_then_does_it(client, office, post):
    client.force_login(office)
    upload = SimpleUploadedFile("list.csv", as_csv("Jane,jane@example.jp,desk,,", "Ken,ken,desk,,"))
    page = client.post(ADDRESS, {"upload": upload}).content.decode()
    assert "1 row would be refused" in page
    assert "“ken” is no mail address." in page
    assert "Invite them" not in page
    assert client.post(ADDRESS, confirmed(client)).status_code == 409

    upload = SimpleUploadedFile("list.csv", as_csv("Jane,jane@example.jp,desk,,"))
    assert "Invite them" in client.post(ADDRESS, {"upload": upload}).content.decode()
    shown = confirmed(client)
    assert client.post(ADDRESS, shown).url == reverse("people:people")
    assert str(Appointment.objects.get(post=post).person) == "Jane"
    assert client.post(ADDRESS, shown).status_code == 409


def confirmed(client):
    return {"confirmed": client.session[LISTED][0]}


def test_the_list_of_the_page_is_taken_in_and_not_one_of_another_window(client, office, post):
    client.force_login(office)
    client.post(ADDRESS, {"upload": SimpleUploadedFile("list.csv", as_csv("Jane,jane@example.jp,desk,,"))})
    first = confirmed(client)
    client.post(ADDRESS, {"upload": SimpleUploadedFile("list.csv", as_csv("Ken,ken@example.jp,desk,,"))})

    assert client.post(ADDRESS, first).status_code == 409
    assert not Appointment.objects.filter(post=post).exists()
    assert client.post(ADDRESS, confirmed(client)).status_code == 302
    assert str(Appointment.objects.get(post=post).person) == "Ken"


def repacked(content, *, flag):
    """As if it were encrypted, or broken where its sheet is packed."""
    broken = bytearray(content)
    if flag:
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            for place in (found.start() for found in re.finditer(re.escape(sign), content)):
                broken[place + at] |= 1
    else:
        begin = content.find(b"xl/worksheets/sheet1.xml") + 40
        broken[begin : begin + 50] = bytes(byte ^ 0x5A for byte in content[begin : begin + 50])
    return bytes(broken)


@pytest.mark.parametrize(("flag", "code"), [(True, "BrokenWorkbook"), (False, "BrokenWorkbook")])
def test_whatever_the_reader_stumbles_over_is_refused(flag, code):
    with pytest.raises(Refusal) as refused:
        read_list(repacked(as_excel(["a"]), flag=flag), name="list")

    assert refused.value.code == code


def test_lines_may_end_in_any_way():
    assert len(read_list(as_csv("Jane,jane@example.jp,desk,,").replace(b"\n", b"\r"), name="list.csv")) == 1


def test_what_no_account_can_have_is_refused_in_its_row(office, post):
    rows = read_list(as_csv(f"{'J' * 151},jane@example.jp,desk,,", f"Ken,ken@{'example.' * 35}jp,desk,,", "Leo,,desk,,"), name="list.csv")

    assert refused(rehearse(rows, by=office)) == [(2, "RowWithLongName"), (3, "RowWithoutMail"), (4, "RowWithoutMail")]


def test_the_same_name_before_the_sign_asks_no_more_the_longer_the_list_is(django_assert_max_num_queries, office, post):
    """Each row asks for its log-in name three times at most."""
    for number in range(12):
        make_person(f"info{number + 2}" if number else "info")
    with django_assert_max_num_queries(4):
        assert _login_name("info@example.jp") == "info14"


def test_the_template_is_a_list_that_is_read_again(client, office):
    client.force_login(office)
    for language in ("ja", "en"):
        with override(language):
            answer = client.get(f"{ADDRESS}xlsx/", headers={"accept-language": language})
        content = b"".join(answer.streaming_content)
        assert len(load_workbook(BytesIO(content)).active["A"]) == 2
        assert read_list(content, name="people.xlsx")[0].mail == "jane@example.jp"
