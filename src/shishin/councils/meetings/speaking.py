"""Speaking: statements read from a pasted text, one line a speaker: 「座長：始めます。」 or "Murai: Let us begin." """

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils import translation

from shishin.councils.errors.minutes import AmbiguousSpeaker, NoStatements, UnknownSpeakers
from shishin.councils.models import Seat

LONGEST_SPEAKER = 60
# Brackets and bullets before a name, as minutes have them: ○座長：, 【座長】：.
AROUND_A_NAME = "○◯●・◇◆□■-–*【】[]（）()<>＜＞「」 \t\u3000"
# A colon between two figures is an hour, one before // an address.
LINE = re.compile(rf"(?P<speaker>[^:：\n]{{1,{LONGEST_SPEAKER}}})[:：](?!//)(?!(?<=\d[:：])\d)(?P<words>.*)")


class Said(NamedTuple):
    """One statement, before it is kept. A guest has no seat."""

    seat: Seat | None
    speaker: str
    words: str


def read_statements(text: str, *, seats: Sequence[Seat], guests: Collection[str] = ()) -> list[Said]:
    """Statements of a pasted text. A line that begins with a space, or has no speaker, goes on with the one before."""
    said: list[Said] = []
    unknown: list[str] = []
    for line in text.splitlines():
        found = None if line[:1].isspace() else LINE.match(line)
        speaker = _without_ornament(found["speaker"]) if found else ""
        if found is None or not _may_be_a_name(speaker):
            _go_on(said, line)
            continue
        one = _speaker(speaker, seats, guests)
        if one is None:
            unknown.append(speaker)
        else:
            said.append(one._replace(words=found["words"].strip()))
    if unknown:
        raise UnknownSpeakers(names=list(dict.fromkeys(unknown)))
    said = [one._replace(words=one.words.strip()) for one in said]
    if not said or not all(one.words for one in said):
        raise NoStatements
    return said


def _go_on(said: list[Said], line: str) -> None:
    """A further line of the statement before."""
    if said:
        said[-1] = said[-1]._replace(words=f"{said[-1].words}\n{line.strip()}")
    elif line.strip():
        raise NoStatements


def _may_be_a_name(speaker: str) -> bool:
    """A figure before a colon is none."""
    return any(character.isalpha() for character in speaker)


def _without_ornament(name: str) -> str:
    return name.strip(AROUND_A_NAME)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _speaker(name: str, seats: Sequence[Seat], guests: Collection[str]) -> Said | None:
    wanted = _plain(name)
    if guest := next((guest for guest in guests if _plain(guest) == wanted), ""):
        return Said(None, guest, "")
    fitting = [seat for seat in seats if _plain(str(seat.person)) == wanted] or [seat for seat in seats if _is_called(seat, wanted)]
    if len({seat.pk for seat in fitting}) > 1:
        raise AmbiguousSpeaker(name=name)
    return Said(fitting[0], str(fitting[0].person), "") if fitting else None


def _is_called(seat: Seat, wanted: str) -> bool:
    """By the beginning of the name, by the capacity, or by both: 村井, 座長, 村井座長."""
    person = _plain(str(seat.person))
    for capacity in _names_of_capacity(seat):
        if wanted.endswith(capacity) and person.startswith(wanted.removesuffix(capacity)):
            return True
    return person.startswith(wanted)


def _names_of_capacity(seat: Seat) -> set[str]:
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(_plain(seat.get_capacity_display()))
    return names
