"""Ask for what is private as everybody else. It knows nothing of the rules: it follows links, and looks for words that it hid itself."""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.utils.timezone import localdate

from attack.site import Browser, Site
from attack.tries import Tries
from shishin.councils.meetings.meeting import record_meeting
from shishin.councils.models import Body, Meeting
from shishin.demo.loading import DEMO_PASSWORD, demo_accounts
from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.drafting.editing import edit_clause
from shishin.guidelines.models import ClauseText, Edition
from shishin.people.models import Person
from shishin.texts.manuscript import Passage
from shishin.trail.recording import OPERATOR

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
FORM = re.compile(r'<form\b[^>]*?\bmethod="post"[^>]*>', re.IGNORECASE)
ACTION = re.compile(r'\baction="([^"]*)"')
EVERYBODYS = ("/accounts/", "/language/", "/account/")
"""Where everybody posts for themselves."""
GOVERNMENTS = ("tokyo", "japan")
INSIDERS = ("secretariat", "chair", "people-office")


@dataclass
class Hidden:
    """A word in something private, and how the names of those begin who are of that government. Auditors see everything."""

    word: str
    government: str
    where: str
    is_seen: bool = False

    def is_anothers(self, login: str) -> bool:
        return not login.startswith(f"{self.government}-") and "auditor" not in login


@dataclass
class Found:
    """What somebody reached by following links: pages, and the forms on them."""

    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)


@transaction.atomic
def hide(government: str, chance: random.Random) -> list[Hidden]:
    """A word in a working edition, one in a meeting that nobody announced, and a mail address."""
    words = {where: f"{government}{where}{chance.randrange(10**9)}" for where in ("draft", "meeting", "mail")}
    before = (
        Edition.objects.adopted()
        .filter(document__slug__startswith="tokyo" if government == "tokyo" else "ds-", withdrawn_on=None)
        .order_by("document__slug", "-in_force_from")
        .exclude(document__editions__state="working")
        .first()
    )
    assert before is not None
    draft = start_next_edition(before, version="99.0.0", by=OPERATOR)
    text = ClauseText.objects.filter(clause__edition=draft).exclude(body="").order_by("clause__position")[0]
    passage = Passage(text.heading, f"{text.body}\n\n{words['draft']}", text.summary)
    edit_clause(text.clause, language=text.language, passage=passage, based_on=text.content_hash, by=OPERATOR)
    body = Body.objects.filter(seats__person__login_name=f"{government}-chair").order_by("pk")[0]
    record_meeting(body, number=999, held_on=localdate(), titles={"ja": words["meeting"]}, form=Meeting.Form.choices[0][0], by=OPERATOR)
    Person.objects.filter(login_name=f"{government}-staff").update(email=f"{words['mail']}@example.jp")
    return [Hidden(word, government, where) for where, word in words.items()]


def crawl(browser: Browser, *, starts: Collection[str], at_most: int, hidden: Collection[Hidden]) -> Found:
    found, waiting = Found(), deque(starts)
    while waiting and len(found.pages) < at_most:
        path = waiting.popleft()
        if path in found.pages:
            continue
        found.pages.add(path)
        answer = browser.get(path)
        if answer.status_code in (301, 302) and (to := _path(browser, path, answer.headers["Location"])):
            waiting.append(to)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        _look(answer.text, hidden)
        waiting.extend(to for link in LINK.findall(answer.text) if (to := _path(browser, path, link)) and to not in found.pages)
        for tag in FORM.findall(answer.text):
            action = ACTION.search(tag)
            if to := _path(browser, path, action[1] if action else path):
                found.forms.add(to)
    return found


def _path(browser: Browser, page: str, link: str) -> str:
    """The path of a link within the site."""
    parts = urlsplit(urljoin(browser.address + page, unescape(link)))
    if f"{parts.scheme}://{parts.netloc}" != browser.address or parts.path.startswith("/static/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _look(text: str, hidden: Collection[Hidden]) -> None:
    for one in hidden:
        one.is_seen = one.is_seen or one.word in text


def attack(site: Site, times: int, chance: random.Random) -> Iterator[Tries]:
    hidden = [one for government in GOVERNMENTS for one in hide(government, chance)]
    public = Browser(site.address)
    everybodys = crawl(public, starts=["/"], at_most=max(20, times // 20), hidden=[])
    logins = [person.login_name for person in demo_accounts()]
    insiders = [f"{government}-{role}" for government in GOVERNMENTS for role in INSIDERS]
    browsers = {login: Browser(site.address, login=login, password=DEMO_PASSWORD) for login in insiders}
    drafts = Edition.objects.filter(version="99.0.0").select_related("document")
    starts = [f"/guidelines/{draft.document.slug}/99.0.0/draft/" for draft in drafts] + ["/desk/", "/manage/", "/manage/people/"]
    inside = {login: crawl(browser, starts=starts, at_most=max(10, times // 20), hidden=hidden) for login, browser in browsers.items()}
    others = [login for login in chance.sample(logins, len(logins)) if login not in insiders][: max(2, times // 250)]
    browsers |= {login: Browser(site.address, login=login, password=DEMO_PASSWORD) for login in others} | {"": public}
    yield _read(browsers, inside, everybodys, hidden, times, chance)
    yield _write(browsers, inside, everybodys, times, chance)


def _read(
    browsers: dict[str, Browser],
    inside: dict[str, Found],
    everybodys: Found,
    hidden: list[Hidden],
    times: int,
    chance: random.Random,
) -> Tries:
    tries = Tries("private pages asked for as everybody else")
    pages = sorted(set().union(*(found.pages for found in inside.values())) - everybodys.pages)
    pages += [f"/search/?q={one.word}" for one in hidden] + ["/search/?q=99.0.0&editions=all"]
    for login, browser in browsers.items():
        for page in chance.sample(pages, min(len(pages), times // len(browsers) + 1)):
            answer = browser.get(page)
            # What was asked for stands in the field of the form.
            words = answer.text.replace(page.rpartition("q=")[2], "") if page.startswith("/search/") else answer.text
            shown = [one for one in hidden if one.is_anothers(login) and one.word in words]
            tries.judge(not shown and answer.status_code < 500, f"{login or 'the public'} {answer.status_code} {page}: {shown}")
    tries.judge(all(one.is_seen for one in hidden), f"nobody at all saw {[one for one in hidden if not one.is_seen]}")
    return tries


def _write(browsers: dict[str, Browser], inside: dict[str, Found], everybodys: Found, times: int, chance: random.Random) -> Tries:
    """Forms that somebody of another government has on their pages, and that one has not on one's own."""
    tries = Tries("forms of others sent as everybody else")
    for login, browser in browsers.items():
        own = inside.get(login) or crawl(browser, starts=["/desk/", "/manage/"], at_most=15, hidden=[])
        theirs = set().union(*(found.forms for name, found in inside.items() if name[:5] != login[:5])) - own.forms - everybodys.forms
        forms = sorted(form for form in theirs if not form.startswith(EVERYBODYS) and not _is_general(form))
        for form in chance.sample(forms, min(len(forms), times // len(browsers) // 4 + 1)):
            answer = browser.post(form, {})
            to_log_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
            is_refused = answer.status_code in (403, 404, 405) or to_log_in
            tries.judge(is_refused or "auditor" in login, f"{login or 'the public'} {answer.status_code} {form}")
    return tries


def _is_general(form: str) -> bool:
    """A form that names nobody's thing belongs to whoever has the ability anywhere."""
    return not re.search(r"/(tokyo|ds-|[0-9a-f]{8}-)", form)
