"""What the tests of the texts read: the sheets of the examples and the manuscripts beside them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from shishin.demo.loading import TEXTS
from shishin.guidelines.default_data import delivered_scopes
from shishin.texts.manuscript import Manuscript
from shishin.texts.text_form import read_folder


@cache
def acts(example: str) -> dict[str, Any]:
    sheet: dict[str, Any] = yaml.load(
        (TEXTS / f"{example}.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return sheet


def slugs(example: str) -> list[str]:
    return sorted({act["document"] for act in acts(example)["editions"]})


@cache
def manuscripts(slug: str) -> dict[str, Manuscript]:
    """The editions of a document by version."""
    return {
        manuscript.edition.version: manuscript
        for manuscript in read_folder(TEXTS / slug, scopes=[scope["slug"] for scope in delivered_scopes()])
    }
