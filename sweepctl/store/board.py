"""A sweep at one moment for those who watch it: a few queries, whose cost hardly grows with the trials."""

from __future__ import annotations

import time

from sweepctl.model.board import Board, RunningTrial
from sweepctl.model.outcome import Ending
from sweepctl.model.status import Sweep
from sweepctl.model.trial import STATE_OF_ENDING, Trial, TrialState
from sweepctl.store import history, summary
from sweepctl.store.database import Database

_MOST_VALUES = 120
_MOST_RUNNING = 64
_MOST_FAILURES = 3
# The pace is that of the newest so many executions.
_RECENT = 50
_FAILED = [ending for ending in Ending if STATE_OF_ENDING[ending] is TrialState.FAILED]
_VALUED = ", ".join(f"'{ending}'" for ending in history.VALUED)


def board(database: Database, sweep: Sweep) -> Board:
    """All that is watched of a sweep."""
    with database.snapshot():
        return Board(
            status=summary.status(database, sweep, 0),
            running=_running(database, sweep),
            history=_history(database, sweep),
            failures=_failures(database, sweep),
            pace=_pace(database, sweep),
            at=time.time(),
        )


def _running(database: Database, sweep: Sweep) -> list[RunningTrial]:
    rows = database.rows(
        "SELECT DISTINCT trial FROM executions WHERE sweep = ? AND latest = 1 AND state NOT IN ('queued', 'ended')"
        " ORDER BY trial LIMIT ?",
        (sweep.id, _MOST_RUNNING),
    )
    found = history.some(database, sweep.id, sweep.spec.scoring, [row["trial"] for row in rows])
    expected = _expected(database, sweep) if found else None
    return [RunningTrial(one, _values(database, sweep, one), expected) for one in found]


def _values(database: Database, sweep: Sweep, one: Trial) -> list[float]:
    objective = sweep.spec.objective
    if objective is None:
        return []
    execution = one.execution(sweep.id)
    rows = database.rows(
        "SELECT value FROM points WHERE sweep = ? AND trial = ? AND part = 0 AND attempt = ? AND metric = ?"
        " ORDER BY n DESC LIMIT ?",
        (sweep.id, one.number, execution.attempt, objective.name, _MOST_VALUES),
    )
    return [row["value"] for row in reversed(rows)]


def _expected(database: Database, sweep: Sweep) -> float | None:
    """The mean number of values over some trials that finished."""
    objective = sweep.spec.objective
    if objective is None:
        return None
    row = database.row(
        "SELECT avg(count) AS mean FROM (SELECT s.count FROM executions e JOIN series s ON s.sweep = e.sweep"
        " AND s.trial = e.trial AND s.part = e.part AND s.attempt = e.attempt AND s.metric = ?"
        " WHERE e.sweep = ? AND e.latest = 1 AND e.state = 'ended' AND e.ending = 'finished'"
        " ORDER BY e.trial DESC LIMIT ?)",
        (objective.name, sweep.id, _RECENT),
    )
    return row["mean"] if row else None


def _history(database: Database, sweep: Sweep) -> list[float]:
    objective = sweep.spec.objective
    if objective is None or len(sweep.spec.objectives) > 1:
        return []
    if sweep.spec.parts.count > 1:
        valued = filter(history.is_valued, history.trials(database, sweep.id, sweep.spec.scoring))
        return [one.value for one in sorted(valued, key=lambda one: one.ended or 0.0) if one.value is not None]
    column = history.value_column(objective)
    rows = database.rows(
        f"SELECT s.{column} AS value FROM executions e JOIN series s ON s.sweep = e.sweep AND s.trial = e.trial"
        " AND s.part = e.part AND s.attempt = e.attempt AND s.metric = ?"
        f" WHERE e.sweep = ? AND e.latest = 1 AND e.state = 'ended' AND e.ending IN ({_VALUED})"
        f" AND s.{column} IS NOT NULL ORDER BY e.ended",
        (objective.name, sweep.id),
    )
    return [row["value"] for row in rows]


def _failures(database: Database, sweep: Sweep) -> list[Trial]:
    marks = ", ".join("?" * len(_FAILED))
    rows = database.rows(
        "SELECT trial, max(ended) AS ended FROM executions"
        f" WHERE sweep = ? AND latest = 1 AND state = 'ended' AND ending IN ({marks})"
        " GROUP BY trial ORDER BY ended DESC LIMIT ?",
        (sweep.id, *_FAILED, _MOST_FAILURES),
    )
    order = [row["trial"] for row in rows]
    found = history.some(database, sweep.id, sweep.spec.scoring, order)
    return sorted(found, key=lambda one: order.index(one.number))


def _pace(database: Database, sweep: Sweep) -> float | None:
    row = database.row(
        "SELECT avg(seconds) AS mean FROM (SELECT ended - started AS seconds FROM executions"
        " WHERE sweep = ? AND latest = 1 AND state = 'ended' AND started IS NOT NULL AND ended >= started"
        " ORDER BY trial DESC LIMIT ?)",
        (sweep.id, _RECENT),
    )
    return row["mean"] if row else None
