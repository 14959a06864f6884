"""What every page needs and no domain word: components, dates, names, errors, points."""

from __future__ import annotations

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
if "numpy" not in _modules:
    # openpyxl loads numpy where it is installed: 0.2 s and 30 MB for every process that serves pages, and no cell of ours holds a number of its kinds.
    _modules["numpy"] = None
    import openpyxl  # noqa: F401

    del _modules["numpy"]
