"""What the documents say is so: every command, key, ability, setting and field is described, and every link leads somewhere."""

from __future__ import annotations

import ast
import re
from argparse import Action
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from shishin.guidelines.default_data import delivered_scopes
from shishin.guidelines.models import Document, DocumentLink, Edition
from shishin.people.abilities import ability_names
from shishin.people.data_files import sections
from shishin.people.naming import Keys
from shishin.site.environment import SETTINGS
from shishin.texts.manuscript import FORCES, KINDS, DocumentSheet
from shishin.texts.numbering.labels import MEMBERS, RULES_MEMBERS
from shishin.texts.numbering.numerals import STYLES
from shishin.texts.text_form.attributes import FLAGS
from shishin.texts.text_form.sheets import EDITION_FIELDS, PAIR_CHANGES, SINGLE_CHANGES

ROOT = Path(__file__).resolve().parents[4]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "shishin"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
GUIDES = ("reader", "member", "secretariat", "pmo", "operator")

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="The documents lie beside the source, not in an installed package.")

CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
MACHINE_PATH = re.compile(r"(?<![\w./-])(?:/(?:home|root|Users|tmp|work|srv|mnt)/|[A-Z]:\\)")
ASKED = re.compile(r"(?:^|[`(\s/])shishin ([a-z][a-z_-]+)")
COMMAND_BLOCK = re.compile(r"(?:^    .*\n)+", re.MULTILINE)
KEYWORDS_OF_RECORD = {"about", "who", "why"}


