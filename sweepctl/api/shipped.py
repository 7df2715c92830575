"""The JSON Schema of a sweep file, as it is shipped."""

from __future__ import annotations

from pathlib import Path

from sweepctl import spec


def schema_file() -> Path:
    """Where it is: what an editor is told to check a sweep file with."""
    return Path(spec.__path__[0], "sweep.schema.json")


def schema() -> str:
    """Its text."""
    return schema_file().read_text(encoding="utf-8")
