"""Witnessing: a second Shishin keeps the checkpoints of other sites, and says when one does not go on from those before."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings

from shishin.trail.errors import CannotAsk, NotASite
from shishin.trail.leaving import PATIENCE, line_to_keep, read_kept, words_to_witness
from shishin.trail.models import Entry, Seal
from shishin.trail.sealing import line_of
from shishin.trail.signing_key import is_signed
from shishin.trail.verify_alone import KEY_CHANGED, SEAL, Checkpoint, Fault, SealLine, Verifier, fields_of

LARGEST_POST = 2_000
"""Bytes. A checkpoint with its signature has about 400."""
LINKS = 200
"""Seals in one answer."""
LARGEST_ANSWER = 64 * 1024 * 1024
AGAINST = ".contradictions"


# What a site hands out


def chain_lines(*, after: int) -> Iterator[bytes]:
    """The next seals, oldest first; before one under another key the entry that says so. Hashes and signatures, no other entry."""
    before = Seal.objects.filter(batch=after).values_list("public_key", flat=True).first()
    for seal in Seal.objects.filter(batch__gt=after).order_by("batch")[:LINKS]:
        if before not in (None, seal.public_key):
            for text in Entry.objects.filter(key=KEY_CHANGED, place__seal=seal).values_list("sealed_text", flat=True):
                yield text.encode() + b"\n"
        yield line_of(seal) + b"\n"
        before = seal.public_key


# What a site is handed


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the site that posted, as a status of HTTP and a sentence."""

    status: int
    words: str


def take_post(body: bytes) -> Answer:
    """Keep a checkpoint that its site signed. Nobody else can add one, so the address needs no secret."""
    if not settings.WITNESS_KEYS:
        return Answer(404, "No checkpoint of another site is kept here.")
    if len(body) > LARGEST_POST:
        return Answer(413, "That is too long for a checkpoint.")
    fields = fields_of(body, checkpoint=str, signature=str)
    try:
        [posted] = Checkpoint.read(fields["checkpoint"]) if fields else ()
        signature = bytes.fromhex(fields["signature"]) if fields else b""
    except (Fault, ValueError):
        return Answer(400, "That is not a checkpoint with its signature.")
    if posted.key not in settings.WITNESS_KEYS:
        return Answer(404, "Checkpoints under this key are not kept here.")
    if not is_signed(bytes.fromhex(posted.key), words_to_witness(posted), signature):
        return Answer(400, "The signature is not the one of this key.")
    return _keep_post(posted)


def _keep_post(posted: Checkpoint) -> Answer:
    path = _folder() / f"{posted.key}.txt"
    with _locked(path) as file:
        kept = read_kept(file.read())
        if posted in kept:
            return Answer(200, "Kept already.")
        if fault := contradiction(kept, posted):
            _note(path.with_suffix(AGAINST), posted)
            return Answer(409, fault)
        file.write(line_to_keep(posted))
    return Answer(200, "Kept.")


def _note(path: Path, posted: Checkpoint) -> None:
    """Two that contradict each other under one signature are a proof. One is enough, and nobody fills the disk with more."""
    if not path.exists():
        path.write_text(line_to_keep(posted), encoding="utf-8")


def contradiction(kept: Sequence[Checkpoint], new: Checkpoint) -> str:
    """Why a checkpoint does not go on from those before, or nothing."""
    for one in kept:
        if one.batch == new.batch:
            return f"Batch {new.batch} is kept with another seal: the trail was written anew."
        batches, entries = new.batch - one.batch, new.entries - one.entries
        if batches < 0:
            return f"Batch {one.batch} is kept already, and this is batch {new.batch}: the end was cut off, or it comes late."
        if entries < batches:
            return f"Batch {one.batch} had {one.entries} entries, and batch {new.batch} has {new.entries}: the trail was written anew."
    return ""


