"""Verifies an exported trail. Needs Python 3.11 and this one file: no other file of Shishin, no package, no network.

    python verify_alone.py EXPORT [--checkpoint FILE_OR_TEXT] [--public-key HEX ...] [--every-signature]

The export is one line of JSON after another: a head, then for each batch its entries in their order and its seal.
Lines are hashed as they stand, so nothing depends on how JSON is written or read:

    leaf of an entry   SHA-256 of 0x00 and its line without the line feed
    node               SHA-256 of 0x01, the left and the right hash (the tree of RFC 6962)
    seal               {"seal":TEXT,"signature":"HEX"}; the Ed25519 signature (RFC 8032) is over TEXT
    chain              "previous" in TEXT is the SHA-256 of the whole line of the seal before

Since each seal holds the hash of the one before with its signature, the last signature under a key vouches for all.
A checkpoint is the line that `shishin checkpoint-trail` printed earlier and that was kept elsewhere. Only with one,
or with the public key, can it be seen that the end was cut off or that everything was written anew.

Another key goes on only where the key before it signed the change, over the words of `KeyChange`, or where a checkpoint
from after the change or --public-key vouches for it. Else the change is unproven: anybody can write such a trail.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1
SEAL, SIGNATURE = b'{"seal":', b',"signature":"'
PREFIX = 16
"""How many hex digits of each leaf a seal repeats, so that the first bad line can be named."""
KEY_CHANGED = "trail.key_changed"
CHANGE_OF_KEY = KEY_CHANGED.encode()


class Fault(Exception):
    """The first thing that is wrong: its line, counted from 1 (0 where none is to blame), and its place, counted from 0."""

    def __init__(self, words: str, *, line: int = 0, place: tuple[int, int] | None = None) -> None:
        super().__init__(f"Line {line}: {words}" if line else words)
        self.line = line
        self.words = words
        self.place = place


def leaf_of(line: bytes) -> bytes:
    """The hash of an entry, set apart from the hashes of the tree."""
    return hashlib.sha256(b"\x00" + line).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree of RFC 6962 over the leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    sha256, level = hashlib.sha256, list(leaves)
    while len(level) > 1:
        # A node without a neighbour goes up as it is, which gives the split at the largest power of two.
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)] + odd
    return level[0]


def lines_of(leaves: Iterable[bytes]) -> str:
    """The beginnings of the leaves, one after another."""
    return b"".join(leaf[: PREFIX // 2] for leaf in leaves).hex()


def seal_line(text: str, signature: str) -> bytes:
    """A seal as it stands in an export."""
    return SEAL + text.encode() + SIGNATURE + signature.encode() + b'"}'


def hash_of(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


# Ed25519, as RFC 8032 §5.1 has it. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
Table = list[list[Point]]
SignatureCheck = Callable[[bytes, bytes, bytes], bool]
NEUTRAL: Point = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_from(text: bytes) -> Point:
    """The point that 32 bytes stand for; a ValueError where they stand for none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def table_of(point: Point) -> Table:
    """The multiples of a point by each digit at each place of a number written in base 16."""
    table = []
    for _place in range(64):
        row = [NEUTRAL]
        for _digit in range(15):
            row.append(add(row[-1], point))
        table.append(row)
        point = add(row[-1], point)
    return table


def times(number: int, table: Table) -> Point:
    total = NEUTRAL
    for row in table:
        if number & 15:
            total = add(total, row[number & 15])
        number >>= 4
    return total


_BASE_Y = 4 * pow(5, -1, P) % P
_tables: dict[bytes, Table] = {}


def _table(point_text: bytes) -> Table:
    if point_text not in _tables:
        _tables[point_text] = table_of(point_from(point_text))
    return _tables[point_text]


def is_signed(public_key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the text."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    if number >= ORDER:
        return False
    try:
        key = _table(public_key)
    except ValueError:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + text).digest(), "little") % ORDER
    # R must be [S]B - [k]A.
    x, y, z, t = times(challenge, key)
    x, y, z, _ = add(times(number, _table(_BASE_Y.to_bytes(32, "little"))), (P - x, y, z, P - t))
    inverse = pow(z, -1, P)
    return ((y * inverse % P) | ((x * inverse % P & 1) << 255)).to_bytes(32, "little") == signature[:32]


