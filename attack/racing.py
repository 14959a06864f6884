"""Do at the same moment what may be done once: over several connections, round after round."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.utils.timezone import localdate

from attack.tries import Tries
from shishin.guidelines.acting.adopting import adopt_edition
from shishin.guidelines.tests import makers
from shishin.kit.errors import Refusal
from shishin.kit.tests.together import ended_at_once
from shishin.people.address_links import address_token
from shishin.people.invitation_links import invitation_token
from shishin.people.inviting import accept_invitation, change_address, invite
from shishin.people.models import NewAddress, Person
from shishin.people.models import Tries as Counter
from shishin.people.new_addresses import confirm_address
from shishin.people.second_factor import use_code
from shishin.people.slowing import FREE, seconds_to_wait
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

AT_ONCE = 4
RACES: dict[str, Callable[[Tries, random.Random], None]] = {}
Act = Callable[[], object]


def race(what: str) -> Callable[[Callable[[Tries, random.Random], None]], Callable[[Tries, random.Random], None]]:
    def add(run: Callable[[Tries, random.Random], None]) -> Callable[[Tries, random.Random], None]:
        RACES[what] = run
        return run

    return add


def at_once(*acts: Act) -> list[object]:
    """What each of them returned; a refusal by its name, and another error as it is."""
    return [type(one).__name__ if isinstance(one, Refusal) else one for one in ended_at_once(*acts)]


def done_once(ended: list[object], *refusals: str) -> bool:
    refused = [one for one in ended if isinstance(one, str)]
    return len(refused) == len(ended) - 1 and set(refused) <= set(refusals) and not any(isinstance(one, Exception) for one in ended)


def somebody() -> Person:
    name = f"race-{uuid.uuid4().hex[:12]}"
    return Person.objects.create(login_name=name, email=f"{name}@example.jp", password="!x")


@race("a code of a second factor, used at once")
def use_one_code(tries: Tries, chance: random.Random) -> None:
    person, code = somebody(), f"{chance.randrange(10**6):06}"
    ended = at_once(*[lambda: use_code(person, code)] * AT_ONCE)
    tries.judge(done_once(ended, "CodeWasUsed"), f"code: {ended}")


@race("tries to log in, counted at once")
def count_tries(tries: Tries, chance: random.Random) -> None:
    name = uuid.uuid4().hex
    ended = at_once(*[lambda: seconds_to_wait("password", name)] * (FREE + 3))
    tries.judge(sorted(wait == 0 for wait in ended) == [False] * 3 + [True] * FREE, f"counters: {ended}")


@race("an edition, adopted at once")
def adopt_one_edition(tries: Tries, chance: random.Random) -> None:
    edition = makers.make_edition("1.0.0", slug=f"race-{uuid.uuid4().hex[:12]}")
    decision = makers.make_decision(on=edition)
    ended = at_once(*[lambda: adopt_edition(edition, decision=decision, in_force_from=localdate(), by=OPERATOR)] * AT_ONCE)
    entries = Entry.objects.filter(key="guidelines.edition_adopted", about__endswith=str(edition.uuid)).count()
    tries.judge(done_once(ended, "NotAWorkingEdition") and entries == 1, f"adopted {entries} times: {ended}")


@race("two editions of a document, adopted from one day at once")
def adopt_two_editions(tries: Tries, chance: random.Random) -> None:
    slug, day = f"race-{uuid.uuid4().hex[:12]}", localdate() + timedelta(days=chance.randrange(99))
    editions = [makers.make_edition(version, slug=slug) for version in ("1.0.0", "2.0.0")]
    decided = [(edition, makers.make_decision(on=edition)) for edition in editions]
    acts = [partial(adopt_edition, edition, decision=decision, in_force_from=day, by=OPERATOR) for edition, decision in decided]
    ended = at_once(*acts)
    stand = editions[0].document.editions.adopted().count()
    tries.judge(stand == 1 and not any(isinstance(one, Exception) for one in ended), f"{stand} adopted: {ended}")


@race("a mail address, changed at once and confirmed at once")
def ask_for_addresses(tries: Tries, chance: random.Random) -> None:
    person = somebody()
    addresses = [f"{uuid.uuid4().hex[:12]}@example.jp" for _ in range(AT_ONCE)]
    ended = at_once(*[lambda to=to: change_address(person, email=to, by=OPERATOR) for to in addresses])
    asked = NewAddress.objects.filter(person=person)
    is_one = asked.count() == 1 and not any(isinstance(one, Exception) for one in ended)
    tries.judge(is_one, f"asked for {asked.count()}: {ended}")
    if is_one:
        token = address_token(asked.get())
        ended = at_once(*[lambda: confirm_address(token)] * AT_ONCE)
        tries.judge(done_once(ended, "AddressIsOver"), f"confirmed: {ended}")


@race("one mail address, confirmed for two accounts at once")
def take_one_address(tries: Tries, chance: random.Random) -> None:
    address, people = f"{uuid.uuid4().hex[:12]}@example.jp", [somebody(), somebody()]
    for person in people:
        change_address(person, email=address, by=OPERATOR)
    tokens = [address_token(NewAddress.objects.select_related("person").get(person=person)) for person in people]
    ended = at_once(*[lambda token=token: confirm_address(token) for token in tokens])
    tries.judge(done_once(ended, "NameTaken") and Person.objects.filter(email=address).count() == 1, f"confirmed: {ended}")


@race("an invitation, accepted at once")
def accept_once(tries: Tries, chance: random.Random) -> None:
    name = f"race-{uuid.uuid4().hex[:12]}"
    person = invite(login_name=name, names={"ja": name}, email=f"{name}@example.jp", by=OPERATOR)
    token = invitation_token(person)
    ended = at_once(*[lambda: accept_invitation(token, password=uuid.uuid4().hex)] * 3)
    tries.judge(done_once(ended, "InvitationIsOver"), f"accepted: {ended}")


def attack(times: int, chance: random.Random) -> Iterator[Tries]:
    for what, run in RACES.items():
        tries = Tries(what)
        for _ in range(times):
            run(tries, chance)
        Counter.objects.all().delete()
        yield tries
