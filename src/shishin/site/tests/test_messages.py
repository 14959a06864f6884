"""The catalogues of all packages are one when a page is drawn: what one says, another must not say otherwise."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polib  # type: ignore[import-untyped]

SOURCE = Path(__file__).resolve().parents[2]


def test_no_english_text_has_two_translations():
    said: defaultdict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for path in sorted(SOURCE.glob("*/locale/ja/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                said[entry.msgctxt, entry.msgid][path.parts[-5]] = entry.msgstr or entry.msgstr_plural.get(0, "")

    assert {text: told for text, told in said.items() if len(set(told.values())) > 1} == {}
