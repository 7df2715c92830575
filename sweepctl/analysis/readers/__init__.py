"""Runs of elsewhere, read from files and from Optuna's storages."""

from __future__ import annotations

from pathlib import Path

from sweepctl.analysis.readers.tables import read_table
from sweepctl.errors import UsageError
from sweepctl.model.imported import Source
from sweepctl.model.registry import Entry

_TABLES = frozenset({".csv", ".json", ".jsonl", ".ndjson"})
_STUDIES = Entry("sweepctl.analysis.readers.studies", "studies in Optuna's databases and journals")


def read_source(text: str, study: str | None = None) -> Source:
    """What a file or a URL holds. Raises UsageError."""
    path = Path(text)
    if path.suffix.lower() in _TABLES and "://" not in text and study is None:
        return read_table(path)
    if "://" not in text and not path.is_file():
        raise UsageError(f"there is no file {text}")
    source: Source = _STUDIES.load().read_study(text, study)
    return source
