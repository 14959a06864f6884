"""What an attack returns, and how a table of them is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Tries:
    """How often something was tried, and each time it should not have been possible. A planted fault that is missed is a failure as well."""

    what: str
    tries: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0

    def judge(self, holds: bool, otherwise: str) -> None:
        """Count one try, and what is to be said where it went wrong."""
        self.tries += 1
        if not holds:
            self.failures.append(otherwise)


def table(rows: Sequence[tuple[str, Tries]]) -> str:
    lines = ["| what was tried | database | tries | failures | seconds |", "|---|---|---:|---:|---:|"]
    lines += [f"| {row.what} | {database} | {row.tries:,} | {len(row.failures)} | {row.seconds:.0f} |" for database, row in rows]
    return "\n".join(lines)