@dataclass(frozen=True)
class Checkpoint:
    """What was true of the trail when it was printed."""

    batch: int
    entries: int
    seal: str
    key: str

    def __str__(self) -> str:
        return f"shishin-trail batch={self.batch} entries={self.entries} seal={self.seal} key={self.key}"

    @classmethod
    def read(cls, text: str) -> tuple[Checkpoint, ...]:
        """From the printed words: all that a file holds, the oldest first."""
        pattern = r"batch=(\d{1,18})\s+entries=(\d{1,18})\s+seal=([0-9a-fA-F]{64})\s+key=([0-9a-fA-F]{64})"
        words = re.findall(pattern, text)
        if not words:
            raise Fault("The checkpoint has no words like `batch=… entries=… seal=… key=…`.")
        read = {cls(int(batch), int(entries), seal.lower(), key.lower()) for batch, entries, seal, key in words}
        return tuple(sorted(read, key=lambda one: (one.batch, one.entries, one.seal, one.key)))


@dataclass(frozen=True)
class KeyChange:
    """What an old key signs so that a new one may go on: tied to the seal after which it does."""

    seal: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"shishin-trail key-change seal={self.seal} old={self.old} new={self.new}"

    def is_signed_in(self, entry: bytes, check: SignatureCheck) -> bool:
        """Whether this entry of the trail holds the old key's signature."""
        fields = fields_of(entry, key=str, data=dict)
        if fields is None or fields["key"] != KEY_CHANGED:
            return False
        try:
            signature = bytes.fromhex(fields["data"].get("signature", ""))
            return check(bytes.fromhex(self.old), str(self).encode(), signature)
        except (TypeError, ValueError):
            return False


