"""The rules of the lint, one a module. A module here that has a `RULE` is a rule; nothing else needs to know of it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from shishin.guidelines.linting.findings import LintRule

RULES: tuple[LintRule, ...] = tuple(import_module(f"{__name__}.{module.name}").RULE for module in pkgutil.iter_modules(__path__))
