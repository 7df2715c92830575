"""What there is to name in a store, for completion: read quickly, without the rest of the house.

A completion must never get in the way: of a store that cannot be read there is nothing to name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sweepctl.store.place import FILE

_SECONDS = 0.2
_MOST = 200
_NEWEST = "SELECT id FROM sweeps ORDER BY created DESC, id LIMIT 1"
_MEANT = "SELECT id FROM sweeps WHERE id = ? OR name = ? OR id LIKE ? || '%' ORDER BY id = ? DESC, created DESC LIMIT 1"


def sweeps(store: Path) -> list[tuple[str, str]]:
    """Ids with names and states, newest first."""
    rows = _rows(store, "SELECT id, name, state FROM sweeps ORDER BY created DESC, id LIMIT ?", (_MOST,))
    return [(row[0], f"{row[1]}, {row[2]}") for row in rows]


def trials(store: Path, sweep: str | None) -> list[tuple[str, str]]:
    """Numbers with states, newest first."""
    rows = _rows(
        store,
        "SELECT trial, state, ending FROM executions WHERE sweep = ? AND part = 0 AND latest = 1"
        " ORDER BY trial DESC LIMIT ?",
        (_id_of(store, sweep), _MOST),
    )
    return [(str(row[0]), row[2] or row[1]) for row in rows]


def parameters(store: Path, sweep: str | None) -> list[tuple[str, str]]:
    """The names of what the sweep varies, nested ones dotted."""
    statement = "SELECT normalised FROM specs WHERE sweep = ? ORDER BY version DESC LIMIT 1"
    rows = _rows(store, statement, (_id_of(store, sweep),))
    return [(".".join(one["path"]), one["distribution"]) for row in rows for one in json.loads(row[0])["parameters"]]


def metrics(store: Path, sweep: str | None) -> list[tuple[str, str]]:
    """The names of what trials have said."""
    rows = _rows(store, "SELECT DISTINCT metric FROM series WHERE sweep = ? LIMIT ?", (_id_of(store, sweep), _MOST))
    return [(row[0], "metric") for row in rows]


def _id_of(store: Path, sweep: str | None) -> str:
    """The sweep that is meant, nothing if there is none."""
    rows = _rows(store, _NEWEST, ()) if not sweep else _rows(store, _MEANT, (sweep, sweep, sweep, sweep))
    return str(rows[0][0]) if rows else ""


def _rows(store: Path, statement: str, values: Sequence[object]) -> list[tuple[str, ...]]:
    try:
        with closing(sqlite3.connect(f"{(store / FILE).as_uri()}?mode=ro", uri=True, timeout=_SECONDS)) as connection:
            return connection.execute(statement, values).fetchall()
    except (sqlite3.Error, OSError, ValueError):
        return []
