"""Metric points: written in batches, read as bands by stoppers and as curves by people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sweepctl.model.trial import Curve, Execution
from sweepctl.store.database import Database
from sweepctl.store.endings import key

if TYPE_CHECKING:
    # A status reads curves and writes none.
    from sweepctl.model.point import Batch, Series

_EXECUTION = "sweep, trial, part, attempt"
_FIGURES = "count, odd, first, last, last_step, unit, final, low, low_n, low_step, high, high_n, high_step, mean"
_SERIES = f"{_EXECUTION}, metric, {_FIGURES}"


def write(database: Database, execution: Execution, batch: Batch) -> None:
    """Store a batch inside the caller's transaction, which has checked the fence; a point replaces one of its n."""
    this = key(execution)
    for table in ("points", "series"):
        database.change_many(
            f"DELETE FROM {table} WHERE sweep = ? AND trial = ? AND part = ? AND attempt = ? AND metric = ?",
            [(*this, metric) for metric in batch.voided],
        )
    database.change_many(
        f"INSERT INTO points ({_EXECUTION}, metric, n, step, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        f" ON CONFLICT ({_EXECUTION}, metric, n) DO UPDATE SET step = excluded.step, value = excluded.value",
        [(*this, point.metric, point.n, point.step, point.value) for point in batch.points],
    )
    names = _SERIES.split(", ")
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[5:])
    database.change_many(
        f"INSERT INTO series ({_SERIES}) VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT ({_EXECUTION}, metric) DO UPDATE SET {updates}",
        [(*this, *_figures(one)) for one in batch.series],
    )


def _figures(one: Series) -> tuple[object, ...]:
    mean = one.total / one.count if one.count else math.nan
    return (
        one.metric,
        one.count,
        one.odd,
        repr(one.first),
        repr(one.last),
        one.last_step,
        one.unit,
        _finite(one.final),
        _finite(one.low),
        one.low_n,
        one.low_step,
        _finite(one.high),
        one.high_n,
        one.high_step,
        _finite(mean),
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def at_band(database: Database, sweep: str, metric: str, band: int, part: int = 0) -> Mapping[int, float]:
    """The `band`-th value of the metric in the newest attempt of one part of every trial that has it, by trial."""
    rows = database.rows(
        "SELECT p.trial, p.value FROM points p JOIN executions e"
        " ON e.sweep = p.sweep AND e.trial = p.trial AND e.part = p.part AND e.attempt = p.attempt"
        " WHERE p.sweep = ? AND p.metric = ? AND p.n = ? AND p.part = ? AND e.latest = 1",
        (sweep, metric, band, part),
    )
    return {row["trial"]: row["value"] for row in rows}


def finished_at(database: Database, sweep: str, metric: str, n: int, part: int = 0) -> Mapping[int, float]:
    """The `n`-th value of the metric in the trials that finished, by trial."""
    rows = database.rows(
        "SELECT p.trial, p.value FROM points p JOIN executions e"
        " ON e.sweep = p.sweep AND e.trial = p.trial AND e.part = p.part AND e.attempt = p.attempt"
        " WHERE p.sweep = ? AND p.metric = ? AND p.n = ? AND p.part = ? AND e.latest = 1 AND e.ending = 'finished'",
        (sweep, metric, n, part),
    )
    return {row["trial"]: row["value"] for row in rows}


def count_finished(database: Database, sweep: str, part: int = 0) -> int:
    """How many trials have finished this part."""
    row = database.row(
        "SELECT count(*) AS many FROM executions"
        " WHERE sweep = ? AND state = 'ended' AND ending = 'finished' AND part = ? AND latest = 1",
        (sweep, part),
    )
    return int(row["many"]) if row else 0


def curve(database: Database, execution: Execution, metric: str) -> Curve:
    """The stored points of a metric."""
    rows = database.rows(
        "SELECT n, step, value FROM points WHERE sweep = ? AND trial = ? AND part = ? AND attempt = ? AND metric = ?"
        " ORDER BY n",
        (*key(execution), metric),
    )
    return Curve(metric, [(row["n"], row["step"], row["value"]) for row in rows])
