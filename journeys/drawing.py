"""Drawing kept pages in Chromium: whether two of them show the same words in the same places."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--hide-scrollbars",
]  # fmt: skip
SITE = "http://localhost"
DRAWN = """() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const words = [document.title];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim().replace(/[ \\t\\n\\r\\f]+/g, " ");
        if (!text) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const places = [...range.getClientRects()].filter(place => place.width > 0);
        words.push([text, ...places.map(place => [place.x, place.y, place.width].map(Math.round).join(" "))].join(" | "));
    }
    return [document.body.innerText, ...words];
}"""


class Drawing:
    """A window that shows any page of the site with the static files of a checkout."""

    def __init__(self, page: Page, statics: list[Path]) -> None:
        self.page = page
        self.statics = statics
        self.html = ""
        page.route("**/*", self._answer)

    def are_the_same(self, before: str, after: str) -> bool:
        return self._drawn(before) == self._drawn(after)

    def _drawn(self, html: str) -> list[str]:
        self.html = html
        self.page.goto(f"{SITE}/")
        return list(self.page.evaluate(DRAWN))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        file = next(
            (folder / path.removeprefix("/static/") for folder in self.statics if (folder / path.removeprefix("/static/")).is_file()), None
        )
        if path == "/":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and file:
            route.fulfill(path=file)
        else:
            route.abort()


@contextmanager
def open_window(source: Path) -> Iterator[Drawing]:
    """A window 1280 wide, without JavaScript."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
        yield Drawing(page, sorted(source.glob("*/static")))
        chromium.close()
