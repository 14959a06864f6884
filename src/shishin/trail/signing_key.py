"""The key that seals the trail: made at the first start, or given by the operator."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from shishin.trail.errors import KeyMissing, KeyOpenToOthers, KeyUnreadable


def signing_key(*, may_make: bool) -> Ed25519PrivateKey:
    """The key at `settings.TRAIL_KEY`. Only the site's own place gets a new one: a given key that is not there is a mistake."""
    path: Path = settings.TRAIL_KEY
    if may_make and path.parent == settings.DATA and not path.exists():
        _make_key(path)
    return read_key(path)


def read_key(path: Path) -> Ed25519PrivateKey:
    """A key from its file, which nobody else may read."""
    try:
        text, mode = path.read_bytes(), path.stat().st_mode
    except FileNotFoundError as error:
        raise KeyMissing(path=path) from error
    except OSError as error:
        raise KeyUnreadable(path=path) from error
    if mode & 0o077:
        raise KeyOpenToOthers(path=path)
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnreadable(path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnreadable(path=path)
    return key


def public_part(key: Ed25519PrivateKey) -> str:
    """The public key as seals name it."""
    return key.public_key().public_bytes_raw().hex()


def is_signed(public_key: bytes, text: bytes, signature: bytes) -> bool:
    """The same question as `verify_alone.is_signed`, answered by a library."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make_key(path: Path) -> None:
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    half_made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
    try:
        # A link appears whole, and fails where another process was first.
        path.hardlink_to(half_made)
    except FileExistsError:
        pass
    finally:
        half_made.unlink()
