"""Typesetting: a template and plain data become a PDF. Words of people reach the template as data, never as its code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from shishin.kit.identity import base
from shishin.paper.fonts import FAMILY, printable, type_cases

PARTS = Path(__file__).parent / "templates"
"""What templates import by name: `page.typ`, `text.typ`."""
LANGUAGE = re.compile(r"[a-z]{2,3}")


class TypesettingFailed(RuntimeError):
    """The typesetter refused a template or warned of something: a file with boxes for characters must not go out."""

    def __init__(self, template: str, told: str) -> None:
        super().__init__(f"{template} could not be set without fault: {told}")


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The same data give the same bytes: no time, no fonts of the machine, no packages from elsewhere.

    A template reads nothing but the parts that lie beside this module and what lies beside itself.
    """
    parts = {part.name: part.read_bytes() for part in PARTS.glob("*.typ")}
    try:
        pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # its stubs know no text in several files
            {**parts, "main.typ": template.read_bytes()},
            root=str(template.parent),
            font_paths=type_cases(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False), "font": FAMILY},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise TypesettingFailed(template.name, str(error)) from error
    if warnings:
        raise TypesettingFailed(template.name, "; ".join(str(warning) for warning in warnings))
    return bytes(pdf)


def spoken(tag: str) -> str:
    """The language of words as the typesetter takes it: two or three letters, else none."""
    language = base(tag).lower()
    return language if LANGUAGE.fullmatch(language) else ""


def _printable(data: Any) -> Any:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, Sequence):
        return [_printable(value) for value in data]
    return data
