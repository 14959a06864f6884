"""Keeping a site: its pages as every account sees them, and its routes, hashes, exports and trail keys, from a copy of its data.

It runs whatever checkout `PYTHONPATH` names and knows of it only models, commands and addresses, so that an older one can be kept too.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import logging
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.template import Context
from django.template.base import Template
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from django.utils import timezone

from journeys.sending_forms import AS_DRAWN, EMPTIED, WITH_WORDS, Form, forms_of, send

SITE = "http://localhost"
LINK = re.compile(r"""<(?:a|area)\s(?:[^>"']|"[^"]*"|'[^']*')*?\bhref="([^"]*)\"""")
TOKEN = re.compile(r"""(csrfmiddlewaretoken" value="|X-CSRFToken&quot;: &quot;|X-CSRFToken": ")[A-Za-z0-9]{32,64}""")
NOT_FOLLOWED = ("/accounts/logout", "/language/", "/static/")
READABLE = ("text/", "application/json", "application/xml", "application/atom+xml", "application/yaml")
LANGUAGES = ("ja", "en")


@dataclass(frozen=True)
class Visitor:
    """Who comes: nobody known or a demo account, in a language; at most so many addresses of one view, and of one view of one thing."""

    login: str
    language: str
    per_view: int
    per_thing: int

    @property
    def account(self) -> str:
        return self.login or "anybody"

    @property
    def name(self) -> str:
        return f"{self.account}.{self.language}"


@dataclass(frozen=True)
class Page:
    """What one address answered, or with `sent`, what a form of the page `linked_from` got that was sent there."""

    path: str
    linked_from: str
    view: str
    status: int
    kind: str
    location: str
    body: str
    sent: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.sent


@dataclass(frozen=True)
class Asked:
    """An address to ask for. Where it was linked first does not make it another."""

    path: str
    linked_from: str = field(default="", compare=False)


def write_pages(path: Path, pages: Sequence[Page]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(json.dumps(asdict(page), ensure_ascii=False) for page in pages)
    path.write_bytes(zlib.compress(lines.encode("utf-8", "surrogatepass"), 1))


def read_pages(path: Path) -> Iterator[Page]:
    for line in zlib.decompress(path.read_bytes()).decode("utf-8", "surrogatepass").split("\n"):
        if line:
            yield Page(**json.loads(line))


@dataclass(frozen=True)
class Keeping:
    """What is to be kept where. With `like`, the addresses are those of another keeping, and no link is followed."""

    folder: Path
    data: Path
    accounts: Sequence[str]
    only: str
    thorough: float
    like: Path | None


def keep_site(keeping: Keeping) -> None:
    """Keep what the code of `PYTHONPATH` makes of a copy of this data, or with `only`, pages alone; the data itself stays as it is."""
    folder = keeping.folder
    with tempfile.TemporaryDirectory(prefix="compare-sites-") as scratch:
        copy = Path(scratch) / "data"
        shutil.copytree(keeping.data, copy)
        _start_django(copy)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "facts.json").unlink(missing_ok=True)
        if not keeping.only:
            _export(folder / "export")
            (folder / "facts.json").write_text(json.dumps(_facts(), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        if not keeping.accounts:
            shutil.rmtree(folder / "pages", ignore_errors=True)
        tasks = [(visitor, keeping) for visitor in _visitors(keeping)]
        # What was migrated lies beside the file of SQLite until nobody has it open.
        connection.close()
        with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
            drawn: set[str] = set()
            for said, by_one in pool.imap_unordered(_keep_pages, tasks, chunksize=1):
                print(said, flush=True)
                drawn |= by_one
        print("No page drew", ", ".join(_never_drawn(drawn)) or "no template", flush=True)


class _Clock:
    """The time of the site: it stands still once `stopped_at` is set, so that two runs say the same of today."""

    def __init__(self) -> None:
        self.stopped_at: datetime | None = None
        self.running = timezone.now

    def now(self) -> datetime:
        return self.stopped_at or self.running()


def _start_django(data: Path) -> None:
    """Start the checkout on this data, one minute after the last entry of its trail."""
    for name in [name for name in os.environ if name == "DATABASE_URL" or name.startswith("SHISHIN_")]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "shishin.site.settings", "SHISHIN_DATA": str(data)}
    clock = _Clock()
    # Before the checkout's modules are loaded, which may take it by name.
    timezone.now = clock.now
    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    last = apps.get_model("trail", "Entry").objects.order_by("-happened_at").values_list("happened_at", flat=True).first()
    if last is None:
        raise SystemExit("The data has no entry in its trail: load the demo first.")
    clock.stopped_at = last + timedelta(minutes=1)
    call_command("migrate", verbosity=0)


def _facts() -> dict[str, Any]:
    routes = sorted(_routes(get_resolver().url_patterns))
    editions = list(apps.get_model("guidelines", "Edition").objects.exclude(state="working").select_related("document"))
    hashes = _function("edition_hashes")(editions)
    keys = Counter(apps.get_model("trail", "Entry").objects.values_list("key", flat=True))
    return {
        "routes": routes,
        "hashes": {f"{edition.document.slug} {edition.version}": hashes[edition.pk] for edition in editions},
        "trail keys": dict(keys),
    }


def _function(name: str) -> Any:
    """A function of the checkout by its name, wherever its module lies: the addresses have loaded all of them."""
    found = {
        getattr(module, name) for called, module in list(sys.modules.items()) if called.startswith("shishin.") and hasattr(module, name)
    }
    if len(found) != 1:
        raise SystemExit(f"The code has {len(found)} functions called {name}.")
    return found.pop()


def _routes(patterns: Sequence[Any], prefix: str = "", namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, route, inside)
        else:
            yield f"/{route} {namespace}{pattern.name}"


def _export(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with open(os.devnull, "w") as nowhere:
        for slug, version in apps.get_model("guidelines", "Edition").objects.values_list("document__slug", "version").order_by("pk"):
            call_command("export", slug, version, str(folder / slug), stdout=nowhere)


def _visitors(keeping: Keeping) -> list[Visitor]:
    """Those whom nobody knows see most of the pages, so they look at more of each kind."""

    def visitor(login: str, language: str, per_view: int, per_thing: int) -> Visitor:
        return Visitor(login, language, per_view=round(per_view * keeping.thorough), per_thing=round(per_thing * keeping.thorough))

    people = apps.get_model("people", "Person").objects.filter(is_demo=True, is_active=True).order_by("login_name")
    everybody = [
        visitor("", "ja", 120, 4),
        visitor("", "en", 60, 2),
        *(visitor(login, "ja", 12, 2) for login in people.values_list("login_name", flat=True)),
    ]
    wanted = keeping.accounts or sorted({visitor.account for visitor in everybody})
    return [visitor for account in wanted for visitor in everybody if visitor.account == account]


def _keep_pages(task: tuple[Visitor, Keeping]) -> tuple[str, set[str]]:
    """One visitor's pages, in a process and with a database of its own, so that no visit changes another's."""
    visitor, keeping = task
    began = time.monotonic()
    connection.close()
    drawn = _noting_templates()
    with tempfile.TemporaryDirectory(prefix="compare-sites-") as scratch:
        if connection.vendor == "sqlite":
            own = Path(scratch) / "shishin.sqlite3"
            shutil.copy(connection.settings_dict["NAME"], own)
            connection.settings_dict["NAME"] = str(own)
        pages = _again(visitor, keeping) if keeping.like else _crawl(visitor)
        connection.close()
    pages = [page for page in pages if re.search(keeping.only, page.path)]
    write_pages(_pages_of(keeping.folder, visitor), pages)
    weight = sum(len(page.body) for page in pages) // 1_000_000
    return f"{visitor.name}: {len(pages)} pages, {weight} MB, {time.monotonic() - began:.0f} s", drawn


def _noting_templates() -> set[str]:
    """The names of the templates that are drawn from now on."""
    drawn: set[str] = set()
    render = Template._render

    def noting(template: Template, context: Context) -> Any:
        drawn.add(str(template.name))
        return render(template, context)

    Template._render = noting  # type: ignore[method-assign]
    return drawn


def _never_drawn(drawn: set[str]) -> list[str]:
    root = Path(apps.get_app_config("kit").path).parent
    names = {str(path.relative_to(folder)) for folder in root.glob("**/templates") for path in folder.rglob("*.html")}
    return sorted(names - {name.partition("#")[0] for name in drawn})


def _pages_of(folder: Path, visitor: Visitor) -> Path:
    return folder / "pages" / f"{visitor.name}.z"


def _again(visitor: Visitor, keeping: Keeping) -> list[Page]:
    """The addresses of a keeping, asked again, and the forms sent again that were sent."""
    client, kept = _client(visitor), _pages_of(keeping.like or keeping.folder, visitor)
    if not kept.exists():
        return []
    before = [page for page in read_pages(kept) if re.search(keeping.only, page.path)]
    sent = {page.key for page in before if page.sent}
    with_forms = {page.linked_from for page in before if page.sent}
    asked = {page.path: page for page in before if not page.sent}
    pages = [_page(client, Asked(page.path, page.linked_from), page.view) for page in asked.values()]
    pages += [_page(client, Asked(path), "") for path in sorted(with_forms - asked.keys())]
    answers = [_send(client, page, form, how) for page in pages for form, how in _forms(page) if (form.action, how) in sent]
    return [page for page in pages if page.path in asked] + list({answer.key: answer for answer in reversed(answers)}.values())


def _forms(page: Page) -> Iterator[tuple[Form, str]]:
    if page.status == 200 and page.kind.startswith("text/html"):
        for form in forms_of(page.body, path=page.path):
            if not form.action.startswith(NOT_FOLLOWED):
                yield from ((form, how) for how in (AS_DRAWN, EMPTIED, WITH_WORDS))


def _send_forms(client: Client, pages: Sequence[Page], *, most: int) -> list[Page]:
    """What the forms of these pages get, at most so many addresses of one view."""
    answers: dict[tuple[str, str], Page] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        for form, how in _forms(page):
            view, _ = _view_of(form.action)
            if (form.action, how) not in answers and counts[view, how] < most:
                counts[view, how] += 1
                answers[form.action, how] = _send(client, page, form, how)
    return list(answers.values())


def _send(client: Client, page: Page, form: Form, how: str) -> Page:
    answer = send(client, form, how)
    chain = " → ".join(place for place, _ in getattr(answer, "redirect_chain", ()))
    asked = Asked(form.action, page.path)
    return replace(_kept(answer, asked, _view_of(form.action)[0]), sent=how, location=chain)


def _client(visitor: Visitor) -> Client:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.cookies["language"] = visitor.language
    if visitor.login:
        person = apps.get_model("people", "Person").objects.get(login_name=visitor.login)
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _crawl(visitor: Visitor) -> list[Page]:
    client = _client(visitor)
    pages: list[Page] = []
    waiting = deque([Asked("/"), *map(Asked, _plain_addresses())])
    known = set(waiting)
    counts: Counter[tuple[str, ...]] = Counter()
    while waiting:
        asked = waiting.popleft()
        view, thing = _view_of(asked.path)
        counts.update([(view,), (view, thing)])
        most = max(1, visitor.per_view // 4) if " " in view else visitor.per_view  # a download is dear
        if counts[view,] > most or counts[view, thing] > visitor.per_thing:
            continue
        page = _page(client, asked, view)
        pages.append(page)
        links = {Asked(link, page.path) for link in _links(page)} - known
        known |= links
        waiting.extend(sorted(links, key=attrgetter("path")))
    return [*pages, *_send_forms(client, pages, most=max(1, visitor.per_view // 6))]


def _plain_addresses() -> list[str]:
    """Addresses that need no thing to be asked about: some are linked from nowhere, others are closed to most. And one that is none."""
    routes = {route.split(" ")[0] for route in _routes(get_resolver().url_patterns)}
    there = {route.replace("^", "").replace("$", "").replace("\\Z", "") for route in routes if "<" not in route}
    return ["/there-is-no-such-page/", *sorted(path for path in there - {"/"} if not path.startswith(NOT_FOLLOWED))]


def _view_of(path: str) -> tuple[str, str]:
    """The name of the view that answers there, with the format of a download, and the thing it is asked about."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return "", ""
    of_format = f" {match.kwargs['format']}" if "format" in match.kwargs else ""
    return match.view_name + of_format, next((str(value) for value in match.kwargs.values()), "")


def _page(client: Client, asked: Asked, view: str) -> Page:
    return _kept(client.get(asked.path), asked, view)


def _kept(answer: Any, asked: Asked, view: str) -> Page:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    kind = answer.headers.get("Content-Type", "")
    body = content.decode() if kind.startswith(READABLE) else _unpacked(content)
    location = answer.headers.get("Location", "")
    return Page(asked.path, asked.linked_from, view, answer.status_code, kind, location, TOKEN.sub(r"\1token", body))


def _unpacked(content: bytes) -> str:
    """A hash for each file in an archive, which Word and Excel files are, else one of the whole."""
    if not content.startswith(b"PK"):
        return hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(f"{name} {hashlib.sha256(archive.read(name)).hexdigest()}" for name in archive.namelist())


def _links(page: Page) -> set[str]:
    """The addresses of the site that a page leads to, without their fragments."""
    given = [html.unescape(link) for link in LINK.findall(page.body)] if page.kind.startswith("text/html") else []
    targets = (urldefrag(urljoin(SITE + page.path, link)).url for link in [*given, *([page.location] if page.location else [])])
    there = {target.removeprefix(SITE) for target in targets if target.startswith(SITE + "/")}
    return {path for path in there if not path.startswith(NOT_FOLLOWED)}
