"""The key that seals: made once, for the site alone, or given."""

from __future__ import annotations

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shishin.trail.errors import KeyMissing, KeyOpenToOthers, KeyUnreadable
from shishin.trail.signing_key import public_part, signing_key


@pytest.fixture(autouse=True)
def path(settings, tmp_path):
    settings.DATA, settings.TRAIL_KEY = tmp_path, tmp_path / "trail.key"
    return settings.TRAIL_KEY


def test_the_first_start_makes_a_key_that_only_the_site_reads(path):
    key = signing_key(may_make=True)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert public_part(signing_key(may_make=False)) == public_part(key)
    assert [file.name for file in path.parent.iterdir()] == ["trail.key"]


def test_a_key_that_is_there_is_kept(path):
    first = public_part(signing_key(may_make=True))
    assert public_part(signing_key(may_make=True)) == first


def test_a_given_key_that_is_not_there_is_not_made(settings, path):
    settings.TRAIL_KEY = path.parent / "given" / "trail.key"
    with pytest.raises(KeyMissing, match="is not at"):
        signing_key(may_make=True)
    assert not settings.TRAIL_KEY.exists()


def test_a_key_that_others_may_read_is_refused(path):
    signing_key(may_make=True)
    path.chmod(0o640)
    with pytest.raises(KeyOpenToOthers, match="Others on this machine"):
        signing_key(may_make=True)


def test_a_key_that_cannot_be_read_is_refused(path):
    path.write_text("no key")
    path.chmod(0o600)
    with pytest.raises(KeyUnreadable, match="cannot be read"):
        signing_key(may_make=True)


def test_a_key_of_another_kind_is_refused(path):
    rsa = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(rsa)
    with pytest.raises(KeyUnreadable, match="cannot be read"):
        signing_key(may_make=True)
