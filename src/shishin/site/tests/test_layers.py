"""Relations, reverse accessors and templates follow the order of the packages, as imports do."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

CHECKOUT = Path(__file__).resolve().parents[4]
SOURCE = CHECKOUT / "src" / "shishin"


def rows() -> list[set[str]]:
    """The packages from the highest row to the lowest, from the contract that import-linter checks."""
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [{name.strip(" ()") for name in row.split("|")} for row in layers]


ROWS = rows()
PACKAGES = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def may_use(user: str, used: str) -> bool:
    height = {name: -number for number, row in enumerate(ROWS) for name in row}
    return user == used or height[user] > height[used]


def sources(package: str) -> list[Path]:
    files = [*(SOURCE / package).rglob("*.py"), *(SOURCE / package).rglob("*.html")]
    return [file for file in files if "tests" not in file.parts and "migrations" not in file.parts]


def test_every_package_has_a_row():
    assert [name for name in PACKAGES if not any(name in row for row in ROWS)] == []


def test_relations_point_to_the_same_package_or_a_lower_one():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("shishin."):
            continue
        package = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model.__module__.startswith("shishin."):
                target = field.related_model.__module__.split(".")[1]
                if not may_use(package, target):
                    wrong.append(f"{package}.{model.__name__}.{field.name} points to {target}")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_templates_name_only_addresses_and_templates_of_their_own_row_or_below(package):
    named = re.compile(r"""\{%\s*(?:url|include|extends)\s+["'](?:([a-z_]+):|([a-z_]+)/)""")
    wrong = []
    for file in sources(package):
        if file.suffix != ".html":
            continue
        for match in named.finditer(file.read_text(encoding="utf-8")):
            used = match[1] or match[2]
            if used in PACKAGES and not may_use(package, used):
                wrong.append(f"{file.relative_to(SOURCE)}: {match[0]}")
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_package_looks_up_through_a_reverse_accessor(package):
    """`organization.documents` in `people` would be an import of `guidelines` by another name."""
    accessors = {
        relation.get_accessor_name(): relation.related_model.__module__.split(".")[1]
        for model in apps.get_models()
        if model.__module__.startswith(f"shishin.{package}.")
        for relation in model._meta.related_objects
        if relation.related_model.__module__.startswith("shishin.") and relation.get_accessor_name()
    }
    above = {name for name, owner in accessors.items() if not may_use(package, owner)}
    wrong = []
    for file in sources(package):
        text = file.read_text(encoding="utf-8")
        wrong += [
            f"{file.relative_to(SOURCE)}: .{name}" for name in sorted(above) if re.search(rf"\.{name}\.(all|filter|exists|count)\b", text)
        ]
    assert wrong == []


def test_no_view_catches_a_refusal():
    """A page with one form is a `FormPage`; any other asks `attempt` what came of an act."""
    views = [file for file in SOURCE.rglob("*.py") if "views" in file.stem or file.parent.name == "views"]
    assert len(views) > 20
    assert [str(file.relative_to(SOURCE)) for file in views if re.search(r"except .*\bRefusal\b", file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_name_of_a_class_is_its_own_in_its_package(package):
    files = [file for file in sources(package) if file.suffix == ".py" and "management" not in file.parts]
    names = Counter(name for file in files for name in re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))

    assert sorted(name for name, times in names.items() if times > 1) == []
