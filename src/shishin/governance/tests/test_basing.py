"""What a duty stands on: a clause as read, read again when it moved on, and the practice it came from."""

from __future__ import annotations

from datetime import date

import pytest

from shishin.governance.duties.basing import add_practice, bases_of, give_up_basis, read_basis
from shishin.governance.errors.duties import ClauseMovedOn, NoBasis, NoSuchClauseInForce, NoWordsOfPractice
from shishin.governance.models import DutyBasis
from shishin.governance.models.duties import DUTY_BASIS
from shishin.governance.tests.makers import make_duty, make_keeper, make_ministry, title
from shishin.guidelines.models import Clause, Line
from shishin.guidelines.tests.makers import make_adopted
from shishin.people.models import Claim
from shishin.trail.models import Entry

pytestmark = pytest.mark.django_db


def line_called(key: str) -> Line:
    return Line.objects.get(key=key)


@pytest.fixture
def line() -> Line:
    make_adopted("1.0.0", in_force_from=date(2025, 4, 1))
    return line_called("users-first")


def test_a_duty_stands_on_a_clause_as_somebody_read_it_and_its_keeper_is_asked(line):
    duty, alice = make_duty(), make_keeper()

    basis = read_basis(duty, line=line, words="It says who.", by=alice)

    assert (basis.clause, basis.read_by, basis.is_newest) == (Clause.objects.get(line=line), alice, True)
    assert Claim.objects.get(kind=DUTY_BASIS).edge == basis.tie == basis.uuid
    assert Entry.objects.get(key="governance.basis_read").data["clause"] == str(basis.clause.uuid)


def test_a_further_reading_counts_and_the_first_stays(line):
    duty, alice = make_duty(), make_keeper()
    first = read_basis(duty, line=line, by=alice)
    second = read_basis(duty, line=line, words="Still so.", by=alice)

    assert bases_of([duty]) == [second]
    assert DutyBasis.objects.get(pk=first.pk).is_newest is False
    assert (second.tie, Claim.objects.count()) == (first.uuid, 1)


def test_a_basis_is_given_up_and_taken_again(line):
    duty, alice = make_duty(), make_keeper()
    first = read_basis(duty, line=line, by=alice)

    give_up_basis(duty, line=line, words="The clause is about projects.", by=alice)

    assert bases_of([duty]) == []
    assert not Claim.objects.exists()
    with pytest.raises(NoBasis):
        give_up_basis(duty, line=line, words="Again.", by=alice)
    again = read_basis(duty, line=line, by=alice)
    assert (bases_of([duty]), again.tie, Claim.objects.get().edge) == ([again], first.uuid, first.uuid)


def test_what_was_read_must_be_what_is_in_force(line):
    duty, alice = make_duty(), make_keeper()
    with pytest.raises(ClauseMovedOn):
        read_basis(duty, line=line, read="00000000-0000-0000-0000-000000000000", by=alice)
    with pytest.raises(NoSuchClauseInForce):
        read_basis(duty, line=line, on=date(2025, 3, 31), by=alice)


def test_a_practice_tells_whose_it_is():
    duty, ministry = make_duty(), make_ministry()
    with pytest.raises(NoWordsOfPractice):
        add_practice(duty, organization=ministry, words={"ja": " "}, day=date(2025, 4, 1), by=make_keeper())
    practice = add_practice(
        duty, organization=ministry, words=title("Each quarter."), day=date(2025, 4, 1), by=make_keeper(login_name="ann")
    )
    assert (practice.words, practice.organization) == (title("Each quarter."), ministry)
