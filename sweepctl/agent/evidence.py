"""What a stopper asks, looked up in the store."""

from __future__ import annotations

from dataclasses import dataclass

from sweepctl.model.spec import Objective, SweepSpec
from sweepctl.model.trial import Execution, TrialState
from sweepctl.stoppers.base import Evidence, Question, Values
from sweepctl.store import history, points
from sweepctl.store.database import Database


@dataclass(frozen=True)
class Standing:
    """How far a running execution is: so many final values, judged last at so many, and the best of them."""

    count: int
    judged: int
    best: float


def evidence_for(
    database: Database, spec: SweepSpec, execution: Execution, standing: Standing, question: Question
) -> Evidence | None:
    """The answers; None while the execution's own values are not all stored."""
    objective = spec.objective
    assert objective is not None
    sweep, name, part = execution.sweep, objective.name, execution.part
    with database.snapshot():
        at_bands = {band: points.at_band(database, sweep, name, band, part) for band in question.bands}
        if not all(execution.trial in values for values in at_bands.values()):
            return None
        return Evidence(
            execution.trial,
            standing.count,
            standing.judged,
            standing.best,
            at_bands,
            _values(database, execution, name, standing.count) if question.curve else (),
            points.count_finished(database, sweep, part) if question.finished else 0,
            points.finished_at(database, sweep, name, standing.count, part) if question.finished else {},
            _leader(database, spec, execution, objective) if question.leader else (),
        )


def _values(database: Database, execution: Execution, metric: str, most: int | None = None) -> Values:
    every = points.curve(database, execution, metric).points
    return [(n, value) for n, _, value in every if most is None or n <= most]


def _leader(database: Database, spec: SweepSpec, execution: Execution, objective: Objective) -> Values:
    """The values of the best finished trial, in the same part."""
    trials = history.trials(database, execution.sweep, spec.scoring)
    finished = [one for one in trials if one.state is TrialState.FINISHED and one.number != execution.trial]
    ranked = [(objective.goal.sign * one.value, one.number, one) for one in finished if one.value is not None]
    if not ranked:
        return ()
    return _values(database, min(ranked)[2].execution(execution.sweep, execution.part), objective.name)