def fields_of(line: bytes, **kinds: type) -> dict[str, Any] | None:
    """The named fields of a line of JSON, or None where one is missing or of another kind."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or any(type(fields.get(name)) is not kind for name, kind in kinds.items()):
        return None
    return {name: fields[name] for name in kinds}


@dataclass
class SealLine:
    """A seal as read from its line."""

    line: int
    text: bytes
    signature: str
    hash: str
    batch: int
    entries: int
    total: int
    previous: str
    root: str
    public_key: str
    lines: str

    @classmethod
    def read(cls, raw: bytes, *, line: int = 0) -> SealLine:
        cut = raw.rfind(SIGNATURE)
        text, signature = raw[len(SEAL) : cut], raw[cut + len(SIGNATURE) : -2].decode("ascii", "replace")
        fields = fields_of(text, batch=int, entries=int, total=int, previous=str, root=str, public_key=str, lines=str)
        if cut < 0 or raw[-2:] != b'"}' or fields is None:
            raise Fault("This seal cannot be read; it is not as it was written.", line=line)
        return cls(line=line, text=text, signature=signature, hash=hash_of(raw), **fields)

    def is_signed(self, check: SignatureCheck) -> bool:
        try:
            return check(bytes.fromhex(self.public_key), self.text, bytes.fromhex(self.signature))
        except ValueError:
            return False


@dataclass
class Verifier:
    """Takes lines in their order and raises the first fault."""

    keys: tuple[str, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    every_signature: bool = False
    check: SignatureCheck = is_signed
    entries: int = 0
    last: SealLine | None = None
    signatures: int = 0
    used_keys: list[str] = field(default_factory=list)
    kept: dict[int, list[Checkpoint]] = field(init=False, default_factory=dict)
    newest: Checkpoint | None = field(init=False, default=None)
    """The checkpoint that vouches for most."""

    def __post_init__(self) -> None:
        self.newest = max(self.checkpoints, key=lambda one: one.batch, default=None)
        for checkpoint in self.checkpoints:
            self.kept.setdefault(checkpoint.batch, []).append(checkpoint)

    def take_seal(self, seal: SealLine, leaves: list[bytes], *, first_line: int = 0, changes: Sequence[bytes] = ()) -> None:
        """A batch: its seal, the leaves of the entries before it, the line of the first, and entries that may tell of a change of key."""
        self._takes_place(seal)
        if seal.entries != len(leaves) or seal.root != root_of(leaves).hex():
            raise self._first_bad_line(seal, leaves, first_line)
        self._goes_on(seal, changes)

    def take_link(self, seal: SealLine, *, changes: Sequence[bytes] = ()) -> None:
        """A seal as a link of the chain alone, its entries not being at hand."""
        self._takes_place(seal)
        self._goes_on(seal, changes)

    def _takes_place(self, seal: SealLine) -> None:
        expected = self.last.batch + 1 if self.last else 0
        if seal.batch != expected:
            raise Fault(f"Batch {expected} should come here, but this is the seal of batch {seal.batch}.", line=seal.line)
        self._follows(seal)

    def _goes_on(self, seal: SealLine, changes: Sequence[bytes]) -> None:
        if seal.total != self.entries + seal.entries:
            raise Fault(f"The seal of batch {seal.batch} miscounts the entries up to here; it is not as it was written.", line=seal.line)
        if self.every_signature:
            self._check_signature(seal)
        self._takes_key(seal, changes)
        self.entries, self.last = seal.total, seal
        self._meets_checkpoints(seal)

    def close(self) -> None:
        """After the last line."""
        if self.last and not self.every_signature:
            self._check_signature(self.last)
        if self.newest and (self.last is None or self.last.batch < self.newest.batch):
            reached = f"ends with batch {self.last.batch}" if self.last else "holds no batch"
            raise Fault(f"The end is cut off: the checkpoint is of batch {self.newest.batch}, and the export {reached}.")

    def _follows(self, seal: SealLine) -> None:
        if seal.previous == (self.last.hash if self.last else ""):
            return
        if self.last and not self.last.is_signed(self.check):
            raise Fault(f"The seal of batch {self.last.batch} is not as it was signed.", line=self.last.line)
        raise Fault(f"The seal of batch {seal.batch} does not follow the seal before it.", line=seal.line)

    def _check_signature(self, seal: SealLine) -> None:
        self.signatures += 1
        if not seal.is_signed(self.check):
            raise Fault(f"The seal of batch {seal.batch} is not as it was signed.", line=seal.line)

    def _takes_key(self, seal: SealLine, changes: Sequence[bytes]) -> None:
        if self.last and seal.public_key != self.last.public_key and not self.every_signature:
            self._check_signature(self.last)
        if not self._accepts_key(seal, changes):
            way_out = "If the key was changed for a known reason, name each with --public-key, or give a checkpoint from after the change."
            raise Fault(
                f"Batch {seal.batch} is signed with another key, {seal.public_key}, and nothing at hand proves that it may: "
                f"the change is unproven, or forged. {way_out}",
                line=seal.line,
            )
        if seal.public_key not in self.used_keys:
            self.used_keys.append(seal.public_key)

    def _accepts_key(self, seal: SealLine, changes: Sequence[bytes]) -> bool:
        if self.keys:
            return seal.public_key in self.keys or bool(self.newest and seal.public_key == self.newest.key)
        if self.newest and seal.batch <= self.newest.batch:
            # Up to the checkpoint its hash vouches for every seal, whatever key signed it.
            return seal.batch < self.newest.batch or seal.public_key == self.newest.key
        if self.last is None or seal.public_key == self.last.public_key:
            return True
        change = KeyChange(self.last.hash, self.last.public_key, seal.public_key)
        return any(change.is_signed_in(entry, self.check) for entry in changes)

    def _meets_checkpoints(self, seal: SealLine) -> None:
        for kept in self.kept.get(seal.batch, ()):
            if (seal.hash, seal.total, seal.public_key) != (kept.seal, kept.entries, kept.key):
                raise Fault(f"Batch {seal.batch} is not the one of the checkpoint: the trail was written anew up to here.", line=seal.line)

    def _first_bad_line(self, seal: SealLine, leaves: list[bytes], first_line: int) -> Fault:
        if not seal.is_signed(self.check):
            return Fault(f"The seal of batch {seal.batch} is not as it was signed.", line=seal.line)
        sealed = [seal.lines[at : at + PREFIX] for at in range(0, len(seal.lines), PREFIX)]
        found = [leaf.hex()[:PREFIX] for leaf in leaves]
        place = next((at for at, (a, b) in enumerate(zip(sealed, found, strict=False)) if a != b), min(len(sealed), len(found)))
        where = f"place {place} of batch {seal.batch}"
        if place == len(found):
            words = f"An entry is missing here: {where}."
        elif place == len(sealed) or sealed[place] in found[place:]:
            words = f"This entry was put in or moved: it was not sealed at {where}."
        elif found[place] in sealed[place:]:
            words = f"An entry is missing before this one, which was not sealed at {where}."
        else:
            words = f"This entry is not as it was sealed at {where}."
        return Fault(words, line=first_line and first_line + place, place=(seal.batch, place))


def verify(file: BinaryIO, verifier: Verifier) -> Verifier:
    """Read an export once, from its first line to its last."""
    head = fields_of(file.readline(), shishin_trail=int, batches=int, entries=int)
    if head is None or head["shishin_trail"] != FORMAT:
        raise Fault("This is not the head of an exported trail that this verifier can read.", line=1)
    leaves: list[bytes] = []
    changes: list[bytes] = []
    sha256, number, first_line = hashlib.sha256, 1, 2
    for number, line in enumerate(file, start=2):
        if line[-1:] != b"\n":
            raise Fault("The file is cut off in the middle of this line.", line=number)
        if line[:8] == SEAL:
            verifier.take_seal(SealLine.read(line[:-1], line=number), leaves, first_line=first_line, changes=changes)
            leaves, changes, first_line = [], [], number + 1
        else:
            leaves.append(sha256(b"\x00" + line[:-1]).digest())
            if CHANGE_OF_KEY in line:
                changes.append(line[:-1])
    if leaves:
        raise Fault("A seal is missing after this line, or the lines from here on were added.", line=first_line)
    verifier.close()
    batches = verifier.last.batch + 1 if verifier.last else 0
    if (batches, verifier.entries) != (head["batches"], head["entries"]):
        told = f"{head['batches']} batches and {head['entries']} entries"
        raise Fault(f"The head tells of {told}, but {batches} and {verifier.entries} are there: the end is cut off.", line=number)
    return verifier


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Verify an exported trail of Shishin.")
    parser.add_argument("export", type=Path, help="the file that `shishin export-trail` wrote")
    parser.add_argument("--checkpoint", help="checkpoints that were kept elsewhere: their words, or a file that holds them")
    parser.add_argument("--public-key", action="append", default=[], metavar="HEX", help="a key that may have signed; give each one")
    parser.add_argument("--every-signature", action="store_true", help="check each signature, not only the last under each key")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    given = arguments().parse_args(argv)
    try:
        checkpoints: tuple[Checkpoint, ...] = ()
        if given.checkpoint:
            is_file = "batch=" not in given.checkpoint
            checkpoints = Checkpoint.read(Path(given.checkpoint).read_text("utf-8") if is_file else given.checkpoint)
        keys = tuple(key.lower() for key in given.public_key)
        with given.export.open("rb", buffering=1 << 20) as file:
            done = verify(file, Verifier(keys=keys, checkpoints=checkpoints, every_signature=given.every_signature))
    except Fault as fault:
        sys.stderr.write(f"NOT VERIFIED. {fault}\n")
        return 1
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"The file cannot be read: {error}\n")
        return 2
    batches = done.last.batch + 1 if done.last else 0
    sys.stdout.write(f"Verified: {done.entries} entries in {batches} batches; {done.signatures} signatures checked.\n")
    sys.stdout.writelines(f"Signed with the key {key}\n" for key in done.used_keys)
    if done.last:
        sys.stdout.write(f"Checkpoint: {Checkpoint(done.last.batch, done.entries, done.last.hash, done.last.public_key)}\n")
    if not (checkpoints or keys):
        sys.stdout.write("Without a checkpoint or a public key kept elsewhere, a trail written anew as a whole cannot be told apart.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
