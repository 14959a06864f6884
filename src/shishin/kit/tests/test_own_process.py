"""What reads a file may take so much memory and time and no more; whoever asked goes on, and is told what was refused."""

from __future__ import annotations

import os
import pickle
import signal
import time

import pytest
from django.utils import translation

from shishin.kit import own_process
from shishin.kit.budget import OverBudget
from shishin.kit.models import Stopped
from shishin.kit.own_process import Bounds, BrokeWhileRead, EndedInside, OwnProcess, TookTooLong, TookTooMuchMemory

READS = OwnProcess("a.docx")


def take(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024**2))


def spin() -> None:
    while True:
        pass


def refuse() -> None:
    raise OverBudget(file="a.docx", limit=5, what="rows", at="line", number=7)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_is_returned_comes_from_another_process():
    number, words = READS.run(lambda a, *, b: (os.getpid(), a + b), "words ", b="come")

    assert number != os.getpid()
    assert words == "words come"


def test_what_is_refused_there_is_refused_here_in_the_same_words():
    with pytest.raises(OverBudget) as here:
        refuse()
    with pytest.raises(OverBudget) as there:
        READS.run(refuse)

    assert there.value.in_full == here.value.in_full
    assert (there.value.what, there.value.limit, there.value.code) == ("rows", 5, "OverBudget")


def test_a_refusal_speaks_the_language_of_its_reader():
    with translation.override("ja"), pytest.raises(OverBudget) as refused:
        READS.run(refuse)

    assert "表の行" in refused.value.message
    assert pickle.loads(pickle.dumps(refused.value)).in_full == refused.value.in_full


def test_more_memory_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(own_process, "BOUNDS", Bounds(memory=64, seconds=20))

    assert READS.run(take, 16) == 16 * 1024**2
    with pytest.raises(TookTooMuchMemory, match=r"a\.docx takes more than 64 MB"):
        READS.run(take, 100)


def test_what_takes_more_by_its_nature_declares_its_own_bounds():
    bulk = OwnProcess("bulk.zip", bounds=Bounds(memory=400, seconds=20))

    assert bulk.run(take, 300) == 300 * 1024**2
    with pytest.raises(TookTooMuchMemory, match="256 MB"):
        READS.run(take, 300)


def test_planted_without_the_limit_of_memory_it_is_taken(monkeypatch):
    monkeypatch.setattr(own_process, "_bound", lambda bounds: None)

    assert READS.run(take, 300) == 300 * 1024**2


def test_longer_than_the_limit_is_refused_whether_it_works_or_sleeps(monkeypatch):
    monkeypatch.setattr(own_process, "BOUNDS", Bounds(seconds=1))
    began = time.monotonic()

    for act, arguments in ((spin, ()), (time.sleep, (60,))):
        with pytest.raises(TookTooLong, match=r"a\.docx takes longer than 1 seconds"):
            READS.run(act, *arguments)
    assert time.monotonic() - began < 20


def test_a_process_that_dies_takes_nobody_with_it():
    with pytest.raises(BrokeWhileRead, match="broke off"):
        READS.run(die)

    assert READS.run(take, 1) == 1024**2


def test_what_goes_wrong_there_is_not_hidden():
    with pytest.raises(EndedInside, match="ZeroDivisionError"):
        READS.run(lambda: 1 // 0)


def test_nobody_waits_for_what_is_not_wanted_any_more():
    def look() -> None:
        raise Stopped

    began = time.monotonic()
    with pytest.raises(Stopped):
        OwnProcess("a.docx", look).run(time.sleep, 60)
    assert time.monotonic() - began < 10
