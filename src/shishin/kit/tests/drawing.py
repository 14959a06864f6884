"""What is drawn, without the white space that draws nothing."""

from __future__ import annotations

import re


def one_line(drawn: object) -> str:
    """Without line breaks and indents, by which a template shows its nesting."""
    return re.sub(r"\s*\n\s*", "", str(drawn))
