"""A store as the first version left it, written by plain statements: today's code knows that schema no more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sweepctl.store.schema import MIGRATIONS
from tests.store.world import make_spec

SWEEP = "oldsweep"
_ROWS: Mapping[str, Sequence[Sequence[object]]] = {
    "sweeps": [(SWEEP, "digits", "running", 1e9, ".", "sweep.yaml", 7)],
    "specs": [(SWEEP, 1, 1, 1, json.dumps(make_spec(run_cap=4).to_json()), "method: random\n", None, 1e9)],
    "trials": [
        (SWEEP, 1, 1, 0, "sampler", '{"x": 0.25}', "f1", 0, 1e9),
        (SWEEP, 2, 1, 1, "sampler", '{"x": 0.5}', "f2", 0, 1e9),
        (SWEEP, 3, 1, None, "given", '{"x": 0.75}', "f3", 0, 1e9),
    ],
    "executions": [
        (SWEEP, 1, 0, 1, None, "ended", "a", None, None, 1e9, 1e9, "failed", 1, "exit code 1", "[]"),
        (SWEEP, 1, 0, 2, 1, "ended", "a", None, None, 1e9, 1e9, "finished", 0, "", '["train", "--x=0.25"]'),
        (SWEEP, 2, 0, 1, 1, "running", "a", None, None, 1e9, None, None, None, None, "[]"),
        (SWEEP, 3, 0, 1, 1, "queued", None, None, None, None, None, None, None, None, None),
    ],
    "agents": [("a", SWEEP, "elsewhere", "boot", 1, "0", 1, 5, 1e9, 1e9, None)],
    "points": [(SWEEP, 1, 0, 2, "loss", 1, 1.0, 0.5), (SWEEP, 1, 0, 2, "loss", 2, 2.0, 0.25)],
    "series": [
        (SWEEP, 1, 0, 2, "loss", 2, 0, "0.5", "0.25", 2.0, "epoch", 0.25, 0.25, 2, 2.0, 0.5, 1, 1.0, 0.375),
    ],
    "priors": [],
    "events": [(1, SWEEP, None, 1e9, "created", "{}")],
}


def build(folder: Path) -> None:
    """Write `sweeps.db` of version 1 with a sweep of three trials, of at most four."""
    with closing(sqlite3.connect(folder / "sweeps.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);" + MIGRATIONS[0])
        connection.execute("INSERT INTO meta VALUES ('sweepctl', '1')")
        for table, rows in _ROWS.items():
            for row in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    (folder / "sweeps.db").chmod(0o600)
