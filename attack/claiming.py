"""Whose page it is: what one government links to another's things is looked for on the other's pages, and answered by everybody but its keeper."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.timezone import localdate

from attack.site import Browser, Site
from attack.tries import Tries
from shishin.councils.bodies.establishing import change_body, establish_body
from shishin.councils.models import Body
from shishin.demo.loading import DEMO_PASSWORD, demo_accounts
from shishin.guidelines.linking.links import draw_link, unlink_lines
from shishin.guidelines.models import ClauseLink, Edition, Line
from shishin.people.models import Claim, Person

COUNCILS = {"tokyo": "tokyo-digital-service-council", "japan": "guideline-secretariat"}
"""By how the names of a government's accounts begin."""
ANSWERS = ("agree", "agree-to-all", "end")
OTHERS = 4
"""How many of the other accounts answer each link."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: the word by which it shows, the keeper's page, its claim, and how it is taken away and drawn anew."""

    word: str
    page: str
    claim: Claim
    again: Callable[[], Claim]


def secretariat(government: str) -> Person:
    return Person.objects.get(login_name=f"{government}-secretariat")


def draw_body(stranger: str, keeper: str, chance: random.Random) -> Drawn:
    """A panel of one's own below the other government's council."""
    parent, by, word = Body.objects.get(slug=COUNCILS[keeper]), secretariat(stranger), f"Supreme-{chance.randrange(10**9):09}"
    owner = Body.objects.get(slug=COUNCILS[stranger]).organization
    panel = establish_body(slug=word.lower(), kind="committee", names={"ja": word, "en": word}, organization=owner, parent=parent, by=by)

    def again() -> Claim:
        given = {"kind": panel.kind, "remit": {}, "standing_orders": None, "by": by}
        change_body(panel, parent=None, **given)
        change_body(panel, parent=parent, **given)
        return Claim.objects.get(edge=panel.uuid)

    return Drawn(word, f"/councils/{parent.slug}/", Claim.objects.get(edge=panel.uuid), again)


def draw_clause(stranger: str, keeper: str, chance: random.Random) -> Drawn:
    """A clause of one's own that supersedes one of the other government's in force."""
    by = secretariat(stranger)
    source, target = (chance.choice(lines_of(government)) for government in (stranger, keeper))

    def draw() -> Claim:
        for link in ClauseLink.objects.filter(source=source, target=target):
            unlink_lines(link, words="x", by=by)
        return Claim.objects.get(edge=draw_link(source, target=target, kind=ClauseLink.Kind.SUPERSEDES, by=by).uuid)

    return Drawn(f'"{source.get_absolute_url()}', target.get_absolute_url(), draw(), draw)


def lines_of(government: str) -> list[Line]:
    """Those of the texts in force that its secretariat writes."""
    owner = secretariat(government).appointments.get().post.organization
    editions = Edition.objects.in_force_on(localdate()).filter(document__owner=owner)
    return list(Line.objects.filter(clauses__edition__in=editions).select_related("document").order_by("pk").distinct())


def attack(site: Site, times: int, chance: random.Random) -> Iterator[Tries]:
    shown = Tries("links that their keeper did not agree to, or ended, on the keeper's pages")
    answered = Tries("links of others answered by whoever does not keep them")
    browsers = {one.login_name: Browser(site.address, login=one.login_name, password=DEMO_PASSWORD) for one in demo_accounts()}
    public = Browser(site.address)
    for turn in range(times):
        stranger, keeper = chance.sample(sorted(COUNCILS), 2)
        drawn = (draw_body, draw_clause)[turn % 2](stranger, keeper, chance)
        others = [browser for login, browser in sorted(browsers.items()) if not login.startswith(f"{keeper}-")]
        shown.judge(drawn.word not in public.get(drawn.page).text, f"{drawn.page}: {drawn.word}, agreed to by nobody")
        for browser in chance.sample(others, OTHERS):
            for act in ANSWERS:
                browser.post(f"{addresses(drawn.claim)}{act}/", {"reason": "x"})
            answered.judge(state(drawn.claim) == Claim.State.ASKED, f"{browser.login} answered {drawn.claim}")
        office = browsers[f"{keeper}-secretariat"]
        for act, is_there in (("agree", True), ("end", False)):
            office.post(f"{addresses(drawn.claim)}{act}/", {"reason": "x"})
            shown.judge((drawn.word in public.get(drawn.page).text) == is_there, f"{drawn.page}: {drawn.word} after {act}")
        shown.judge(drawn.again().state == Claim.State.ASKED, f"{drawn.word} drawn anew was not asked for")
    yield shown
    yield answered


def addresses(claim: Claim) -> str:
    return f"/manage/links-from-others/{claim.uuid}/"


def state(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state