def witnessed() -> dict[str, tuple[Checkpoint, bool]]:
    """Each site of which something is kept, by the name of its file: the newest, and whether something contradicts it."""
    newest = {}
    for path in sorted(_folder().glob("*.txt")):
        if kept := read_kept(path.read_text("utf-8")):
            newest[path.stem] = (kept[-1], path.with_suffix(AGAINST).exists())
    return newest


def contradicted() -> list[str]:
    """The sites of which something was posted that contradicts what is kept."""
    return sorted(path.stem for path in _folder().glob(f"*{AGAINST}")) if _folder().exists() else []


# What a witness asks a site for


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What asking a site came to."""

    before: Checkpoint | None
    newest: Checkpoint
    path: Path


Ask = Callable[[str], BinaryIO]


def witness(url: str, *, path: Path | None = None, ask: Ask | None = None) -> Witnessed:
    """Ask a site for its checkpoint and every seal since the last one kept; keep it if they are one chain, else raise the fault."""
    site, asking = _address(url), ask or ask_site
    place = path or _folder() / f"{urlsplit(site).netloc.replace(':', '_')}.txt"
    with _locked(place) as file:
        kept = read_kept(file.read())
        before = kept[-1] if kept else None
        named = Checkpoint.read(asking(f"{site}/trail/checkpoint.txt").read(LARGEST_POST).decode("utf-8", "replace"))[-1]
        newest = _follow(site, asking, before or named, named)
        if newest not in kept:
            file.write(line_to_keep(newest))
    return Witnessed(before, newest, place)


def _follow(site: str, ask: Ask, begin: Checkpoint, named: Checkpoint) -> Checkpoint:
    """From seal to seal until the site has no more, past the one that it named."""
    verifier = Verifier(check=is_signed, every_signature=True, checkpoints=(named,) if named.batch >= begin.batch else ())
    # Only what was kept vouches for another key; what the site names now does not.
    verifier.newest = None
    last = -1
    while last < (last := _take_links(site, ask, verifier, begin)):
        pass
    if verifier.last is None or verifier.last.batch < named.batch or named.batch < begin.batch:
        reached = verifier.last.batch if verifier.last else named.batch
        raise Fault(f"The end is cut off: batch {max(begin.batch, named.batch)} was named, and the site ends with batch {reached}.")
    return Checkpoint(verifier.last.batch, verifier.entries, verifier.last.hash, verifier.last.public_key)


def _take_links(site: str, ask: Ask, verifier: Verifier, begin: Checkpoint) -> int:
    after = verifier.last.batch if verifier.last else begin.batch - 1
    changes: list[bytes] = []
    with ask(f"{site}/trail/chain.jsonl?after={after}") as answer:
        for line in BytesIO(answer.read(LARGEST_ANSWER)):
            if not line.startswith(SEAL):
                changes.append(line.rstrip(b"\n"))
                continue
            seal = SealLine.read(line.rstrip(b"\n"))
            if verifier.last is None:
                _begin(verifier, seal, begin)
            else:
                verifier.take_link(seal, changes=changes)
            changes = []
    return verifier.last.batch if verifier.last else -1


def _begin(verifier: Verifier, seal: SealLine, begin: Checkpoint) -> None:
    if Checkpoint(seal.batch, seal.total, seal.hash, seal.public_key) != begin:
        raise Fault(f"Batch {begin.batch} is not the one that was kept: the trail was written anew up to here.")
    if not seal.is_signed(is_signed):
        raise Fault(f"The seal of batch {seal.batch} is not as it was signed.")
    verifier.last, verifier.entries = seal, seal.total


def ask_site(url: str) -> BinaryIO:
    try:
        answer: BinaryIO = urlopen(url, timeout=PATIENCE)  # noqa: S310 - `_address` let http and https through alone
    except (OSError, ValueError) as error:
        raise CannotAsk(url=url, why=str(error)) from error
    return answer


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotASite(url=url)
    return url.rstrip("/")


# Files


def _folder() -> Path:
    folder: Path = settings.DATA / "witnessed"
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[IO[str]]:
    """A file to read and to add to; who comes meanwhile waits."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file
