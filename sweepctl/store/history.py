"""What has become of a sweep: trials, counts, the best, all derived from the rows at the moment of asking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import fsum, sqrt

from sweepctl.errors import NotFoundError
from sweepctl.model.outcome import Ending
from sweepctl.model.spec import Goal, Objective, Scoring, Summary
from sweepctl.model.status import Counts
from sweepctl.model.trial import STATE_OF_ENDING, Part, Trial, TrialState
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
_ORDERS: Mapping[Goal, str] = {Goal.MINIMIZE: "ASC", Goal.MAXIMIZE: "DESC"}
VALUED = (Ending.FINISHED, Ending.STOPPED)
# Of the parts of a trial that is over, the first of these states that one of them has is the trial's.
_GRAVEST = (
    TrialState.FAILED, TrialState.NO_METRIC, TrialState.CANCELLED, TrialState.STOPPED, TrialState.FINISHED,
)  # fmt: skip


def value_column(objective: Objective) -> str:
    """The column of `series` that holds the value of an objective."""
    return VALUE_COLUMNS[objective.summary, objective.goal]


def _select(sweep: str, objective: Objective | None) -> tuple[str, tuple[object, ...]]:
    """Trials joined with the newest attempt of each part and the figures of an objective."""
    column = value_column(objective) if objective else "low"
    n, step = _PLACE_COLUMNS[column]
    statement = f"""
        SELECT t.number, t.params, e.part, e.state, e.attempt, e.ending, e.code, e.why, e.started, e.ended, e.agent,
            t.version <> (SELECT space FROM specs WHERE sweep = ? ORDER BY version DESC LIMIT 1) AS is_outside,
            s.{column} AS value, s.{n} AS value_n, s.{step} AS value_step, s.last, s.count, s.unit
        FROM trials t
        JOIN executions e ON e.sweep = t.sweep AND e.trial = t.number AND e.latest = 1
        LEFT JOIN series s ON s.sweep = e.sweep AND s.trial = e.trial AND s.part = e.part
            AND s.attempt = e.attempt AND s.metric = ?
        WHERE t.sweep = ?
    """
    return statement, (sweep, objective.name if objective else "", sweep)


def execution_state(row: Row) -> TrialState:
    """The state of a trial that has this execution only."""
    match row["state"]:
        case "queued":
            return TrialState.QUEUED
        case "ended":
            return STATE_OF_ENDING[Ending(row["ending"])]
        case _:
            return TrialState.RUNNING


def _whole(row: Row) -> Trial:
    """A trial of one part."""
    return Trial(
        number=row["number"],
        state=execution_state(row),
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
        is_outside=bool(row["is_outside"]),
    )


def _part(row: Row) -> Part:
    return Part(
        row["part"], execution_state(row), row["attempt"], row["value"], row["why"] or "", row["started"], row["ended"]
    )


def state_of_parts(states: Iterable[TrialState]) -> TrialState:
    """The state of a trial from those of its parts: running while one is, queued while one waits, else over."""
    found = set(states)
    return next(state for state in (TrialState.RUNNING, TrialState.QUEUED, *_GRAVEST) if state in found)


def standard_error(values: Sequence[float]) -> float:
    """Of the mean of at least two values, from their spread; rounding makes none where they are all the same."""
    if min(values) == max(values):
        return 0.0
    mean = fsum(values) / len(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))


def _joined(rows: Sequence[Row]) -> Trial:
    """A trial of several parts: its value is the mean over those that have one, if all that finished do."""
    parts = [_part(row) for row in rows]
    state = state_of_parts(part.state for part in parts)
    values = [part.value for part in parts if part.value is not None]
    has_hole = any(part.state is TrialState.FINISHED and part.value is None for part in parts)
    decisive = next((row for row in rows if execution_state(row) is state), rows[0])
    starts = [part.started for part in parts if part.started is not None]
    ends = [part.ended for part in parts if part.ended is not None]
    reason = decisive["why"] if state.is_over else None
    return Trial(
        number=rows[0]["number"],
        state=state,
        attempt=max(part.attempt for part in parts),
        params=json.loads(rows[0]["params"]) if rows[0]["params"] else {},
        value=fsum(values) / len(values) if values and not has_hole else None,
        error=standard_error(values) if len(values) > 1 and not has_hole else None,
        count=len(values),
        ending=Ending(decisive["ending"]) if state.is_over else None,
        code=decisive["code"] if state.is_over else None,
        reason=f"part {decisive['part']}: {reason}" if reason else "",
        started=min(starts, default=None),
        ended=max(ends, default=None) if state.is_over else None,
        agent=decisive["agent"],
        is_outside=bool(decisive["is_outside"]),
        parts=parts,
    )


def _read(database: Database, sweep: str, scoring: Scoring, condition: str, values: Sequence[object]) -> list[Trial]:
    """The trials that satisfy a condition, by number, with the values of all objectives."""
    statement, bound = _select(sweep, scoring.first)
    rows = database.rows(f"{statement} {condition} ORDER BY t.number, e.part", (*bound, *values))
    if scoring.parts == 1:
        found = [_whole(row) for row in rows]
    else:
        found = [_joined(list(group)) for _, group in groupby(rows, key=lambda row: row["number"])]
    if len(scoring.objectives) < 2:
        return found
    others = {one.name: _values(database, sweep, one) for one in scoring.objectives[1:]}
    spreads = {one.name: _errors(database, sweep, one) for one in scoring.objectives} if scoring.parts > 1 else {}
    return [_with_values(one, scoring, others, spreads) for one in found]


def _with_values(
    one: Trial, scoring: Scoring, others: Mapping[str, Mapping[int, float]], spreads: Mapping[str, Mapping[int, float]]
) -> Trial:
    assert scoring.first is not None
    values = {scoring.first.name: one.value, **{name: known.get(one.number) for name, known in others.items()}}
    errors = {
        name: known[one.number] for name, known in spreads.items() if values[name] is not None and one.number in known
    }
    return replace(one, values=values, errors=errors)


def _values(database: Database, sweep: str, objective: Objective) -> Mapping[int, float]:
    """The value of an objective by trial, the mean over its parts, if all that finished have one."""
    rows = database.rows(_means(objective), (objective.name, sweep))
    return {row["trial"]: row["value"] for row in rows}


def _errors(database: Database, sweep: str, objective: Objective) -> Mapping[int, float]:
    """The standard error of an objective by trial, where several parts have a value."""
    column = value_column(objective)
    rows = database.rows(
        f"SELECT e.trial AS trial, s.{column} AS value FROM executions e JOIN series s ON s.sweep = e.sweep"
        " AND s.trial = e.trial AND s.part = e.part AND s.attempt = e.attempt AND s.metric = ?"
        f" WHERE e.sweep = ? AND e.latest = 1 AND s.{column} IS NOT NULL ORDER BY e.trial, e.part",
        (objective.name, sweep),
    )
    groups = {trial: [row["value"] for row in group] for trial, group in groupby(rows, key=lambda row: row["trial"])}
    return {trial: standard_error(values) for trial, values in groups.items() if len(values) > 1}


def _means(objective: Objective) -> str:
    """Trials with the mean of an objective over their parts; bound to the metric and the sweep."""
    column = value_column(objective)
    return f"""
        SELECT e.trial AS trial, avg(s.{column}) AS value FROM executions e
        LEFT JOIN series s ON s.sweep = e.sweep AND s.trial = e.trial AND s.part = e.part AND s.attempt = e.attempt
            AND s.metric = ?
        WHERE e.sweep = ? AND e.latest = 1 GROUP BY e.trial
        HAVING avg(s.{column}) IS NOT NULL
            AND sum(CASE WHEN e.ending = 'finished' AND s.{column} IS NULL THEN 1 ELSE 0 END) = 0
    """


def trials(database: Database, sweep: str, scoring: Scoring, newest: int | None = None) -> list[Trial]:
    """The trials by number, or only the newest so many."""
    if newest is None:
        return _read(database, sweep, scoring, "", ())
    above = "AND t.number > (SELECT coalesce(max(number), 0) FROM trials WHERE sweep = ?) - ?"
    return _read(database, sweep, scoring, above, (sweep, newest))


def between(database: Database, sweep: str, scoring: Scoring, first: int, last: int) -> list[Trial]:
    """The trials with these numbers, both included."""
    return _read(database, sweep, scoring, "AND t.number BETWEEN ? AND ?", (first, last))


def some(database: Database, sweep: str, scoring: Scoring, numbers: Sequence[int]) -> list[Trial]:
    """The trials with these numbers, by number."""
    if not numbers:
        return []
    return _read(database, sweep, scoring, f"AND t.number IN ({', '.join('?' * len(numbers))})", numbers)


def trial(database: Database, sweep: str, scoring: Scoring, number: int) -> Trial:
    """One trial, with every metric seen in its newest attempts. Raises NotFoundError."""
    found = next(iter(_read(database, sweep, scoring, "AND t.number = ?", (number,))), None)
    if found is None:
        newest = database.rows("SELECT max(number) AS newest FROM trials WHERE sweep = ?", (sweep,))[0]["newest"]
        hint = f"its trials are 1 to {newest}" if newest else "it has none yet"
        raise NotFoundError(f"sweep {sweep} has no trial {number}", hint)
    names = database.rows(
        "SELECT s.metric, s.count, s.odd, s.last FROM series s JOIN executions e"
        " ON e.sweep = s.sweep AND e.trial = s.trial AND e.part = s.part AND e.attempt = s.attempt"
        " WHERE s.sweep = ? AND s.trial = ? AND e.latest = 1 ORDER BY s.metric, s.part",
        (sweep, number),
    )
    seen: dict[str, tuple[int, float]] = {}
    for name in names:
        earlier = seen.get(name["metric"], (0, 0.0))[0]
        seen[name["metric"]] = (earlier + name["count"] + name["odd"], float(name["last"]))
    return replace(found, seen=seen)


def with_seen(database: Database, sweep: str, found: Sequence[Trial]) -> list[Trial]:
    """The same trials, with how often and last which value every metric was read in their newest attempts."""
    rows = database.rows(
        "SELECT s.trial, s.metric, s.count + s.odd AS often, s.last FROM series s JOIN executions e"
        " ON e.sweep = s.sweep AND e.trial = s.trial AND e.part = s.part AND e.attempt = s.attempt"
        " WHERE s.sweep = ? AND e.latest = 1 ORDER BY s.trial, s.metric, s.part",
        (sweep,),
    )
    seen: dict[int, dict[str, tuple[int, float]]] = {}
    for row in rows:
        metrics = seen.setdefault(row["trial"], {})
        metrics[row["metric"]] = (metrics.get(row["metric"], (0, 0.0))[0] + row["often"], float(row["last"]))
    return [replace(one, seen=seen.get(one.number, {})) for one in found]


def best(database: Database, sweep: str, scoring: Scoring) -> Trial | None:
    """The finished or stopped trial with the best value, the first of equals; None where several objectives compete."""
    objective = scoring.first
    if objective is None or len(scoring.objectives) > 1:
        return None
    if scoring.parts > 1:
        return _best_of_means(database, sweep, scoring, objective)
    column = value_column(objective)
    order = _ORDERS[objective.goal]
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
        return _read(database, sweep, scoring, "AND t.number = ?", (first["trial"],))[0]


def is_valued(one: Trial) -> bool:
    """Whether a trial ended well and has a value."""
    return one.state in {TrialState.FINISHED, TrialState.STOPPED} and one.value is not None


def _best_of_means(database: Database, sweep: str, scoring: Scoring, objective: Objective) -> Trial | None:
    marks = ", ".join("?" * len(VALUED))
    ranked = (
        f"{_means(objective)} AND sum(CASE WHEN e.state = 'ended' AND e.ending IN ({marks}) THEN 0 ELSE 1 END) = 0"
        f" ORDER BY value {_ORDERS[objective.goal]}, e.trial LIMIT 1"
    )
    with database.snapshot():
        top = database.row(ranked, (objective.name, sweep, *VALUED))
        return None if top is None else _read(database, sweep, scoring, "AND t.number = ?", (top["trial"],))[0]


def front(database: Database, sweep: str, scoring: Scoring) -> list[Trial]:
    """Of several objectives the Pareto front: the valued trials that no other beats in all, by the first objective."""
    if len(scoring.objectives) < 2:
        return []
    signs = [one.goal.sign for one in scoring.objectives]
    points: list[tuple[tuple[float, ...], Trial]] = []
    for one in trials(database, sweep, scoring):
        values = list(one.values.values())
        if is_valued(one) and None not in values:
            signed = zip(signs, values, strict=True)
            points.append((tuple(sign * value for sign, value in signed if value is not None), one))
    points.sort(key=lambda point: (point[0], point[1].number))
    kept: list[tuple[tuple[float, ...], Trial]] = []
    for losses, one in points:
        # Sorted: only an earlier point can be as good in everything.
        if not any(all(a <= b for a, b in zip(other, losses, strict=True)) for other, _ in kept):
            kept.append((losses, one))
    return [one for _, one in kept]


def counts(database: Database, sweep: str, parts: int = 1) -> Counts:
    """How many trials are in each state."""
    by_state = dict.fromkeys(TrialState, 0)
    if parts == 1:
        rows = database.rows(
            "SELECT state, ending, count(*) AS many FROM executions"
            " WHERE sweep = ? AND latest = 1 AND part = 0 GROUP BY state, ending",
            (sweep,),
        )
        for row in rows:
            by_state[execution_state(row)] += row["many"]
    else:
        rows = database.rows(
            "SELECT trial, state, ending FROM executions WHERE sweep = ? AND latest = 1 ORDER BY trial", (sweep,)
        )
        for _, group in groupby(rows, key=lambda row: row["trial"]):
            by_state[state_of_parts(map(execution_state, group))] += 1
    return Counts(total=sum(by_state.values()), **{state.value: many for state, many in by_state.items()})
