"""Whose account it is: every demo account asks for the mail address, the state and the invitation of everybody else's."""

from __future__ import annotations

import random
from collections.abc import Iterator

from attack.site import Browser, Site
from attack.tries import Tries
from shishin.demo.loading import DEMO_PASSWORD, demo_accounts
from shishin.people.models import NewAddress, Person

KEEPERS = {"tokyo-people-office": ("tokyo-",), "japan-people-office": ("japan-", "mihon-")}
"""Who keeps accounts, and how the names of those begin that may be theirs: the Ministry of Samples is a part of the government."""
WITHOUT_MORE = "tokyo-staff"
"""An account that its people office may change: without it, an attack that tries nothing would find nothing."""


def may_be_changed(attacker: Person, victim: Person) -> bool:
    """As little as can be said without the code that is attacked: one's own people, who sit nowhere and audit nothing."""
    own = KEEPERS.get(attacker.login_name)
    is_harmless = not victim.is_owner and not victim.seats.exists() and "auditor" not in victim.login_name
    return bool(own and victim.login_name.startswith(own) and is_harmless)


def state_of(victim: Person) -> tuple[object, ...]:
    victim.refresh_from_db()
    return victim.email, victim.is_active, str(victim), victim.invited_at, NewAddress.objects.filter(person=victim).exists()


def attack(site: Site, times: int, chance: random.Random) -> Iterator[Tries]:
    tries = Tries("somebody's account taken by another mail address, or its state")
    attackers = sorted(demo_accounts(), key=lambda person: person.login_name not in KEEPERS)
    victims = list(Person.objects.filter(is_demo=True).order_by("login_name"))
    left = times
    was_let_in = False
    for attacker in attackers:
        browser = Browser(site.address, login=attacker.login_name, password=DEMO_PASSWORD)
        for victim in chance.sample(victims, len(victims)):
            if victim == attacker or may_be_changed(attacker, victim) or left <= 0:
                continue
            left -= 1
            before = state_of(victim)
            browser.post(f"/manage/people/{victim.uuid}/change/", {"email": f"eve-{tries.tries}@example.jp"})
            act = chance.choice(["deactivate", "reactivate", "invite", "ownership"])
            browser.post(f"/manage/people/{victim.uuid}/{act}/", {})
            tries.judge(state_of(victim) == before, f"{attacker.login_name} changed {victim.login_name}")
        if attacker.login_name == f"{WITHOUT_MORE.partition('-')[0]}-people-office":
            victim = Person.objects.get(login_name=WITHOUT_MORE)
            before = state_of(victim)
            browser.post(f"/manage/people/{victim.uuid}/change/", {"email": "staff@example.jp"})
            was_let_in = state_of(victim) != before
    tries.judge(was_let_in, "nobody could change anything, so that nothing was tried")
    yield tries
