"""A whole sweep read in pieces, so that ten thousand trials need no more memory than a few."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sweepctl.model.params import Params
from sweepctl.model.spec import Scoring
from sweepctl.model.table import CurveRow
from sweepctl.model.trial import Trial
from sweepctl.store.database import Database
from sweepctl.store.history import between
from sweepctl.store.trials import next_number

_BATCH = 500


def trials(database: Database, sweep: str, scoring: Scoring) -> Iterator[Trial]:
    """Every trial by number, read a batch at a time."""
    last = next_number(database, sweep) - 1
    for first in range(1, last + 1, _BATCH):
        yield from between(database, sweep, scoring, first, first + _BATCH - 1)


def points(database: Database, sweep: str) -> Iterator[Params]:
    """The parameters of every trial that has some."""
    rows = database.rows("SELECT params FROM trials WHERE sweep = ? AND params IS NOT NULL ORDER BY number", (sweep,))
    return (json.loads(row["params"]) for row in rows)


def hosts(database: Database, sweep: str) -> Mapping[str, str]:
    """The host of every agent that ever worked on a sweep."""
    rows = database.rows("SELECT id, host FROM agents WHERE sweep = ?", (sweep,))
    return {row["id"]: row["host"] for row in rows}


def curve_rows(
    database: Database, sweep: str, metric: str | None = None, only: Sequence[int] | None = None
) -> Iterator[CurveRow]:
    """The stored values of the newest attempts, of one metric or all, of some trials or all."""
    last = next_number(database, sweep) - 1
    ranges = [(n, n) for n in only] if only is not None else [(n, n + _BATCH - 1) for n in range(1, last + 1, _BATCH)]
    extra, bound = ("", ()) if metric is None else (" AND p.metric = ?", (metric,))
    for first, final in ranges:
        rows = database.rows(
            "SELECT p.trial, p.part, p.metric, p.n, p.step, p.value FROM points p JOIN executions e"
            " ON e.sweep = p.sweep AND e.trial = p.trial AND e.part = p.part AND e.attempt = p.attempt"
            f" WHERE p.sweep = ? AND p.trial BETWEEN ? AND ? AND e.latest = 1{extra}"
            " ORDER BY p.trial, p.part, p.metric, p.n",
            (sweep, first, final, *bound),
        )
        for row in rows:
            yield CurveRow(row["trial"], row["part"], row["metric"], row["n"], row["step"], row["value"])


def metrics(database: Database, sweep: str) -> list[str]:
    """The names of all metrics that some trial has a value of."""
    rows = database.rows("SELECT DISTINCT metric FROM series WHERE sweep = ? ORDER BY metric", (sweep,))
    return [row["metric"] for row in rows]
