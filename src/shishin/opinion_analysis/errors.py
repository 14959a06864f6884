"""What an analysis cannot do. Each says of what; the words for a person are those of who asked."""

from __future__ import annotations

from typing import Any


class CannotAnalyse(Exception):
    """Its arguments are what there is to say."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(*arguments.values())
        self.arguments: dict[str, Any] = arguments

    def __str__(self) -> str:
        return ": ".join(map(str, self.args))


def reason_of(error: BaseException) -> str:
    """Why, in one line without its full stop."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".。")


class UnreadableFile(CannotAnalyse):
    """`file` is no whole Parquet file: `why`."""


class NoSuchColumn(CannotAnalyse):
    """`file` has no column `column`, but `columns`."""


class UnfitColumn(CannotAnalyse):
    """What stands in `column` of `file` is no plain value, but `kind`."""


class OtherAnalysis(CannotAnalyse):
    """`folder` holds what was made of another file, or with other settings."""


class OtherFiles(CannotAnalyse):
    """`folder` holds files that no analysis made, such as `name`."""


class UnderWay(CannotAnalyse):
    """Another process is working in `folder`."""


class UnreachableCluster(CannotAnalyse):
    """No cluster answers at `address`: `why`."""


class NoEngine(CannotAnalyse):
    """What drives a cluster is not installed: `name`."""


class Cancelled(CannotAnalyse):
    """Somebody ended it; what was done so far is kept."""
