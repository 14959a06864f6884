"""Every refusal is raised with what the places of its sentences need: types cannot say it, because the sentences are data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from shishin.councils.errors.minutes import MinutesArePublished, NoSpeaker
from shishin.kit.errors import Refusal
from shishin.site.tests.access_matrix.routes import all_routes

SOURCE = Path(__file__).resolve().parents[2]
FILES = {
    ".".join(["shishin", *path.relative_to(SOURCE).with_suffix("").parts]): path
    for path in sorted(SOURCE.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
}

Name = tuple[str, str]
"""The module that defines a class, and the class."""


@cache
def tree(module: str) -> ast.Module:
    """Read when a test asks, and not by every process that only lists the tests."""
    return ast.parse(FILES[module].read_text(encoding="utf-8"))


@cache
def names_in(module: str) -> dict[str, Name]:
    """What names of a module lead to: its own classes, and what it imports."""
    names: dict[str, Name] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            names[node.name] = (module, node.name)
    return names


@cache
def refusals() -> dict[Name, ast.ClassDef]:
    classes = {(module, node.name): node for module in FILES for node in ast.walk(tree(module)) if isinstance(node, ast.ClassDef)}
    known: dict[Name, ast.ClassDef] = {("shishin.kit.errors", "Refusal"): classes["shishin.kit.errors", "Refusal"]}
    while more := {
        name: node
        for name, node in classes.items()
        if name not in known and any(names_in(name[0]).get(getattr(base, "id", "")) in known for base in node.bases)
    }:
        known |= more
    return known


def methods(node: ast.ClassDef) -> set[str]:
    return {item.name for item in node.body if isinstance(item, ast.FunctionDef)}


def needed(node: ast.ClassDef) -> set[str]:
    """The places of both sentences, or the arguments that are declared where the places are worked out."""
    if "places" in methods(node):
        return {item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)}
    sentences = [item.value for item in node.body if isinstance(item, ast.Assign)]
    texts = [part.value for value in sentences for part in ast.walk(value) if isinstance(part, ast.Constant)]
    return {place for text in texts for place in re.findall(r"%\((\w+)\)", str(text))}


def uses(module: str) -> Iterator[tuple[int, Name, set[str]]]:
    """Each refusal that is made with arguments that are written out, on which line and with which."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Raise):
            made, words = node.exc, []
        elif isinstance(node, ast.Call):
            is_partial = getattr(node.func, "id", "") == "partial" and node.args
            made, words = node.args[0] if is_partial else node.func, node.keywords
        else:
            continue
        refusal = names_in(module).get(getattr(made, "id", ""))
        if refusal in refusals() and all(word.arg for word in words):
            yield node.lineno, refusal, {str(word.arg) for word in words}


def is_two_sentences(refusal: Name) -> bool:
    return "__init__" not in methods(refusals()[refusal])


@pytest.mark.parametrize("package", sorted({module.split(".")[1] for module in FILES}))
def test_a_refusal_is_raised_with_every_place_of_its_sentences(package):
    wrong = []
    for module in FILES:
        if module.split(".")[1] != package:
            continue
        for line, refusal, arguments in uses(module):
            missing = needed(refusals()[refusal]) - arguments if is_two_sentences(refusal) else set()
            if missing:
                wrong.append(f"{module}:{line}: {refusal[1]} without {', '.join(sorted(missing))}")
    assert wrong == []


@cache
def constants(name: str) -> dict[str, str]:
    """What classes of refusals set a name to, by class."""
    return {
        refusal: str(item.value.value)
        for (_module, refusal), node in refusals().items()
        for item in node.body
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant) and getattr(item.targets[0], "id", "") == name
    }


def test_every_way_out_that_is_a_link_leads_to_a_page_that_is_there():
    routes = constants("route")

    assert {refusal: route for refusal, route in routes.items() if route not in all_routes()} == {}
    assert {"ChangesWithoutReason", "NoTitle", "RoleInUse"} <= set(routes)


def kind(refusal: Name) -> type[Refusal]:
    return getattr(import_module(refusal[0]), refusal[1])


def subjects(refusal: type[Refusal]) -> set[str]:
    """The arguments from which the address of the way out is made."""
    return {name.partition(".")[0] for name in (refusal.page_of, *refusal.route_by) if name}


def test_a_refusal_has_the_arguments_whose_page_it_leads_to():
    wrong = []
    for module in FILES:
        for line, refusal, arguments in uses(module):
            if missing := subjects(kind(refusal)) - arguments:
                wrong.append(f"{module}:{line}: {refusal[1]} without {missing}")
    assert wrong == []


def leads(refusal: type[Refusal]) -> bool:
    return bool(refusal.page_of or refusal.route) or refusal.begins_at is not Refusal.begins_at


def test_every_refusal_says_where_its_way_out_begins_on_a_page_or_where_its_reader_stands():
    kinds = [kind(refusal) for refusal in refusals() if refusal != ("shishin.kit.errors", "Refusal")]

    assert [one.__name__ for one in kinds if leads(one) is one.is_here] == []
    assert {MinutesArePublished: True, NoSpeaker: False} == {one: leads(one) for one in kinds if one in (MinutesArePublished, NoSpeaker)}


def test_the_refusals_of_councils_are_among_them():
    assert is_two_sentences(("shishin.councils.errors.bodies", "TermsOverlap"))
    assert needed(refusals()["shishin.councils.errors.bodies", "TermsOverlap"]) == {"person", "body", "since"}
    assert needed(refusals()["shishin.councils.errors.bodies", "ReferralsStand"]) == {"body", "referrals"}
