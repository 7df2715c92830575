"""How far a sweep has come: what is drawn, and whether its target is reached."""

from __future__ import annotations

from sweepctl.model.spec import Goal, Objective, Summary
from sweepctl.store.database import Database
from sweepctl.store.history import VALUE_COLUMNS, VALUED


def next_index(database: Database, sweep: str, version: int) -> int:
    """How many points the sampler has drawn for this version of the spec."""
    row = database.row("SELECT max(draw_index) AS top FROM trials WHERE sweep = ? AND version = ?", (sweep, version))
    return 0 if row is None or row["top"] is None else int(row["top"]) + 1


def target_reached(database: Database, sweep: str, objective: Objective) -> bool:
    """Whether some finished or stopped trial is at the target or beyond it."""
    marks = ", ".join("?" * len(VALUED))
    return _at_target(database, sweep, objective, f"e.state = 'ended' AND e.ending IN ({marks})", VALUED)


def target_in_sight(database: Database, sweep: str, objective: Objective) -> bool:
    """Whether a running trial is at the target, and will be counted unless it fails."""
    if objective.summary is not Summary.BEST:
        return False
    return _at_target(database, sweep, objective, "e.state = 'running'", ())


def _at_target(
    database: Database, sweep: str, objective: Objective, condition: str, values: tuple[object, ...]
) -> bool:
    if objective.target is None:
        return False
    column = VALUE_COLUMNS[objective.summary, objective.goal]
    sign = "<=" if objective.goal is Goal.MINIMIZE else ">="
    row = database.row(
        "SELECT 1 FROM series s CROSS JOIN executions e"
        f" WHERE s.sweep = ? AND s.metric = ? AND s.{column} {sign} ? AND e.sweep = s.sweep AND e.trial = s.trial"
        f" AND e.part = s.part AND e.attempt = s.attempt AND e.latest = 1 AND {condition} LIMIT 1",
        (sweep, objective.name, objective.target, *values),
    )
    return row is not None
