"""A site with its demo for the journeys of a worker, started by the command that people use."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from journeys.drawing import CHROMIUM, FLAGS
from shishin.demo.loading import DEMO_PASSWORD

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with the demo, on a copy of its own."""
    folder = Path(tempfile.mkdtemp(prefix="shishin-journeys-"))
    with running(shutil.copytree(demo_loaded_once(tmp_path_factory), folder / "data"), log=folder / "log") as address:
        yield address
    shutil.rmtree(folder, ignore_errors=True)


def demo_loaded_once(factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that loaded its demo and was ended: made by the worker that comes first, for all."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demo-loaded-once"
    with (shared / "demo-loaded-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            with running(shared / "demo-being-loaded", log=shared / "demo.log"):
                pass
            without_weighing(shared / "demo-being-loaded" / "shishin.sqlite3")
            (shared / "demo-being-loaded").rename(folder)
    return folder


def without_weighing(database: Path) -> None:
    """To make each file of the demo once keeps a core busy for minutes, on each copy of it, beside the browsers."""
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("DELETE FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%.weigh_files'")


@contextmanager
def running_after(told: str, factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of its own on a copy of the demo, in which was done what a piece of Python tells."""
    folder = factory.mktemp("site")
    data = Path(shutil.copytree(demo_loaded_once(factory), folder / "data"))
    command = [sys.executable, "-m", "shishin", "shell", "--command", told]
    subprocess.run(command, env={**environment(), "SHISHIN_DATA": str(data)}, check=True)
    with running(data, log=folder / "log") as address:
        yield address


def environment() -> dict[str, str]:
    """As it is here, but for what says which site is meant."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SHISHIN_", "DATABASE_URL"))}


@contextmanager
def running(data: Path, *, log: Path, empty: bool = False) -> Iterator[str]:
    port = free_port()
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "shishin", "run", "--port", str(port), *(["--empty"] if empty else [])],
            env={**environment(), "SHISHIN_DATA": str(data), "PYTHONUNBUFFERED": "1"},
            stdout=written,
            stderr=written,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path, *, patience: float = 600) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            requests.get(address, timeout=2)
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"The site did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the journeys of a file. While it is there, Django refuses this worker its database, which other tests ask for."""
    if not Path(CHROMIUM).exists():
        reason = "Chromium is not installed: sudo apt install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Visit:
    """How somebody comes: the width of the window, light or dark, the language, with or without JavaScript."""

    width: int = 1280
    scheme: str = "light"
    language: str = "ja"
    javascript: bool = True
    height: int = 900


Comes = Callable[..., AbstractContextManager[Page]]
Keeps = Callable[[Page, str], None]
ACTION_GUIDELINES = "/guidelines/tokyo-action-guidelines/"


in_both_languages = pytest.mark.parametrize(("language", "kept_as"), [("ja", "{}"), ("en", "{}.en")], ids=["ja", "en"])
"""For journeys whose pictures show both guides: the name of a picture goes into `kept_as`."""


def press_on(page: Page, what: str, *, role: str = "button") -> None:
    """By keyboard: come to it, and Enter."""
    page.get_by_role(role, name=what).first.focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
def visitor(browser: Browser, site: str) -> Comes:
    """Opens a page as a new visitor: `with visitor(width=320, language="en") as page`."""

    @contextmanager
    def come(login: str = "", **how: object) -> Iterator[Page]:
        visit = Visit(**how)  # type: ignore[arg-type]
        context: BrowserContext = browser.new_context(
            base_url=site,
            viewport={"width": visit.width, "height": visit.height},
            color_scheme=visit.scheme,  # type: ignore[arg-type]
            java_script_enabled=visit.javascript,
            locale="ja-JP" if visit.language == "ja" else "en-GB",
        )
        context.add_cookies([{"name": "language", "value": visit.language, "url": site}])
        context.set_default_timeout(10_000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
        if login:
            sign_in(page, login)
        try:
            yield page
        finally:
            context.close()
        assert complaints == []

    return come


def is_complaint(message: ConsoleMessage) -> bool:
    """An error of a script or of the content policy; pages that answer 404 or 409 on purpose are none."""
    return message.type == "error" and "Failed to load resource" not in message.text and "Status Error Code 409" not in message.text


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


@pytest.fixture
def keep_picture() -> Keeps:
    """Keeps a picture for the guide when SHISHIN_PICTURES=1."""

    def keep(page: Page, name: str) -> None:
        if os.environ.get("SHISHIN_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(PICTURES / f"{name}.png"), animations="disabled", caret="hide")

    return keep
