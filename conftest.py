"""Tests write to a folder of their own, never to the data of a site."""

from __future__ import annotations

import os
import tempfile

os.environ["SHISHIN_DATA"] = tempfile.mkdtemp(prefix="shishin-tests-")
os.environ.setdefault("SHISHIN_LANGUAGE", "en")
