"""Tables of trials that people have kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from sweepctl.errors import UsageError


def read_csv(path: Path) -> tuple[list[str], Sequence[Mapping[str, str | None]]]:
    """The columns of a table, and its rows; a row that is too short has None in the rest. Raises UsageError."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            return list(reader.fieldnames or ()), list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read {path}: {error}") from None
