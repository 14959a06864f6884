"""What an operator set in a dangerous way is named, with a hint."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.checks import CheckMessage, run_checks

from shishin.site import settings as settings_of_a_site


def found(number: str) -> list[CheckMessage]:
    return [message for message in run_checks(include_deployment_checks=True) if message.id == number]


def test_a_local_site_needs_no_https(settings):
    settings.IS_LOCAL = True

    assert found("site.W001") == []


def test_other_machines_over_plain_http_are_a_warning(settings):
    settings.IS_LOCAL = settings.IS_HTTPS = False

    [warning] = found("site.W001")
    assert "https" in warning.hint


def test_a_data_folder_that_cannot_be_written_is_an_error(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr("os.access", lambda path, mode: False)

    [error] = found("site.E001")
    assert str(settings.DATA) in error.msg


@pytest.mark.parametrize(
    ("number", "name", "dangerous", "safe"),
    [
        ("site.W002", "DEMO_ON_PUBLIC_SITE", True, False),
        ("site.W003", "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.smtp.EmailBackend"),
        ("site.W004", "CONTACT", "", "digital@example.jp"),
        ("site.W005", "CHECKPOINT_MAIL", (), ("audit@example.jp",)),
        ("site.W005", "CHECKPOINT_POST", "", "https://witness.example.jp"),
        ("site.W005", "CHECKPOINT_FILE", settings_of_a_site.DATA / "checkpoints.txt", Path("/archive/checkpoints.txt")),
    ],
)
def test_what_a_public_site_should_not_have_is_a_warning(settings, number, name, dangerous, safe):
    setattr(settings, name, dangerous)
    assert [message.id for message in found(number)] == [number]

    setattr(settings, name, safe)
    assert found(number) == []


@pytest.mark.parametrize(("address", "found_ids"), [
    ("smtp+plain://mail.example.jp", ["site.W008"]), ("smtp+plain://127.0.0.1:2525", []), ("smtp://mail.example.jp", [])
])  # fmt: skip
def test_mails_that_can_be_read_on_the_way_are_a_warning(settings, address, found_ids):
    settings.MAIL = urlsplit(address)

    assert [message.id for message in found("site.W008")] == found_ids


def test_a_site_hashes_passwords_so_that_guessing_is_slow():
    # The tests themselves take a quick one: `conftest.py` says so.
    assert settings_of_a_site.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
