"""What has become of a sweep: trials, counts, the best, all derived from the rows at the moment of asking."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sweepctl.errors import NotFoundError
from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Goal, Objective, Summary
from sweepctl.model.status import Counts
from sweepctl.model.trial import STATE_OF_ENDING, Trial, TrialState
from sweepctl.store.database import Database, Row

# Which column of `series` holds a trial's objective, and which tell where it came from.
VALUE_COLUMNS: Mapping[tuple[Summary, Goal], str] = {
    (Summary.BEST, Goal.MINIMIZE): "low",
    (Summary.BEST, Goal.MAXIMIZE): "high",
    (Summary.LAST, Goal.MINIMIZE): "final",
    (Summary.LAST, Goal.MAXIMIZE): "final",
    (Summary.MEAN, Goal.MINIMIZE): "mean",
    (Summary.MEAN, Goal.MAXIMIZE): "mean",
}
_PLACE_COLUMNS: Mapping[str, tuple[str, str]] = {
    "low": ("low_n", "low_step"),
    "high": ("high_n", "high_step"),
    "final": ("count", "last_step"),
    "mean": ("count", "last_step"),
}
VALUED = (Ending.FINISHED, Ending.STOPPED)


def _select(objective: Objective | None) -> tuple[str, tuple[object, ...]]:
    """Trials joined with their newest attempt and the figures of the objective."""
    column = VALUE_COLUMNS[objective.summary, objective.goal] if objective else "low"
    n, step = _PLACE_COLUMNS[column]
    statement = f"""
        SELECT t.number, t.params, e.state, e.attempt, e.ending, e.code, e.why, e.started, e.ended, e.agent,
            s.{column} AS value, s.{n} AS value_n, s.{step} AS value_step, s.last, s.count, s.unit
        FROM trials t
        JOIN executions e ON e.sweep = t.sweep AND e.trial = t.number AND e.part = 0 AND e.latest = 1
        LEFT JOIN series s ON s.sweep = e.sweep AND s.trial = e.trial AND s.part = e.part
            AND s.attempt = e.attempt AND s.metric = ?
        WHERE t.sweep = ?
    """
    return statement, (objective.name if objective else "",)


def _state(row: Row) -> TrialState:
    match row["state"]:
        case "queued":
            return TrialState.QUEUED
        case "ended":
            return STATE_OF_ENDING[Ending(row["ending"])]
        case _:
            return TrialState.RUNNING


def _trial(row: Row) -> Trial:
    return Trial(
        number=row["number"],
        state=_state(row),
        attempt=row["attempt"],
        params=json.loads(row["params"]) if row["params"] else {},
        value=row["value"],
        value_n=row["value_n"] if row["value"] is not None else None,
        value_step=row["value_step"] if row["value"] is not None else None,
        last=float(row["last"]) if row["last"] is not None else None,
        count=row["count"] or 0,
        unit=row["unit"],
        ending=Ending(row["ending"]) if row["ending"] else None,
        code=row["code"],
        reason=row["why"] or "",
        started=row["started"],
        ended=row["ended"],
        agent=row["agent"],
    )


def trials(database: Database, sweep: str, objective: Objective | None, newest: int | None = None) -> list[Trial]:
    """The trials by number, or only the newest so many."""
    statement, values = _select(objective)
    limit = "" if newest is None else f" LIMIT {newest:d}"
    rows = database.rows(f"{statement} ORDER BY t.number DESC{limit}", (*values, sweep))
    return [_trial(row) for row in reversed(rows)]


def trial(database: Database, sweep: str, objective: Objective | None, number: int) -> Trial:
    """One trial, with every metric seen in its newest attempt. Raises NotFoundError."""
    statement, values = _select(objective)
    row = database.row(f"{statement} AND t.number = ?", (*values, sweep, number))
    if row is None:
        raise NotFoundError(f"sweep {sweep} has no trial {number}", "`sweepctl status --trials` lists them")
    found = _trial(row)
    names = database.rows(
        "SELECT metric, count, odd, last FROM series WHERE sweep = ? AND trial = ? AND part = 0 AND attempt = ?"
        " ORDER BY metric",
        (sweep, number, found.attempt),
    )
    seen = {name["metric"]: (name["count"] + name["odd"], float(name["last"])) for name in names}
    return Trial(**{**vars(found), "seen": seen})


def best(database: Database, sweep: str, objective: Objective | None) -> Trial | None:
    """The finished or stopped trial with the best value; the first of equals."""
    if objective is None:
        return None
    column = VALUE_COLUMNS[objective.summary, objective.goal]
    order = "ASC" if objective.goal is Goal.MINIMIZE else "DESC"
    # Two walks along the index on the column (the cross join fixes the order of the tables): this is asked at the end
    # of every trial, and must not take longer the more trials there are.
    candidates = f"""
        FROM series s CROSS JOIN executions e
        WHERE s.sweep = ? AND s.metric = ? AND e.sweep = s.sweep AND e.trial = s.trial AND e.part = s.part
            AND e.attempt = s.attempt AND e.latest = 1 AND e.part = 0 AND e.state = 'ended'
            AND e.ending IN ({", ".join("?" * len(VALUED))})
    """
    values = (sweep, objective.name, *VALUED)
    ranked = f"{candidates} AND s.{column} IS NOT NULL ORDER BY s.{column} {order} LIMIT 1"
    with database.snapshot():
        top = database.row(f"SELECT s.{column} AS value {ranked}", values)
        if top is None:
            return None
        equals = f"SELECT s.trial {candidates} AND s.{column} = ? ORDER BY s.trial LIMIT 1"
        first = database.rows(equals, (*values, top["value"]))[0]
        statement, bound = _select(objective)
        return _trial(database.rows(f"{statement} AND t.number = ?", (*bound, sweep, first["trial"]))[0])


def counts(database: Database, sweep: str) -> Counts:
    """How many trials are in each state."""
    rows = database.rows(
        "SELECT state, ending, count(*) AS many FROM executions"
        " WHERE sweep = ? AND latest = 1 AND part = 0 GROUP BY state, ending",
        (sweep,),
    )
    by_state = dict.fromkeys(TrialState, 0)
    for row in rows:
        by_state[_state(row)] += row["many"]
    return Counts(total=sum(by_state.values()), **{state.value: many for state, many in by_state.items()})


def history(database: Database, sweep: str, objective: Objective | None, before: int) -> History:
    """What a sampler may learn from when it draws trial `before`: all others."""
    observations = [
        Observation(one.number, one.params, standing, one.value if standing is Standing.VALUED else None)
        for one in trials(database, sweep, objective)
        if one.number != before and one.params and (standing := _standing(one)) is not None
    ]
    return History(observations, seen(database, sweep))


def seen(database: Database, sweep: str) -> frozenset[str]:
    """The fingerprints of all points drawn or given so far."""
    rows: Sequence[Row] = database.rows(
        "SELECT fingerprint FROM trials WHERE sweep = ? AND fingerprint IS NOT NULL", (sweep,)
    )
    return frozenset(row["fingerprint"] for row in rows)


def _standing(one: Trial) -> Standing | None:
    match one.state:
        case TrialState.QUEUED | TrialState.RUNNING:
            return Standing.RUNNING
        case TrialState.FINISHED | TrialState.STOPPED:
            return Standing.VALUED if one.value is not None else Standing.FAILED
        case TrialState.FAILED:
            return Standing.FAILED
        case _:
            return None
