"""How far a sweep has come: what is drawn, and whether a rule of its own says that it is done."""

from __future__ import annotations

import json
import time

from sweepctl.model.outcome import SCRIPT_FAILURES, Ending
from sweepctl.model.spec import Goal, Objective, Scoring, Summary, SweepSpec
from sweepctl.store.database import Database
from sweepctl.store.history import VALUED, best, value_column

_BAD = (*sorted(SCRIPT_FAILURES), Ending.NOT_STARTED, Ending.LOST, Ending.REQUEUED, Ending.NO_METRIC)


def next_index(database: Database, sweep: str, version: int) -> int:
    """The sampler's next draw of this version of the spec; draws that a given point stands for are passed over."""
    row = database.row(
        "SELECT max(draw_index) AS top FROM trials WHERE sweep = ? AND version = ? AND source = 'sampler'",
        (sweep, version),
    )
    index = 0 if row is None or row["top"] is None else int(row["top"]) + 1
    while is_drawn(database, sweep, version, index):
        index += 1
    return index


def count_imported(database: Database, sweep: str) -> int:
    """How many trials were run elsewhere; they do not count against `run_cap`."""
    row = database.row("SELECT count(*) AS many FROM trials WHERE sweep = ? AND source = 'imported'", (sweep,))
    return int(row["many"]) if row else 0


def is_drawn(database: Database, sweep: str, version: int, index: int | None) -> bool:
    """Whether a trial stands for this draw."""
    statement = "SELECT 1 FROM trials WHERE sweep = ? AND version = ? AND draw_index = ?"
    return index is not None and database.row(statement, (sweep, version, index)) is not None


def done_by_rule(database: Database, sweep: str, spec: SweepSpec) -> str | None:
    """Why the sweep needs no more trials by its own rules: the target, the time, or too long without a better value."""
    objective, limits = spec.objective, spec.limits
    if objective and objective.target is not None and _target_reached(database, sweep, spec.scoring, objective):
        return f"the target {objective.target:g} is reached"
    if limits.hours is not None and _seconds(database, sweep) >= limits.hours * 3600:
        return f"{limits.hours:g} hours are over"
    if _is_barren(database, sweep, spec) and not is_held(database, sweep):
        return f"{limits.no_improvement} trials brought no better value"
    return None


def decided_by_running(database: Database, sweep: str, spec: SweepSpec) -> str | None:
    """Why more trials are worth starting only if the running ones do not end as it looks, None where they are."""
    if _target_in_sight(database, sweep, spec.scoring):
        return "a running trial has reached the target"
    if _is_barren(database, sweep, spec) and is_held(database, sweep):
        return f"{spec.limits.no_improvement} trials brought no better value, but running ones still may"
    return None


def is_held(database: Database, sweep: str) -> bool:
    """Whether some agent has an execution of the sweep in hand."""
    statement = "SELECT 1 FROM executions WHERE sweep = ? AND latest = 1 AND state IN ('claimed', 'running') LIMIT 1"
    return database.row(statement, (sweep,)) is not None


def _is_barren(database: Database, sweep: str, spec: SweepSpec) -> bool:
    """Whether as many trials as the sweep allows have ended in a row without a better value."""
    limit = spec.limits.no_improvement
    return limit is not None and _fruitless(database, sweep, spec.scoring) >= limit


def _seconds(database: Database, sweep: str) -> float:
    """How long ago the first trial was started, by the wall clock; 0 before."""
    row = database.row(
        "SELECT min(e.started) AS first FROM executions e JOIN trials t ON t.sweep = e.sweep AND t.number = e.trial"
        " WHERE e.sweep = ? AND t.source <> 'imported'",
        (sweep,),
    )
    return 0.0 if row is None or row["first"] is None else time.time() - float(row["first"])


def _fruitless(database: Database, sweep: str, scoring: Scoring) -> int:
    """How many trials of our own have ended since the best one; 0 while there is no best."""
    top = best(database, sweep, scoring)
    if top is None or top.ended is None:
        return 0
    marks = ", ".join("?" * len(_BAD))
    # Of a trial that is over; cancelled ones do not count, unless another part had gone wrong before.
    row = database.row(
        "SELECT count(*) AS many FROM (SELECT trial FROM executions WHERE sweep = ? AND latest = 1 AND trial <> ?"
        " AND trial NOT IN (SELECT number FROM trials WHERE sweep = ? AND source = 'imported')"
        " GROUP BY trial HAVING max(ended) > ? AND sum(CASE WHEN state = 'ended' THEN 0 ELSE 1 END) = 0"
        f" AND (sum(CASE WHEN ending IN ({marks}) THEN 1 ELSE 0 END) > 0"
        " OR sum(CASE WHEN ending = 'cancelled' THEN 1 ELSE 0 END) = 0)) AS fruitless",
        (sweep, top.number, sweep, top.ended, *_BAD),
    )
    return int(row["many"]) if row else 0


def _target_reached(database: Database, sweep: str, scoring: Scoring, objective: Objective) -> bool:
    """Whether some finished or stopped trial is at the target or beyond it."""
    if scoring.parts > 1:
        top = best(database, sweep, scoring)
        return top is not None and top.value is not None and objective.reached(top.value)
    marks = ", ".join("?" * len(VALUED))
    return _at_target(database, sweep, objective, f"e.state = 'ended' AND e.ending IN ({marks})", VALUED)


def _target_in_sight(database: Database, sweep: str, scoring: Scoring) -> bool:
    """Whether a running trial is at the target, and will be counted unless it fails."""
    objective = scoring.first
    if objective is None or objective.summary is not Summary.BEST or scoring.parts > 1:
        return False
    return _at_target(database, sweep, objective, "e.state = 'running'", ())


def _at_target(
    database: Database, sweep: str, objective: Objective, condition: str, values: tuple[object, ...]
) -> bool:
    if objective.target is None:
        return False
    sign = "<=" if objective.goal is Goal.MINIMIZE else ">="
    row = database.row(
        "SELECT 1 FROM series s CROSS JOIN executions e"
        f" WHERE s.sweep = ? AND s.metric = ? AND s.{value_column(objective)} {sign} ? AND e.sweep = s.sweep"
        " AND e.trial = s.trial AND e.part = s.part AND e.attempt = s.attempt AND e.latest = 1"
        f" AND {condition} LIMIT 1",
        (sweep, objective.name, objective.target, *values),
    )
    return row is not None


def why_paused(database: Database, sweep: str) -> str:
    """Why a paused sweep paused itself; empty where somebody paused it."""
    row = database.row(
        "SELECT kind, detail FROM events WHERE sweep = ? AND trial IS NULL AND kind IN ('pause', 'paused_itself')"
        " ORDER BY id DESC LIMIT 1",
        (sweep,),
    )
    return str(json.loads(row["detail"]).get("why", "")) if row and row["kind"] == "paused_itself" else ""
