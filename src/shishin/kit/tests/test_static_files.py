"""The address of a static file changes with its content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from shishin.kit.static_files import NoSuchStaticFile, versioned_url


def test_a_static_file_is_named_with_its_version():
    assert re.fullmatch(r"/static/kit/shishin\.css\?v=[0-9a-f]{12}", versioned_url("kit/shishin.css"))


def test_a_static_file_that_is_not_there_is_said_at_once():
    with pytest.raises(NoSuchStaticFile, match=r"No package has a static file 'kit/other\.css'"):
        versioned_url("kit/other.css")


def test_the_style_sheet_stays_one_file_of_at_most_600_lines_that_asks_for_nothing():
    sheet = Path(finders.find("kit/shishin.css")).read_text(encoding="utf-8")

    assert len(sheet.splitlines()) <= 600
    assert re.findall(r"url\(|@import", sheet) == []
    assert sorted(set(re.findall(r"var\((--[\w-]+)\)", sheet)) - set(re.findall(r"(--[\w-]+):", sheet))) == []
