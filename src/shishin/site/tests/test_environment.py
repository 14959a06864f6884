"""Settings from the environment are typed, and a wrong value stops the start."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from shishin.site import settings as settings_of_a_site
from shishin.site.environment import SETTINGS, WrongSetting, read_environment

SETTINGS_PAGE = Path(__file__).resolve().parents[4] / "docs" / "settings.md"


def test_what_is_not_given_has_its_default():
    values = read_environment({})

    assert values["SHISHIN_URL"] == "http://127.0.0.1:8000"
    assert values["SHISHIN_DEMO"] is False
    assert values["SHISHIN_UPLOAD_LIMIT"] == 20
    assert (values["SHISHIN_FISCAL_YEAR_BEGINS"], values["SHISHIN_FISCAL_YEAR_NAMED"]) == (4, "start")
    assert (values["SHISHIN_DIGEST_HOUR"], values["SHISHIN_DIGEST_DAYS"]) == (7, frozenset({1, 2, 3, 4, 5}))


def test_a_secret_may_lie_in_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("x" * 60 + "\n")

    assert read_environment({"SHISHIN_SECRET_KEY_FILE": str(secret)})["SHISHIN_SECRET_KEY"] == "x" * 60


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("SHISHIN_DEMO", "perhaps", "1 or 0"),
        ("SHISHIN_CHECKPOINT_MAIL", "audit@example.jp, nobody", "mail addresses separated by commas"),
        ("SHISHIN_CHECKPOINT_MAIL", "a@example.jp\nBcc: b@example.jp", "mail addresses separated by commas"),
        ("SHISHIN_CHECKPOINT_POST", "witness.example.jp", "an address such as"),
        ("SHISHIN_WITNESS_KEYS", "ab" * 31, "public keys of 64 hex digits"),
        ("SHISHIN_URL", "example.jp", "an address such as"),
        ("SHISHIN_UPLOAD_LIMIT", "20MB", "a whole number"),
        ("SHISHIN_UPLOAD_LIMIT", "0", "a number of megabytes from 1 to 1024"),
        ("SHISHIN_UPLOAD_LIMIT", "9" * 30, "a number of megabytes from 1 to 1024"),
        ("SHISHIN_WEB_PROCESSES", "0", "a number of processes from 1 to 64"),
        ("SHISHIN_LANGUAGE", "fr", "ja or en"),
        ("SHISHIN_TIME_ZONE", "Tokyo", "a time zone such as Asia/Tokyo"),
        ("SHISHIN_FISCAL_YEAR_BEGINS", "0", "a month from 1 to 12"),
        ("SHISHIN_FISCAL_YEAR_BEGINS", "13", "a month from 1 to 12"),
        ("SHISHIN_FISCAL_YEAR_BEGINS", "April", "a whole number"),
        ("SHISHIN_FISCAL_YEAR_NAMED", "first", "start, end or both"),
        ("SHISHIN_HOLIDAYS", "/does/not/exist", "a file of holidays (it cannot be read"),
        ("SHISHIN_SECRET_KEY", "short", "at least 50 characters"),
        ("SHISHIN_MAIL_URL", "mail.example.jp", "smtp://"),
        ("SHISHIN_LOG", "xml", "line or json"),
        ("SHISHIN_DIGEST_HOUR", "24", "an hour from 0 to 23"),
        ("SHISHIN_DIGEST_DAYS", "mon-fri", "days of the week from 1"),
        ("DATABASE_URL", "mysql://root@localhost/x", "sqlite:////path/of/file"),
        ("SHISHIN_SECRET_KEY_FILE", "/does/not/exist", "a readable file"),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_is_wanted(name, value, wanted):
    with pytest.raises(WrongSetting) as refused:
        read_environment({name: value})

    assert str(refused.value).startswith(f"{name}=")
    assert wanted in str(refused.value)


def test_lists_are_separated_by_commas():
    given = {"SHISHIN_CHECKPOINT_MAIL": "a@example.jp, b@example.jp,", "SHISHIN_WITNESS_KEYS": f"{'AB' * 32},{'cd' * 32}"}
    values = read_environment(given)

    assert values["SHISHIN_CHECKPOINT_MAIL"] == ("a@example.jp", "b@example.jp")
    assert values["SHISHIN_WITNESS_KEYS"] == {"ab" * 32, "cd" * 32}
    assert read_environment({})["SHISHIN_CHECKPOINT_MAIL"] == ()


def test_a_secret_is_not_printed_when_it_is_refused():
    with pytest.raises(WrongSetting) as refused:
        read_environment({"SHISHIN_SECRET_KEY": "hunter2"})

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SHISHIN_MAIL_URL"])
def test_a_password_within_an_address_is_not_printed(name):
    with pytest.raises(WrongSetting) as refused:
        read_environment({name: "gopher://shishin:hunter2@db.example.jp/x"})

    assert str(refused.value).startswith(f"{name}='gopher://…@db.example.jp/x' cannot be used")


def test_every_setting_is_documented_with_its_help():
    page = SETTINGS_PAGE.read_text(encoding="utf-8")

    assert [setting.name for setting in SETTINGS if f"`{setting.name}`" not in page or setting.help not in page] == []


@pytest.mark.parametrize("name", ["SHISHIN_URL", "DATABASE_URL", "SHISHIN_MAIL_URL"])
@pytest.mark.parametrize("port", ["none", "0", "99999"])
def test_an_address_with_a_port_that_is_none_is_refused(name, port):
    scheme = {"SHISHIN_URL": "http", "DATABASE_URL": "postgres", "SHISHIN_MAIL_URL": "smtp"}[name]

    with pytest.raises(WrongSetting, match=name):
        read_environment({name: f"{scheme}://example.jp:{port}"})


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("smtp://mail.example.jp", (587, True, False)),
        ("smtps://mail.example.jp", (465, False, True)),
        ("smtp+plain://mail.example.jp", (25, False, False)),
        ("smtp://mail.example.jp:25", (25, True, False)),
    ],
)
def test_a_mail_is_encrypted_on_its_way_unless_the_address_says_otherwise(monkeypatch, tmp_path, address, wanted):
    monkeypatch.setenv("SHISHIN_DATA", str(tmp_path))
    monkeypatch.setenv("SHISHIN_MAIL_URL", address)

    made = runpy.run_path(settings_of_a_site.__file__)

    assert (made["EMAIL_PORT"], made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == wanted
    assert made["EMAIL_TIMEOUT"] == 10
