"""What a search may learn from: the trials of a sweep as observations, and those of earlier ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isfinite

from sweepctl.model.draw import History, Observation, Standing
from sweepctl.model.params import Params
from sweepctl.model.spec import Impute, Objective, Scoring
from sweepctl.model.trial import Trial, TrialState
from sweepctl.store.database import Database, Row
from sweepctl.store.history import trials


def history(database: Database, sweep: str, scoring: Scoring, before: int) -> History:
    """What a sampler may learn from when it draws trial `before`: all others, and the priors."""
    observations = [
        _observation(one, standing, scoring)
        for one in trials(database, sweep, scoring)
        if one.number != before and one.params and (standing := _standing(one)) is not None
    ]
    return History([*priors(database, sweep), *observations], seen(database, sweep))


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


def _observation(one: Trial, standing: Standing, scoring: Scoring) -> Observation:
    if len(scoring.objectives) > 1:
        return _observation_of_several(one, standing)
    objective = scoring.first
    if standing is Standing.RUNNING and objective and objective.impute_while_running is Impute.WORST:
        standing = Standing.FAILED
    value = one.value if standing is Standing.VALUED else _imputed(one, standing, objective)
    return Observation(one.number, one.params, standing, value, variance=(one.error or 0.0) ** 2)


def _observation_of_several(one: Trial, standing: Standing) -> Observation:
    values = tuple(value for value in one.values.values() if value is not None)
    if standing is Standing.VALUED and len(values) < len(one.values):
        standing = Standing.FAILED
    return Observation(one.number, one.params, standing, None, values if standing is Standing.VALUED else ())


def _imputed(one: Trial, standing: Standing, objective: Objective | None) -> float | None:
    """The trial's own value where W&B's `impute` asks for it; None leaves it to the search: the worst, or not known."""
    if objective is None:
        return None
    rule = objective.impute if standing is Standing.FAILED else objective.impute_while_running
    if rule is Impute.LATEST:
        return one.last if one.last is not None and isfinite(one.last) else None
    return one.value if rule is Impute.BEST else None


def seen(database: Database, sweep: str) -> frozenset[str]:
    """The fingerprints of all points drawn or given so far."""
    rows: Sequence[Row] = database.rows(
        "SELECT fingerprint FROM trials WHERE sweep = ? AND fingerprint IS NOT NULL", (sweep,)
    )
    return frozenset(row["fingerprint"] for row in rows)


def priors(database: Database, sweep: str) -> list[Observation]:
    """The trials that the search was given to start with."""
    rows = database.rows("SELECT number, params, value FROM priors WHERE sweep = ? ORDER BY number", (sweep,))
    return [Observation(-row["number"], json.loads(row["params"]), Standing.VALUED, row["value"]) for row in rows]


def add_priors(database: Database, sweep: str, source: str, points: Sequence[tuple[Params, float]]) -> None:
    """Keep trials of elsewhere for the search to start with."""
    with database.transaction():
        row = database.row("SELECT max(number) AS top FROM priors WHERE sweep = ?", (sweep,))
        first = 1 + int((row["top"] if row else None) or 0)
        database.change_many(
            "INSERT INTO priors (sweep, number, params, value, source) VALUES (?, ?, ?, ?, ?)",
            [(sweep, n, json.dumps(dict(params)), value, source) for n, (params, value) in enumerate(points, first)],
        )