def words(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def in_code(text: str) -> set[str]:
    return set(CODE.findall(text))


def rows(text: str) -> dict[str, str]:
    """The rows of all tables of a document by each code in their first cell."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("|"):
            first, _bar, rest = line[1:].partition(" |")
            found |= dict.fromkeys(CODE.findall(first), rest)
    return found


# Commands


def own_commands() -> dict[str, BaseCommand]:
    names = {name: app for name, app in get_commands().items() if isinstance(app, str) and app.startswith("shishin.")}
    return {name.replace("_", "-"): load_command_class(app, name) for name, app in sorted(names.items())}


def arguments_of(name: str, command: BaseCommand) -> Iterator[Action]:
    known = {action.dest for action in BaseCommand().create_parser("shishin", name)._actions} - {"version"}
    for action in command.create_parser("shishin", name)._actions:
        if action.dest not in known and (action.dest != "version" or action.nargs != 0):
            yield action


def sections_of(text: str, marks: str) -> dict[str, str]:
    parts = re.split(rf"^{marks} `?([^`\n]+)`?$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_of_ours_is_described_and_no_other():
    described = set(re.findall(r"^### `([a-z-]+)`$", words("commands.md"), re.MULTILINE))

    assert described == set(own_commands())


def test_every_argument_of_a_command_is_described_with_it_and_an_example():
    described = sections_of(words("commands.md"), "###")
    missing = [
        (name, option)
        for name, command in own_commands().items()
        for action in arguments_of(name, command)
        for option in (action.option_strings or [str(action.metavar or action.dest).upper()])
        if option not in rows(described[name])
    ]
    without_example = [name for name in own_commands() if described[name].count(f"    shishin {name}") < 2]

    assert missing == []
    assert without_example == []


def commands_named_in(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for place in [*CODE.findall(text), *COMMAND_BLOCK.findall(text)]:
        yield from ASKED.findall(place)


def test_every_command_that_a_document_names_exists():
    known = {name.replace("_", "-") for name in get_commands()} | {"help"}
    wrong = [(path.name, name) for path in DOCUMENTS for name in commands_named_in(path) if name.replace("_", "-") not in known]

    assert wrong == []


# The trail


def modules() -> Iterator[ast.Module]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def calls(name: str) -> Iterator[ast.Call]:
    """The calls of a function that is imported under its name."""
    for module in modules():
        nodes = list(ast.walk(module))
        if any(isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names] for node in nodes):
            yield from (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name)


def recorded() -> dict[str, set[str]]:
    """Every key of the trail and what its data holds, from the calls that write them."""
    found: dict[str, set[str]] = {}
    for call in calls("record"):
        data = {keyword.arg for keyword in call.keywords if keyword.arg} - KEYWORDS_OF_RECORD
        for key in keys_of(call.args[0]):
            found.setdefault(key, set()).update(data)
    for call in calls("acting_on"):
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        for key in keys_of(given.pop("key")):
            found.setdefault(key, set()).update(given.keys() - KEYWORDS_OF_RECORD - {"by", "besides"})
    return found


def keys_of(argument: ast.expr) -> list[str]:
    """The key as it stands, or of a rename (`keys.renamed`) the whole keys that its callers hand in."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    if isinstance(argument, ast.Attribute) and argument.attr in Keys._fields:
        place = Keys._fields.index(argument.attr)
        return [str(given.value) for call in calls("Keys") if isinstance(given := call.args[place], ast.Constant)]
    if isinstance(argument, ast.Name) and argument.id == "key":
        # The frame of many acts: its callers hand the whole key in.
        return []
    raise AssertionError(f"A key that nobody can search for: {ast.unparse(argument)}")


def test_every_key_of_the_trail_is_described_and_no_other():
    assert set(rows(words("trail-keys.md"))) == set(recorded())


def test_what_the_data_of_a_key_holds_is_described():
    described = rows(words("trail-keys.md"))
    missing = [(key, name) for key, data in recorded().items() for name in sorted(data) if name not in in_code(described[key])]

    assert missing == []


def test_every_test_that_a_document_names_is_there():
    tests = {
        node.name
        for path in SOURCE.rglob("tests/test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }

    assert set(re.findall(r"`(test_\w+)`", words("security.md"))) - tests == set()


# People and settings


@pytest.mark.asvs("V2.1.1", "V8.1.1")
@pytest.mark.parametrize("name", ["secretariat.md", "secretariat.ja.md"])
def test_every_ability_and_section_of_data_files_is_described(name: str):
    described = rows(words(name))

    assert [ability for ability in ability_names() if ability not in described] == []
    assert [section for section in sections.known if section not in described] == []


def test_every_setting_is_described_with_its_default_and_help():
    described = [line for line in words("settings.md").splitlines() if line.startswith("| `")]
    expected = [f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.help} |" for one in SETTINGS]

    assert described == expected


# The text form


@pytest.mark.asvs("V2.1.1")
def test_every_word_of_the_text_form_is_described():
    described = rows(words("text-form.md"))
    attributes = " ".join(described)
    schemes = yaml.safe_load((SOURCE / "texts" / "numbering" / "schemes.yaml").read_text(encoding="utf-8"))
    wanted = {
        *KINDS, *FORCES, *FLAGS, *STYLES, *MEMBERS, *RULES_MEMBERS, *EDITION_FIELDS,
        *(field.name for field in fields(DocumentSheet)), *(scheme["slug"] for scheme in schemes),
    }  # fmt: skip

    assert sorted(wanted - set(described)) == []
    assert [scope["slug"] for scope in delivered_scopes() if f"{scope['slug']}=" not in attributes] == []


def test_every_choice_of_the_sheets_is_described():
    described = in_code(words("text-form.md"))
    wanted = {*Document.Kind.values, *Document.Position.values, *Document.State.values, *Edition.Revision.values, *DocumentLink.Kind.values}

    assert sorted(wanted - described) == []
    assert [change for change in (*SINGLE_CHANGES, *PAIR_CHANGES) if f"- {change}: " not in words("text-form.md")] == []


# All documents


def anchor(heading: str) -> str:
    """How a heading is linked to: small letters, hyphens for spaces, no signs."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(path: Path) -> list[str]:
    return [anchor(heading) for heading in HEADING.findall(path.read_text(encoding="utf-8"))]


def test_every_link_and_picture_of_a_document_exists():
    broken = []
    for path in DOCUMENTS:
        for target in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _hash, place = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            if not there.exists() or (place and place not in anchors_of(there)):
                broken.append((path.name, target))

    assert broken == []


def test_every_picture_is_shown_somewhere_and_small():
    shown = {Path(target).name for path in DOCUMENTS for target in LINK.findall(path.read_text(encoding="utf-8"))}
    pictures = sorted((DOCS / "pictures").glob("*.png"))

    assert [picture.name for picture in pictures if picture.name not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []


def test_every_name_of_code_in_the_glossary_is_in_the_code():
    written = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "tests" not in path.parts)
    cells = [line.split("|")[3] for line in words("glossary.md").splitlines() if line.startswith("|")]
    names = {part for cell in cells for name in CODE.findall(cell) for part in name.split(".")}

    assert sorted(name for name in names if not re.search(rf"\b{re.escape(name)}\b", written)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_names_a_path_of_a_machine(path: Path):
    assert MACHINE_PATH.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_the_same_in_japanese(guide: str):
    """Not the words, but every section, table and picture, and every example as it is typed."""
    english, japanese = words(f"{guide}.md"), words(f"{guide}.ja.md")

    assert shape(japanese) == shape(english)
    assert [Path(target).name for target in pictures_of(japanese)] == [
        Path(target).name.replace(".en.", ".") for target in pictures_of(english)
    ]


def shape(text: str) -> list[str]:
    """The rank of each heading, and under it the number of rows of tables."""
    found: list[str] = []
    for line in text.splitlines():
        if found_heading := re.match(r"(#+) ", line):
            found.append(f"{found_heading[1]} 0")
        elif line.startswith("|"):
            marks, count = found[-1].split()
            found[-1] = f"{marks} {int(count) + 1}"
    return found


def pictures_of(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)


# Where to look

ANSWER = re.compile(r"^\| [^|`]+\? \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)


def test_what_a_newcomer_looks_for_is_in_the_file_that_is_named_for_it():
    answers = ANSWER.findall(words("architecture.md"))

    assert len(answers) == 28
    holds = {
        (file, name): rf"^(?:    )?(?:async )?(?:def|class) {name}\b|^(?:    )?{name}(?::[^=\n]+)? = |^- {name}: " for file, name in answers
    }
    assert [found for found, pattern in holds.items() if not re.search(pattern, (SOURCE / found[0]).read_text("utf-8"), re.MULTILINE)] == []
